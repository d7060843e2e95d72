import LimnCore

/// One attribution method bound to its model and options.
///
/// A method's settings are a ``MethodConfiguration``, or, for a method that needs none, the conforming
/// struct's stored properties. A method sees only the
/// model protocol it needs: `Model` for black-box methods, `DifferentiableModel` for gradients,
/// `Network` for exact shortcuts.
public protocol Attributor: Sendable {
  /// The method's name on the command line and in files: "integrated-gradients".
  var name: String { get }

  /// The method's settings as a value, from which it can be bound to another model and by which two
  /// runs of it are told apart; `nil`, unless a type says otherwise, for a method without such a value.
  var configuration: (any MethodConfiguration)? { get }

  /// What an absent feature shows to the method: what its values are against, and what an evaluation
  /// takes features away to. `nil` for a method that knows no absence; it is then tested against what
  /// the evaluation is given.
  var reference: Background? { get }

  /// Whether rows that are explained together share products of matrices, which round a row's sums by its
  /// place among the rows and by how many these are. `true`, unless a type says otherwise: then the
  /// values of a row are the same to the last bit, whatever stands beside it.
  var rowsShareProducts: Bool { get }

  /// Explains every row of `inputs`, row r by `objectives[r]`.
  ///
  /// What is drawn at random belongs to the method's options, its seed among them, never to a row's
  /// place: an input has one explanation, alone or in a batch, to the rounding of the model's own
  /// products (``Attributor/rowsShareProducts``). The errors of two rows of a batch are therefore not
  /// independent of each other.
  ///
  /// - Parameters:
  ///   - inputs: `n × inputShape.count`.
  ///   - objectives: one for each row.
  ///   - work: the threads, the cancellation and the progress; the result does not depend on it.
  /// - Throws: `ModelError`, ``AttributionError``; `CancellationError` soon after the work is
  ///   cancelled.
  func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
    -> [Attribution]
}

extension Attributor {
  public var configuration: (any MethodConfiguration)? { nil }
  public var reference: Background? { nil }
  public var rowsShareProducts: Bool { true }

  /// Explains every row of `inputs` with all cores, from start to end.
  ///
  /// - Throws: as ``attributions(of:objectives:work:)``.
  public func attributions(of inputs: Matrix, objectives: [Objective]) throws -> [Attribution] {
    try attributions(of: inputs, objectives: objectives, work: Work())
  }

  /// Explains one input.
  ///
  /// - Throws: as ``attributions(of:objectives:work:)``.
  public func attribution(
    of input: some Collection<Float>, objective: Objective, work: Work = Work(workers: 1)
  ) throws -> Attribution {
    try attributions(of: Matrix(row: Array(input)), objectives: [objective], work: work)[0]
  }
}

/// Checks shared by all methods: widths, counts, finiteness and classes.
func validate(
  _ inputs: Matrix, objectives: [Objective], for model: some Model, work: Work = Work(workers: 1)
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
