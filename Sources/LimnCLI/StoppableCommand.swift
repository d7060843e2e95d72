import ArgumentParser
import Limn

/// A command that ends soon after it is cancelled.
protocol StoppableCommand: ParsableCommand {
  /// - Throws: `CancellationError` soon after `cancellation`.
  func run(until cancellation: Cancellation) throws
}

extension StoppableCommand {
  func run() throws { try run(until: Cancellation()) }
}
