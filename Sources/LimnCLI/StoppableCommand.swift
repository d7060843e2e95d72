import ArgumentParser
import Limn

/// A command that ends soon after it is cancelled.
protocol StoppableCommand: ParsableCommand {
  /// - Throws: `CancellationError` soon after `cancellation`.
  func run(until cancellation: Cancellation) throws

  /// How long after a first signal the command may take to end by itself; `nil` for as long as it needs.
  var patience: Duration? { get }
}

extension StoppableCommand {
  func run() throws { try run(until: Cancellation()) }

  var patience: Duration? { .milliseconds(600) }
}
