import LimnText

extension ModelError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .inputWidth(let found, let expected):
      "the input has \(found) values, and the model takes \(expected)."
    case .scoreShape(let rows, let columns, let expectedRows, let expectedColumns):
      "the model returned \(rows)×\(columns) scores instead of \(expectedRows)×\(expectedColumns)."
    case .nonFiniteScore(let row, let output):
      "the model's score for output \(output) is not a finite number in row \(row) of its input: "
        + "its weights or the input are too large."
    case .gradientShape(let rows, let columns, let expectedRows, let expectedColumns):
      "the model returned \(rows)×\(columns) gradients instead of "
        + "\(expectedRows)×\(expectedColumns)."
    case .nonFiniteGradient(let row, let input):
      "the model's gradient is not a finite number at value \(input) of row \(row): its weights "
        + "or the input are too large."
    case .noSuchClass(let label, let count):
      "there is no class \(label): the model's classes are 0 to \(count - 1)."
    case .classAgainstItself(let label):
      "class \(label) cannot be compared with itself."
    case .noSuchOutput(let output, let count):
      count == 1
        ? "there is no output \(output): the model has only output 0."
        : "there is no output \(output): the model's outputs are 0 to \(count - 1)."
    case .outputAgainstItself(let output):
      "output \(output) cannot be compared with itself."
    case .terms(let outputs):
      "an objective needs one or more terms, each with its own output and a finite weight, and not terms "
        + "of outputs \(outputs)."
    case .tones(let black, let white):
      "black and white must be different finite values in each channel of an image, not "
        + "\(black) and \(white)."
    case .logitsUnknown:
      "the model gives only probabilities."
    case .noClasses(let scale):
      "the model gives plain numbers, and a number has no \(scale.rawValue)."
    case .taskOfLink(let task, let link):
      "the model ends in a \(link.rawValue), which cannot be read as a \(task.rawValue)."
    case .outputNames(let found, let expected):
      "\(found) \(found == 1 ? "name" : "names") for \(expected) "
        + "\(expected == 1 ? "output" : "outputs") of the model: give one for "
        + "each."
    case .featureNames(let found, let expected):
      "\(found) \(found == 1 ? "name" : "names") for \(expected) features of the model: give one for "
        + "each."
    case .targets(let found, let expected):
      "the examples are for the task \(found.rawValue), and the model's task is \(expected.rawValue)."
    case .noCategory(let row, let feature, let count):
      "row \(row), \(feature.quoted): no category has this number; the model has \(count), "
        + "counted from 0."
    case .noSuchFeature(let feature, let count):
      "there is no feature \(feature): the model's features are 0 to \(count - 1)."
    case .nonFiniteImputed(let feature):
      "the replacement for missing values of feature \(feature) is not a finite number."
    case .outputCount(let count):
      "the model has \(count) outputs, and needs at least one."
    }
  }
}
