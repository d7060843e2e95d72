import ArgumentParser
import Limn

/// The accuracy, coverage and time of the SHAP estimators on the embedded model.
struct ShapleyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shap", abstract: "Accuracy, coverage and time of the SHAP estimators.")

  @OptionGroup var parts: Parts

  func run() throws {
    let subject = Subject(network: try EmbeddedModel.network())
    try parts.run(
      accuracy: ShapleyAccuracy(subject: subject, digits: 60, seeds: 4).run,
      time: ShapleyTime(subject: subject).run)
  }
}
