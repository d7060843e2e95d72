import LimnNetwork
import LimnText

extension TrainingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noExamples(let part):
      "too few examples: none is left for \(part.rawValue)."
    case .inputWidth(let part, let found, let expected):
      "the \(part.rawValue) examples have \(found) values, and the network takes \(expected)."
    case .classCount(let part, let found, let expected):
      "the \(part.rawValue) examples have \(found) classes, labels or numbers to learn, and the network "
        + "has \(expected)."
    case .targetsOfTask(let part, let found, let expected):
      "the \(part.rawValue) examples are for the task \(found.rawValue), and the network's task is "
        + "\(expected.rawValue)."
    case .lossOfTask(let loss, let task):
      "the loss \(loss.rawValue) does not fit a \(task.rawValue)."
    case .noDenseEnd:
      "targets can be standardised only for a network that ends in a dense layer, and this one does not."
    case .nonFiniteTarget(let part, let row, let column):
      "target \(column) of \(part.rawValue) example \(row) is not a finite number."
    case .nonFiniteInput(let part, let row, let column):
      "value \(column) of \(part.rawValue) example \(row) is not a finite number."
    case .nothingToTrain:
      "the network has nothing to train."
    case .setting(let name, let value, let allowed):
      "\(name) must be \(allowed.rawValue), not \(plain(value))."
    case .earlyStoppingWithoutValidation:
      "early stopping needs validation examples, and none are left."
    case .nonFiniteLoss(let epoch, let batch):
      "the loss is no longer a finite number, in epoch \(epoch)"
        + (batch.map { ", batch \($0)" } ?? "")
        + ": no model is written; a smaller --learning-rate or --input-factor may help."
    case .shortPath:
      "the run is too short for a loss surface: it needs two epochs or more that move the "
        + "weights."
    case .tooLarge(let parameters, let bytes, let memory):
      "training \(Int(exactly: parameters.rounded())?.grouped ?? String(parameters)) parameters would "
        + "take \(gigabytes(bytes)) of memory, and this machine has \(gigabytes(Double(memory)))."
    case .layerItem(let item, let number, let expected):
      "layer \(number) of the list, \(item.quoted), cannot be trained: expected \(expected)."
    case .layerCount(let count, let most):
      "the list has \(count) layers, and a network has at most \(most)."
    case .layerInput(let item, let number, let found, let expected):
      "layer \(number) of the list, \(item), takes \(expected), and gets \(Shape(found)) values."
    case .malformedHistory(let reason):
      "this is not a training history: \(reason)."
    }
  }

  /// An amount of memory: "7.5 GB".
  private func gigabytes(_ bytes: Double) -> String {
    let tenths = Int(exactly: (bytes / 1e8).rounded())
    return tenths.map { "\($0 / 10).\($0 % 10) GB" } ?? "\(bytes) bytes"
  }

  /// A number without ".0" if it is an integer.
  private func plain(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? String(value)
  }
}
