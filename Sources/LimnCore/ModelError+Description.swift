import LimnText

extension ModelError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .inputWidth(let found, let expected):
      "the input has \(found) values, and the model takes \(expected)."
    case .scoreShape(let rows, let columns, let expectedRows, let expectedColumns):
      "the model answered with \(rows)×\(columns) scores in place of "
        + "\(expectedRows)×\(expectedColumns)."
    case .nonFiniteScore(let row, let output):
      "the model's score for output \(output) is not a finite number for row \(row) of what it "
        + "was given: its weights or the input are too large."
    case .gradientShape(let rows, let columns, let expectedRows, let expectedColumns):
      "the model answered with \(rows)×\(columns) gradients in place of "
        + "\(expectedRows)×\(expectedColumns)."
    case .nonFiniteGradient(let row, let input):
      "the model's gradient is not a finite number at value \(input) of row \(row): its weights "
        + "or the input are too large."
    case .noSuchClass(let label, let count):
      "there is no class \(label): the model's are 0 to \(count - 1)."
    case .classAgainstItself(let label):
      "class \(label) cannot be set against itself."
    case .noSuchOutput(let output, let count):
      count == 1
        ? "there is no output \(output): the model has one, 0."
        : "there is no output \(output): the model's are 0 to \(count - 1)."
    case .outputAgainstItself(let output):
      "output \(output) cannot be set against itself."
    case .logitsUnknown:
      "the model shows only probabilities."
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
      "the examples are those of a \(found.rawValue), and the model's answer is a "
        + "\(expected.rawValue) of its outputs."
    case .noCategory(let row, let feature, let count):
      "row \(row), \(feature.quoted): no category has this number; the model knows \(count), from 0 on."
    case .noSuchFeature(let feature, let count):
      "there is no feature \(feature): the model's are 0 to \(count - 1)."
    case .nonFiniteImputed(let feature):
      "what stands for a missing value of feature \(feature) is not a finite number."
    case .outputCount(let count):
      "a model with \(count) outputs: it needs one at least."
    }
  }
}
