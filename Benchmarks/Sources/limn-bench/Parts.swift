import ArgumentParser

/// The parts of a sampled method's measurement to run.
struct Parts: ParsableArguments {
  enum Part: String, CaseIterable, ExpressibleByArgument {
    case accuracy, time
  }

  @Argument(help: "What to measure; both if left out.")
  var parts: [Part] = Part.allCases

  func run(accuracy: () throws -> Void, time: () throws -> Void) throws {
    if parts.contains(.accuracy) { try accuracy() }
    if parts.contains(.time) { try time() }
  }
}
