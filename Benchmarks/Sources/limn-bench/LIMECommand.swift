import ArgumentParser
import Limn

/// LIME alone: accuracy, coverage and time on the embedded model.
struct LIMECommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lime", abstract: "Accuracy, coverage and time of LIME.")

  enum Part: String, CaseIterable, ExpressibleByArgument {
    case accuracy, time
  }

  @Argument(help: "What to measure; both if left out.")
  var parts: [Part] = Part.allCases

  func run() throws {
    let subject = Subject(network: try EmbeddedModel.network())
    if parts.contains(.accuracy) {
      try LIMEAccuracy(subject: subject, digits: 20, seeds: 4).run()
    }
    if parts.contains(.time) { try LIMETime(subject: subject).run() }
  }
}
