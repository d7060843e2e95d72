import Limn

extension ModelError: TellableError {
  var complaint: Complaint {
    switch self {
    case .inputWidth(let found, let expected):
      Complaint("the input has \(found) values, and the model takes \(expected).", .badData)
    case .scoreShape(let rows, let columns, let expectedRows, let expectedColumns):
      Complaint(
        "the model answered with \(rows)×\(columns) scores in place of "
          + "\(expectedRows)×\(expectedColumns).", .internalError)
    case .nonFiniteScore(let row, let output):
      Complaint(
        "the model's score for class \(output) is not a finite number for row \(row) of what it "
          + "was given: its weights or the input are too large.", .badData)
    case .gradientShape(let rows, let columns, let expectedRows, let expectedColumns):
      Complaint(
        "the model answered with \(rows)×\(columns) gradients in place of "
          + "\(expectedRows)×\(expectedColumns).", .internalError)
    case .nonFiniteGradient(let row, let input):
      Complaint(
        "the model's gradient is not a finite number at value \(input) of row \(row): its weights "
          + "or the input are too large.", .badData)
    case .noSuchClass(let label, let count):
      Complaint("there is no class \(label): the model's are 0 to \(count - 1).", .usage)
    case .classAgainstItself(let label):
      Complaint("class \(label) cannot be set against itself.", .usage)
    case .logitsUnknown:
      Complaint(
        "the model shows only probabilities: explain them with --explain probability.", .usage)
    case .noClasses(let scale):
      Complaint(
        "the model gives plain numbers, and a number has no \(scale.rawValue): explain it with "
          + "--explain output.", .usage)
    case .taskOfLink(let task, let link):
      Complaint(
        "the model ends in a \(link.rawValue), which cannot be read as a \(task.rawValue): leave "
          + "--task out.", .usage)
    case .outputNames(let found, let expected):
      Complaint(
        "\(found) \(found == 1 ? "name" : "names") for \(expected) outputs of the model: give one for each.",
        .usage)
    case .featureNames(let found, let expected):
      Complaint(
        "\(found) \(found == 1 ? "name" : "names") for \(expected) features of the model: give one for each.",
        .usage)
    case .outputCount(let count):
      Complaint("a model with \(count) outputs: it needs one at least.", .badData)
    }
  }
}

extension NetworkError: TellableError {
  var complaint: Complaint {
    switch self {
    case .noLayers:
      Complaint("the model has no layers.", .badData)
    case .noInputs:
      Complaint("the model takes no values.", .badData)
    case .noUnits(let layer):
      Complaint("the model's layers give no values: \(layer) has no units.", .badData)
    case .layerWidth(let layer, let found, let expected):
      Complaint(
        "the model's layers do not fit: \(layer) takes \(expected) values and gets \(found).",
        .badData)
    }
  }
}
