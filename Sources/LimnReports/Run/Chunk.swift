import LimnAttribution
import LimnCore
import LimnData

/// The results of one chunk of rows: the unit of work, of checkpoints and of files.
struct Chunk: Sendable, Equatable {
  /// The chunk's index in the run.
  let index: Int
  /// One for each row.
  let rows: [RowResult]
  /// The targets of the rows, if known.
  let targets: Targets?
  /// `rows.count × width`; a bad row's values are as they were read, or NaN.
  let inputs: [Float]
  /// For each method, then for each of its views, the values of all rows.
  let series: [[Series]]
  /// For each method, its pair interactions; `nil` for a method without any, or if all rows are
  /// bad.
  let pairs: [PairSeries?]
}

/// The comparison that a set of values explains.
enum View: String, Sendable, CaseIterable {
  /// The run's objective.
  case target
  /// The target against its rival: "why 3 and not 8".
  case rival
}

/// The values of one method and view for the rows of a chunk.
struct Series: Sendable, Equatable {
  /// `rows × width`, NaN in bad rows.
  var values: [Float]
  /// Standard errors of the same shape, 0 for rows with exact values; `nil` if no row of the chunk
  /// has any.
  var errors: [Float]?
}

/// The result of one row.
enum RowResult: Sendable, Equatable {
  case explained(Prediction)
  case bad(BadRow)
}

/// The reason why a row has no explanation.
enum BadRow: Sendable, Equatable {
  /// A value of the input is NaN or infinite.
  case nonFiniteInput(column: Int)
  /// The picture cannot be used, for this reason.
  case badPicture(reason: String)
  /// A score of the model is NaN or infinite.
  case nonFiniteScore(output: Int)
  /// The target is also the class it is compared with.
  case targetAgainstItself(label: Int)
}

/// The model's prediction for one row, and the numbers of each method's explanation.
struct Prediction: Sendable, Equatable {
  /// One for each output: its probability, or the number of a regression.
  let values: [Float]
  /// The predicted class; `nil` if the answer is not a class.
  let predicted: Int?
  /// The output explained.
  let target: Int
  /// The output of the rival view.
  let rival: Int?
  /// One for each method.
  let methods: [MethodNumbers]
  /// By view, then by pair of methods in the order (0, 1), (0, 2), … (1, 2), ….
  let agreements: [[PairAgreement]]

  /// The probability of the predicted class; for yes or no, also of an explained label, the
  /// probability of that answer, from ½ to 1. `nil` for a regression, whose values are not
  /// probabilities.
  ///
  /// - Parameter output: the model's output schema.
  func confidence(_ output: OutputSchema) -> Double? {
    switch output.task {
    case .classification:
      guard output.count > 1, let predicted else { return Double(max(values[0], 1 - values[0])) }
      return Double(values[predicted])
    case .multilabel: return Double(max(values[target], 1 - values[target]))
    case .regression: return nil
    }
  }

  /// Whether the answer is right, for several labels in all of them; `nil` for a regression.
  func isRight(_ targets: Targets, at row: Int) -> Bool? {
    switch targets {
    case .classes(let labels, _): labels[row] == predicted
    case .flags(let flags): zip(values, flags[row: row]).allSatisfy { ($0 > 0.5) == ($1 > 0.5) }
    case .numbers: nil
    }
  }

  /// The mean rank correlation over pairs of methods for the run's objective, in `-1...1`; `nil` if
  /// none is defined.
  var agreement: Double? {
    let correlations = agreements[0].compactMap(\.rankCorrelation)
    return correlations.isEmpty ? nil : correlations.mean()
  }
}

/// The numbers that accompany one method's values for one row, for the run's objective.
struct MethodNumbers: Sendable, Equatable {
  let quantity: Quantity
  let scoreAtInput: Double
  let scoreAtBaseline: Double
  let sum: Double
  let evaluations: Int
  let fit: SurrogateFit?
  let notes: [String]

  init(_ attribution: Attribution) {
    quantity = attribution.quantity
    scoreAtInput = attribution.scoreAtInput
    scoreAtBaseline = attribution.scoreAtBaseline
    sum = attribution.sum
    evaluations = attribution.evaluations
    fit = attribution.fit
    notes = attribution.notes.map(\.sentence)
  }

  var completenessGap: Double { sum - (scoreAtInput - scoreAtBaseline) }
}
