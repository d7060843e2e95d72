import LimnCore

/// An attribution method, bound to its model and settings.
///
/// The settings of a method are a ``MethodConfiguration`` or, if the method does not need one, the
/// conforming type's stored properties. A method uses only the model protocol it needs: `Model` for
/// model-agnostic methods, `DifferentiableModel` for gradients, `Network` for exact shortcuts.
public protocol Attributor: Sendable {
  /// The method's name on the command line and in files: "integrated-gradients".
  var name: String { get }

  /// The method's settings as a value, from which it can be bound to another model and which
  /// distinguishes runs with different settings; `nil`, the default, for a method without such a
  /// value.
  var configuration: (any MethodConfiguration)? { get }

  /// The values of absent features, which the method compares the input with and which an
  /// evaluation replaces removed features by. `nil`, the default, for a method without a notion of
  /// absence; an evaluation then uses its own reference.
  var reference: Background? { get }

  /// Whether rows that are explained together share matrix products, whose rounding depends on a
  /// row's position and on the number of rows. The default is `true`; with `false`, the values of a
  /// row are bitwise the same regardless of the other rows.
  var rowsShareProducts: Bool { get }

  /// Explains every row of `inputs`, row r by `objectives[r]`.
  ///
  /// Random draws depend only on the method's settings, including its seed, and not on a row's
  /// position. An input therefore has the same explanation alone and in a batch, up to the rounding
  /// of matrix products (``Attributor/rowsShareProducts``). It follows that the sampling errors of
  /// two rows of a batch are not independent.
  ///
  /// - Parameters:
  ///   - inputs: `n × inputShape.count`.
  ///   - objectives: one for each row.
  ///   - work: the number of threads, the cancellation and the progress callback; the result does
  ///     not depend on it.
  /// - Returns: one attribution for each row.
  /// - Throws: `ModelError`, ``AttributionError``; `CancellationError` soon after the work is
  ///   cancelled.
  func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
    -> [Attribution]
}

extension Attributor {
  public var configuration: (any MethodConfiguration)? { nil }
  public var reference: Background? { nil }
  public var rowsShareProducts: Bool { true }

  /// Explains every row of `inputs` on all cores, without progress or cancellation.
  ///
  /// - Throws: as ``attributions(of:objectives:work:)``.
  public func attributions(of inputs: Matrix, objectives: [Objective]) throws -> [Attribution] {
    try attributions(of: inputs, objectives: objectives, work: Work())
  }

  /// Explains one input of `inputShape.count` values, on one thread by default.
  ///
  /// - Throws: as ``attributions(of:objectives:work:)``.
  public func attribution(
    of input: some Collection<Float>, objective: Objective, work: Work = Work()
  ) throws -> Attribution {
    try attributions(of: Matrix(row: Array(input)), objectives: [objective], work: work)[0]
  }
}

/// Checks shared by all methods: widths, counts, finiteness, categories and objectives.
func validate(
  _ inputs: Matrix, objectives: [Objective], for model: some Model, work: Work = Work()
) throws {
  guard inputs.columns == model.inputShape.count else {
    throw ModelError.inputWidth(found: inputs.columns, expected: model.inputShape.count)
  }
  guard objectives.count == inputs.rows else {
    throw AttributionError.objectiveCount(found: objectives.count, expected: inputs.rows)
  }
  if let (row, column) = try inputs.firstNonFinite(work: work) {
    throw AttributionError.nonFiniteInput(row: row, column: column)
  }
  try model.input.checkCategories(inputs)
  try Objective.validate(objectives, for: model)
}
