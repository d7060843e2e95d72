import ArgumentParser
import Limn

/// SHAP alone: accuracy, coverage and time of every estimator on the embedded model.
struct ShapleyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shap", abstract: "Accuracy, coverage and time of the SHAP estimators.")

  enum Part: String, CaseIterable, ExpressibleByArgument {
    case accuracy, time
  }

  @Argument(help: "What to measure; both if left out.")
  var parts: [Part] = Part.allCases

  func run() throws {
    let subject = Subject(network: try EmbeddedModel.network())
    if parts.contains(.accuracy) {
      try ShapleyAccuracy(subject: subject, digits: 60, seeds: 4).run()
    }
    if parts.contains(.time) { try ShapleyTime(subject: subject).run() }
  }
}
