import LimnGraphics
import LimnTraining

extension TrainingHistory {
  /// How the run was set up and how it ended, in one line.
  var summary: String {
    let settings = configuration
    let widths =
      [settings.inputShape.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }]
      + settings.layers.filter { $0.parameters > 0 }.map(\.outputs)
    let network = widths.map(String.init).joined(separator: "-")
    let validated =
      settings.validationExamples > 0 ? " and \(settings.validationExamples) validation" : ""
    return
      "network \(network), \(settings.optimizer.name), learning rate \(settings.learningRate.words)"
      + (settings.weightDecay > 0 ? ", weight decay \(settings.weightDecay.short)" : "")
      + ", batches of \(settings.batchSize), seed \(settings.seed); "
      + "\(settings.trainingExamples) training\(validated) examples. \(ending)"
  }

  private var ending: String {
    let count = "\(epochs.count) epoch\(epochs.count == 1 ? "" : "s")"
    switch outcome {
    case .unfinished: return "\(count), unfinished."
    case .completed: return "\(count), completed."
    case .stoppedEarly:
      return "\(count), stopped early\(keptEpoch.map { ", epoch \($0) kept" } ?? "")."
    case .diverged(let epoch, _): return "Diverged in epoch \(epoch)."
    }
  }
}

extension LearningRateSchedule {
  fileprivate var words: String {
    switch self {
    case .constant(let rate): rate.short
    case .step(let initial, let factor, let every):
      "\(initial.short), times \(factor.short) every \(every) epochs"
    case .cosine(let initial, let final): "\(initial.short) to \(final.short) along a cosine"
    }
  }
}

extension Double {
  fileprivate var short: String { NumberText.trimmed(self, digits: 3) }
}
