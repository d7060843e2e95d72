import ArgumentParser
import Limn

/// A command that ends soon after it is cancelled.
protocol StoppableCommand: ParsableCommand {
  /// - Throws: `CancellationError` soon after `cancellation`.
  func run(until cancellation: Cancellation) throws

  /// The time that the command has to end by itself after a first signal; `nil` for no limit.
  var patience: Duration? { get }
}

extension StoppableCommand {
  func run() throws { try run(until: Cancellation()) }

  var patience: Duration? { .milliseconds(600) }
}
