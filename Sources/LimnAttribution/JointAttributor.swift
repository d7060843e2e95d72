import LimnCore

/// A method that can explain several objectives of an input together, with shared model
/// evaluations.
public protocol JointAttributor: Attributor {
  /// Explains one input by each of `objectives`.
  ///
  /// - Parameters:
  ///   - input: `inputShape.count` values.
  ///   - objectives: what to explain.
  ///   - work: the number of threads, the cancellation and the progress callback; the result does
  ///     not depend on it.
  /// - Returns: one attribution for each objective; each states the evaluations of all objectives
  ///   together.
  /// - Throws: `ModelError`, ``AttributionError``, `CancellationError`.
  func attributions(of input: [Float], objectives: [Objective], work: Work) throws -> [Attribution]
}

extension JointAttributor {
  /// False, since each row is explained on its own.
  public var rowsShareProducts: Bool { false }

  /// Explains one input by each of `objectives`, on one thread, without progress or cancellation.
  ///
  /// - Throws: as ``attributions(of:objectives:work:)``.
  public func attributions(of input: [Float], objectives: [Objective]) throws -> [Attribution] {
    try attributions(of: input, objectives: objectives, work: Work())
  }
}

extension TabularLIME: JointAttributor {}
