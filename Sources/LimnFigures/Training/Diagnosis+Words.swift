import LimnGraphics
import LimnTraining

extension Diagnosis {
  /// The findings in words, a sentence or two each, in order; a sentence that says so if there are
  /// none.
  ///
  /// - Parameter history: the history to which the diagnosis belongs.
  public func sentences(on history: TrainingHistory) -> [String] {
    let names = LayerNames(history.configuration)
    let sentences = findings.map { finding in
      guard finding.kind == .overfitting, history.configuration.earlyStopping != nil,
        let kept = history.keptEpoch
      else { return finding.sentence(names) }
      return finding.sentence(names) + " The weights of epoch \(kept) are kept."
    }
    return sentences.isEmpty ? ["No rule finds a problem."] : sentences
  }

  /// A sentence with the rules that could not judge the run, and the reasons; `nil` if all could.
  public var reservation: String? {
    guard !notJudged.isEmpty else { return nil }
    let reasons = notJudged.map { "\($0.kind.rawValue) (\($0.reason.words))" }
    return "Not judged: \(reasons.joined(separator: ", "))."
  }
}

extension Finding {
  func sentence(_ names: LayerNames) -> String {
    switch evidence {
    case .partingLosses(let validation, let training):
      let rise = NumberText.percent(validation.after / validation.before - 1)
      return "Overfitting since epoch \(epoch): validation loss rose from "
        + "\(number(validation.before)) to \(number(validation.after)) (by \(rise)) while training "
        + "loss fell from \(number(training.before)) to \(number(training.after))."
    case .poorFit(let trainingError, let validationError, let later):
      let validation = validationError.map { ", of the validation examples \(percent($0))" } ?? ""
      return "Underfitting: \(percent(trainingError)) of the training examples are wrong at the end"
        + "\(validation), and the training loss has levelled off (the second half of the run brought "
        + "\(percent(later)) of its fall)."
    case .divergence(let batch):
      let place = batch.map { "batch \($0) of epoch \(epoch)" } ?? "epoch \(epoch)"
      return "Learning rate too high: in \(place) the loss was no longer finite."
    case .oscillation(let rise, let fall):
      return "Learning rate too high: the training loss swings. Since epoch \(epoch) it rose by "
        + "\(number(rise)) in all; over the run it fell by \(number(fall)) in all."
    case .overshoot(let ratio, let accuracy):
      return "Learning rate too high: in epoch \(epoch) a step moved the weights by "
        + "\(percent(ratio)) of their size, and at the end \(percent(accuracy)) of the training "
        + "examples are right, about as by guessing."
    case .slowDescent(let ratio, let later):
      return "Learning rate too low: a step moves the weights by \(number(ratio)) of their size "
        + "(0.001 is usual), and the second half of the run still brought \(percent(later)) of the "
        + "fall of the training loss."
    case .smallGradient(let layer, let norm, let output, let outputNorm):
      return "Vanishing gradients: the gradient of \(names[layer]) has norm \(number(norm)), "
        + "that of \(names[output]) \(number(outputNorm)) (medians over epochs)."
    case .largeGradient(let layer, let norm):
      return "Exploding gradients: in epoch \(epoch) the gradient of \(names[layer]) has norm "
        + "\(number(norm))."
    case .unequalInputs(let scales, let training):
      let outcome =
        training.map {
          "the training examples reach \($0.metric.rawValue) \($0.scoreText(decimals: 2))"
        }
        ?? "the loss was no longer finite"
      return
        "Inputs are not on one scale: features range in size from \(number(scales.smallest)) to "
        + "\(number(scales.largest)) (root mean squares), and \(outcome) at the end. Standardise each to mean 0 "
        + "and standard deviation 1."
    case .dead(let layer, let share):
      return "Dead units since epoch \(epoch): \(percent(share)) of the units of \(names[layer]) "
        + "pass no gradient for any training example."
    }
  }

  private func number(_ value: Double) -> String { NumberText.significant(value, digits: 3) }
  private func percent(_ share: Double) -> String { NumberText.percent(share) }
}

extension MissingEvidence {
  fileprivate var words: String {
    switch self {
    case .tooFewEpochs(let found, let needed):
      "\(found) epoch\(found == 1 ? "" : "s"), \(needed) needed"
    case .noValidation: "no validation losses"
    case .noErrorRate: "a regression is not right or wrong, and the unavoidable error is unknown"
    }
  }
}
