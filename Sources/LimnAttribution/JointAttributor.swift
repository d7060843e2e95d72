import LimnCore

/// A method that explains an input by several objectives for less than one after another, since
/// they share the model's evaluations.
public protocol JointAttributor: Attributor {
  /// Explains one input by each of `objectives`.
  ///
  /// - Returns: one attribution for each objective; each states the evaluations spent on all.
  /// - Throws: `ModelError`, ``AttributionError``, `CancellationError`.
  func attributions(of input: [Float], objectives: [Objective], work: Work) throws -> [Attribution]
}

extension JointAttributor {
  /// One by one they share none.
  public var rowsShareProducts: Bool { false }

  /// Explains one input by each of `objectives`, from start to end.
  ///
  /// - Throws: as ``attributions(of:objectives:work:)``.
  public func attributions(of input: [Float], objectives: [Objective]) throws -> [Attribution] {
    try attributions(of: input, objectives: objectives, work: Work(workers: 1))
  }
}

extension TabularLIME: JointAttributor {}
