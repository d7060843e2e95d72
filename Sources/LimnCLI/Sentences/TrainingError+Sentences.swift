import Limn

extension TrainingError: TellableError {
  var complaint: Complaint {
    switch self {
    case .noExamples(let part):
      Complaint("too few examples: none is left for \(part.rawValue).", .badData)
    case .inputWidth(let part, let found, let expected):
      Complaint(
        "the \(part.rawValue) examples have \(found) values, and the network takes \(expected).",
        .badData)
    case .classCount(let part, let found, let expected):
      Complaint(
        "the \(part.rawValue) examples have \(found) classes, and the network has \(expected).",
        .badData)
    case .nonFiniteInput(let part, let row, let column):
      Complaint(
        "value \(column) of \(part.rawValue) example \(row) is not a finite number.", .badData)
    case .nothingToTrain:
      Complaint("the network has nothing to train.", .badData)
    case .setting(let name, let value, let allowed):
      Complaint("\(name) must be \(allowed.rawValue), not \(plain(value)).", .usage)
    case .earlyStoppingWithoutValidation:
      Complaint("no examples are left to stop early by: use --no-early-stopping.", .badData)
    case .nonFiniteLoss(let epoch, let batch):
      Complaint(
        "the loss is no longer a finite number, in epoch \(epoch)"
          + (batch.map { ", batch \($0)" } ?? "")
          + ": no model is written. A smaller --learning-rate or --input-factor may help.",
        .badData)
    case .shortPath:
      Complaint(
        "the run is too short for a loss surface: it needs two epochs or more that move the "
          + "weights.", .usage)
    case .malformedHistory(let reason):
      Complaint("this is not a training history: \(reason).", .badData)
    }
  }

  /// "0" rather than "0.0".
  private func plain(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? String(value)
  }
}
