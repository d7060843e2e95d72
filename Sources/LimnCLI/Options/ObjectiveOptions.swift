import ArgumentParser
import Limn

/// What is explained.
struct ObjectiveOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The class to explain: a number, or the predicted one.", valueName: "predicted|k"))
  var target = TargetChoice.predicted

  @Option(
    help: ArgumentHelp(
      "A class to set it against: why the target and not this one?", valueName: "k"))
  var against: Int?

  @Option(help: "Whether to explain the class's raw score or its probability.")
  var explain = Objective.Scale.logit

  /// The objective for a model that predicts `predicted`, checked against its classes.
  ///
  /// - Throws: `ModelError`.
  func objective(predicted: Int, model: some Model) throws -> Objective {
    let objective = Objective(
      target: target.label(predicted: predicted), against: against, scale: explain)
    try objective.validate(for: model)
    return objective
  }
}

/// A class by its number, or whichever is predicted.
enum TargetChoice: ExpressibleByArgument, Equatable {
  case predicted
  case label(Int)

  init?(argument: String) {
    if argument == "predicted" {
      self = .predicted
    } else if let label = Int(argument) {
      self = .label(label)
    } else {
      return nil
    }
  }

  var defaultValueDescription: String {
    switch self {
    case .predicted: "predicted"
    case .label(let label): String(label)
    }
  }

  func label(predicted: Int) -> Int {
    switch self {
    case .predicted: predicted
    case .label(let label): label
    }
  }
}

extension Objective.Scale: ExpressibleByArgument {}
