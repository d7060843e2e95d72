import LimnAttribution
import LimnCore

/// What is to be explained: inputs of a model, the objective of each input, and the reference (a
/// baseline or the rows of a background) they are compared with.
public struct ExplainedBatch: Sendable {
  /// The model that is explained.
  public let model: any Model
  /// The inputs, `n × inputShape.count`.
  public let inputs: Matrix
  /// The objective explained for each row.
  public let objectives: [Objective]
  /// The values of absent features, `rows × inputShape.count`. With several rows, the score without
  /// some features is the mean over the rows. If ``hasOwnReferences`` is true, row r is the
  /// reference of input r only.
  public let reference: Matrix
  /// Whether each input has a reference row of its own.
  public let hasOwnReferences: Bool
  /// The logical index of each row, from which its random streams are derived: part of a batch
  /// gives the same values as the whole batch if it keeps the indices.
  public let indices: [Int]

  /// Creates a batch whose inputs share one baseline.
  ///
  /// - Parameters:
  ///   - model: the model to explain.
  ///   - inputs: `n × inputShape.count`, n at least 1, all finite.
  ///   - objectives: one for each row.
  ///   - baseline: what absent features are replaced by.
  ///   - indices: the logical index of each row; `nil` for 0, 1, 2 …
  /// - Throws: ``EvaluationError`` for parts that do not match or values that are not finite;
  ///   `ModelError` for objectives or rows that do not fit the model.
  public init(
    model: any Model, inputs: Matrix, objectives: [Objective], baseline: Baseline = .zeros,
    indices: [Int]? = nil
  ) throws {
    try self.init(
      model: model, inputs: inputs, objectives: objectives, baselines: [baseline],
      hasOwnReferences: false, indices: indices)
  }

  /// Creates a batch in which each input has its own baseline.
  ///
  /// - Parameters:
  ///   - model: the model to explain.
  ///   - inputs: `n × inputShape.count`, n at least 1, all finite.
  ///   - objectives: one for each row.
  ///   - baselines: one for each row.
  ///   - indices: the logical index of each row; `nil` for 0, 1, 2 …
  /// - Throws: ``EvaluationError`` for parts that do not match or values that are not finite;
  ///   `ModelError` for objectives or rows that do not fit the model.
  public init(
    model: any Model, inputs: Matrix, objectives: [Objective], baselines: [Baseline],
    indices: [Int]? = nil
  ) throws {
    guard baselines.count == inputs.rows else {
      throw EvaluationError.rowCount(
        of: .baselines, found: baselines.count, expected: inputs.rows)
    }
    try self.init(
      model: model, inputs: inputs, objectives: objectives, baselines: baselines,
      hasOwnReferences: true, indices: indices)
  }

  private init(
    model: any Model, inputs: Matrix, objectives: [Objective], baselines: [Baseline],
    hasOwnReferences: Bool, indices: [Int]?
  ) throws {
    let width = model.inputShape.count
    guard inputs.rows > 0 else { throw EvaluationError.noInputs }
    guard inputs.columns == width else {
      throw ModelError.inputWidth(found: inputs.columns, expected: width)
    }
    if let (row, column) = inputs.firstNonFinite() {
      throw EvaluationError.nonFiniteInput(row: row, column: column)
    }
    let indices = indices ?? Array(0..<inputs.rows)
    for (part, count) in [
      (EvaluationError.Part.objectives, objectives.count), (.indices, indices.count),
    ] where count != inputs.rows {
      throw EvaluationError.rowCount(of: part, found: count, expected: inputs.rows)
    }
    try Objective.validate(objectives, for: model)
    do {
      reference = Matrix(
        rows: baselines.count, columns: width,
        elements: try baselines.flatMap { try $0.row(width: width) })
    } catch AttributionError.baselineWidth(let found, let expected) {
      throw EvaluationError.baselineWidth(found: found, expected: expected)
    } catch AttributionError.nonFiniteBaseline(let column) {
      throw EvaluationError.nonFiniteBaseline(column: column)
    }
    self.hasOwnReferences = hasOwnReferences
    self.model = model
    self.inputs = inputs
    self.objectives = objectives
    self.indices = indices
  }

  private init(
    _ batch: ExplainedBatch, rows: Range<Int>, reference: Matrix, hasOwnReferences: Bool
  ) {
    model = batch.model
    inputs = batch.inputs.rows(rows)
    objectives = Array(batch.objectives[rows])
    indices = Array(batch.indices[rows])
    self.reference = reference
    self.hasOwnReferences = hasOwnReferences
  }

  /// The number of inputs.
  public var count: Int { inputs.rows }

  /// The same inputs, compared with the rows of a background.
  ///
  /// - Parameters:
  ///   - background: the rows that absent features are taken from.
  ///   - mostRows: the maximum number of rows, at least 1; from a larger background this many are
  ///     drawn without replacement.
  ///   - seed: the seed of the draw.
  /// - Throws: `AttributionError` for a background that does not fit the model,
  ///   ``EvaluationError/setting(name:value:allowed:)`` for fewer rows than 1.
  public func against(_ background: Background, mostRows: Int, seed: UInt64) throws
    -> ExplainedBatch
  {
    try EvaluationError.require("reference rows", mostRows, atLeast: 1)
    var rows = try background.matrix(width: inputs.columns)
    if rows.rows > mostRows {
      var stream = RandomStream(seed: seed).split(StreamPurpose.reference.rawValue)
      rows = rows.rows(at: stream.permutation(of: rows.rows).prefix(mostRows).sorted())
    }
    return ExplainedBatch(self, rows: 0..<count, reference: rows, hasOwnReferences: false)
  }

  /// The first `count` rows, or all if there are fewer.
  func prefix(_ count: Int) -> ExplainedBatch {
    let rows = 0..<min(count, self.count)
    return ExplainedBatch(
      self, rows: rows, reference: hasOwnReferences ? reference.rows(rows) : reference,
      hasOwnReferences: hasOwnReferences)
  }

  /// The number of reference rows of one input.
  var referenceCount: Int { hasOwnReferences ? 1 : reference.rows }

  /// The indices of an input's reference rows.
  private func referenceRows(of row: Int) -> Range<Int> {
    hasOwnReferences ? row..<row + 1 : 0..<reference.rows
  }

  /// The reference rows of an input.
  func reference(of row: Int) -> Matrix { reference.rows(referenceRows(of: row)) }

  /// One of the reference rows of an input.
  func absent(_ place: Int, of row: Int) -> ArraySlice<Float> {
    reference[row: hasOwnReferences ? row : place]
  }

  /// Whether both batches have the same reference.
  func hasReference(of other: ExplainedBatch) -> Bool {
    hasOwnReferences == other.hasOwnReferences && reference == other.reference
  }

  /// The features in which a row differs from at least one of its reference rows, in ascending
  /// order. Removing any other feature changes nothing.
  public func activeFeatures(of row: Int) -> [Int] {
    let input = inputs[row: row]
    var isActive = [Bool](repeating: false, count: inputs.columns)
    for absent in referenceRows(of: row) {
      for (feature, value) in reference[row: absent].enumerated()
      where input[input.startIndex + feature] != value {
        isActive[feature] = true
      }
    }
    return isActive.indices.filter { isActive[$0] }
  }

  /// The mean reference value of each feature of an input.
  func meanReference(of row: Int) -> [Double] {
    let rows = referenceRows(of: row)
    return (0..<inputs.columns).map { feature in
      rows.reduce(0) { $0 + Double(reference[$1, feature]) } / Double(rows.count)
    }
  }

  /// The random stream of a row for one purpose.
  func stream(_ purpose: StreamPurpose, seed: UInt64, row: Int) -> RandomStream {
    RandomStream(seed: seed).split(purpose.rawValue).split(indices[row])
  }

  /// Checks that there is one finite attribution of this batch's shape and objective for each row.
  ///
  /// - Throws: ``EvaluationError``.
  func validate(_ attributions: [Attribution]) throws {
    guard attributions.count == count else {
      throw EvaluationError.rowCount(of: .attributions, found: attributions.count, expected: count)
    }
    for (row, attribution) in attributions.enumerated() {
      guard attribution.values.count == inputs.columns else {
        throw EvaluationError.attributionWidth(
          method: attribution.method, row: row, found: attribution.values.count,
          expected: inputs.columns)
      }
      guard attribution.objective == objectives[row] else {
        throw EvaluationError.otherObjective(method: attribution.method, row: row)
      }
      if let feature = attribution.values.firstIndex(where: { !$0.isFinite }) {
        throw EvaluationError.nonFiniteAttribution(
          method: attribution.method, row: row, feature: feature)
      }
    }
  }
}

/// The purposes of random streams. The raw values enter the streams, so changing one changes the
/// results of every seed.
enum StreamPurpose: Int {
  case control = 1
  case ties
  case infidelity
  case faithfulness
  case sensitivity
  case sensitivityControl
  case randomization
  case randomizationControl
  case agreementControl
  case complexityControl
  case reference
  case road
  case sensitivityN
  case randomLogit
  case randomLogitControl
  case stabilityControl
}
