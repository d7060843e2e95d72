import ArgumentParser
import Limn

/// The options for the explained objective.
struct ObjectiveOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The class or output to explain, by number or name, or the predicted one.",
      valueName: "predicted|k|name"))
  var target = TargetChoice.predicted

  @Option(
    help: ArgumentHelp(
      "A class to compare it with: why the target and not this one?", valueName: "k|name"))
  var against: OutputChoice?

  @Option(
    help: ArgumentHelp(
      "Whether to explain the raw score, the probability or the model's own output (default: logit; "
        + "probability if the model shows no logits, output for a regression).",
      valueName: "logit|probability|output"))
  var explain: Objective.Scale?

  /// The objective for one prediction, checked against the model's outputs.
  ///
  /// - Throws: `ModelError`, ``CommandError``.
  func objective(of prediction: Prediction) throws -> Objective {
    try objective(predicted: prediction.explainedOutput, output: prediction.schema)
  }

  /// The objective where output `predicted` is the predicted one.
  ///
  /// - Throws: `ModelError`, ``CommandError``.
  func objective(predicted: Int, output: OutputSchema) throws -> Objective {
    let scale = scale(for: output)
    // A number has no logit, so the description would be wrong.
    if scale == .logit, output.task == .regression { throw ModelError.noClasses(scale) }
    let objective = Objective(
      target: try target.output(predicted: predicted, of: output),
      against: try against?.output(of: output), scale: scale)
    try objective.validate(for: output)
    return objective
  }

  /// The objective for many rows, each according to its own prediction.
  ///
  /// - Throws: `ModelError`, ``CommandError``.
  func ofEach(_ output: OutputSchema) throws -> ReportObjective {
    let target: ReportObjective.Target =
      switch target {
      case .predicted: .predicted
      case .output(let choice): .label(try choice.output(of: output))
      }
    let scale = scale(for: output)
    if scale == .logit, output.task == .regression { throw ModelError.noClasses(scale) }
    return ReportObjective(
      target: target, against: try against?.output(of: output), scale: scale)
  }

  /// The requested scale, or the outputs' default.
  func scale(for output: OutputSchema) -> Objective.Scale { explain ?? output.defaultScale }
}

/// An output, by its number or its name.
enum OutputChoice: ExpressibleByArgument, Equatable {
  case number(Int)
  case name(String)

  init?(argument: String) {
    guard !argument.isEmpty else { return nil }
    self = Int(argument).map { .number($0) } ?? .name(argument)
  }

  /// The output's number: that of the output with this name, if there is one, even if the name is a
  /// number.
  ///
  /// - Throws: `CommandError.noSuchOutput`; a number out of range is left to
  ///   `Objective.validate(for:)`.
  func output(of schema: OutputSchema) throws -> Int {
    let text =
      switch self {
      case .number(let number): String(number)
      case .name(let name): name
      }
    if let index = schema.names?.firstIndex(of: text) { return index }
    guard case .number(let number) = self else {
      throw CommandError.noSuchOutput(text, names: schema.names)
    }
    return number
  }
}

/// A class by its number or name, or the predicted one.
enum TargetChoice: ExpressibleByArgument, Equatable {
  case predicted
  case output(OutputChoice)

  init?(argument: String) {
    if argument == "predicted" {
      self = .predicted
    } else if let choice = OutputChoice(argument: argument) {
      self = .output(choice)
    } else {
      return nil
    }
  }

  var defaultValueDescription: String {
    switch self {
    case .predicted: "predicted"
    case .output(.number(let number)): String(number)
    case .output(.name(let name)): name
    }
  }

  func output(predicted: Int, of schema: OutputSchema) throws -> Int {
    switch self {
    case .predicted: predicted
    case .output(let choice): try choice.output(of: schema)
    }
  }
}

extension Objective.Scale: ExpressibleByArgument {}
