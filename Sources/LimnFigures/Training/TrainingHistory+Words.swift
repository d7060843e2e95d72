import LimnGraphics
import LimnTraining

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

extension TrainingHistory {
  /// The run's setup and its end, in one line.
  var summary: String { "\(configuration.setting), \(rule). \(ending)" }

  /// "adam, learning rate 0.01".
  var rule: String { "\(configuration.optimizer.name), \(rates)" }

  /// "learning rate 0.01, weight decay 0.001".
  var rates: String {
    let decay = configuration.weightDecay
    return "learning rate \(configuration.learningRate.words)"
      + (decay > 0 ? ", weight decay \(decay.short)" : "")
  }

  /// "73 epochs, stopped early, epoch 53 kept."
  var ending: String {
    let count = "\(epochs.count) epoch\(epochs.count == 1 ? "" : "s")"
    switch outcome {
    case .unfinished: return "\(count), unfinished."
    case .completed: return "\(count), completed\(kept)."
    case .stoppedEarly: return "\(count), stopped early\(kept)."
    case .diverged(let epoch, _): return "Diverged in epoch \(epoch)."
    }
  }

  private var kept: String {
    guard configuration.earlyStopping != nil, let keptEpoch else { return "" }
    return ", epoch \(keptEpoch) kept"
  }
}

extension TrainingConfiguration {
  /// The network and the data, without the optimizer: "network 64-64-10, batches of 64, seed 0,
  /// 1078 training and 360 validation examples".
  var setting: String {
    let inputs = inputShape.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
    let widths = [inputs] + layers.filter { $0.parameters > 0 }.map(\.outputs)
    let validated = validationExamples > 0 ? " and \(validationExamples) validation" : ""
    return "network \(widths.map(String.init).joined(separator: "-")), batches of \(batchSize), "
      + "seed \(seed), \(trainingExamples) training\(validated) examples"
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
  /// The number with at most three significant digits.
  fileprivate var short: String {
    guard isFinite, self != 0 else { return NumberText.trimmed(self, digits: 3) }
    let exponent = log10(abs(self)).rounded(.down)
    let digits = (1..<3).first { digits in
      let scaled = self / pow(10, exponent - Double(digits - 1))
      return abs(scaled - scaled.rounded()) < 1e-9 * abs(scaled)
    }
    return NumberText.trimmed(self, digits: digits ?? 3)
  }
}
