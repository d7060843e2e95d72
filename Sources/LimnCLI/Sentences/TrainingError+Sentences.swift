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
    case .tooLarge(let parameters, let bytes, let memory):
      Complaint(
        "training \(NumberText.significant(parameters, digits: 3)) parameters would take "
          + "\(gigabytes(bytes)) of memory, and this machine has \(gigabytes(Double(memory))): use "
          + "fewer --hidden units or a smaller --batch-size.", .usage)
    case .malformedHistory(let reason):
      Complaint("this is not a training history: \(reason).", .badData)
    }
  }

  /// "7.5 GB".
  private func gigabytes(_ bytes: Double) -> String {
    "\(NumberText.significant(bytes / 1e9, digits: 2)) GB"
  }

  /// "0" rather than "0.0".
  private func plain(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? String(value)
  }
}
