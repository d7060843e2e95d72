import ArgumentParser
import Limn

/// The accuracy, coverage and time of LIME on the embedded model.
struct LIMECommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lime", abstract: "Accuracy, coverage and time of LIME.")

  @OptionGroup var parts: Parts

  func run() throws {
    let subject = Subject(network: try EmbeddedModel.network())
    try parts.run(
      accuracy: LIMEAccuracy(subject: subject, digits: 20, seeds: 4).run,
      time: LIMETime(subject: subject).run)
  }
}
