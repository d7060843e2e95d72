import LimnAttribution
import LimnCore
import LimnData

/// What was computed of one chunk of rows: the unit of work, of checkpoint and of bytes.
struct Chunk: Sendable, Equatable {
  /// Its place among the run's chunks.
  let index: Int
  /// One for each row.
  let rows: [RowResult]
  /// What is right for each row, where it is known.
  let targets: Targets?
  /// `rows.count × width`; a bad row's values are as they were read, or NaN.
  let inputs: [Float]
  /// For each method, then for each of its views, the values of all rows.
  let series: [[Series]]
  /// For each method how players act together; `nil` of one that does not tell, and where all rows are
  /// bad.
  let pairs: [PairSeries?]
}

/// What is set against what in one set of values.
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
  /// Standard errors of the same shape, 0 where a row's values are exact; `nil` where no row of the
  /// chunk has any.
  var errors: [Float]?
}

/// What came of one row.
enum RowResult: Sendable, Equatable {
  case explained(Prediction)
  case bad(BadRow)
}

/// Why a row has no explanation.
enum BadRow: Sendable, Equatable {
  /// A value of the input is NaN or infinite.
  case nonFiniteInput(column: Int)
  /// The picture cannot be taken, for this reason.
  case badPicture(reason: String)
  /// The model's answer is.
  case nonFiniteScore(output: Int)
  /// The target is the class it is to be set against.
  case targetAgainstItself(label: Int)
}

/// What the model says of one row, and in which numbers each method's explanation lies.
struct Prediction: Sendable, Equatable {
  /// One for each output: its probability, or the number of a regression.
  let values: [Float]
  /// The class; `nil` where the answer is none.
  let predicted: Int?
  /// The output explained.
  let target: Int
  /// The output of the rival view.
  let rival: Int?
  /// One for each method.
  let methods: [MethodNumbers]
  /// By view, then for each two methods in the order (0, 1), (0, 2), … (1, 2), ….
  let agreements: [[PairAgreement]]

  /// How sure the model is of its class, or of its answer to the label explained, from ½ to 1; `nil` of
  /// a regression, whose values are not probabilities.
  ///
  /// - Parameter output: the model's.
  func confidence(_ output: OutputSchema) -> Double? {
    switch output.task {
    case .classification:
      guard output.count > 1, let predicted else { return Double(max(values[0], 1 - values[0])) }
      return Double(values[predicted])
    case .multilabel: return Double(max(values[target], 1 - values[target]))
    case .regression: return nil
    }
  }

  /// Whether the answer is right, of several labels in all of them; `nil` of a regression.
  func isRight(_ targets: Targets, at row: Int) -> Bool? {
    switch targets {
    case .classes(let labels, _): labels[row] == predicted
    case .flags(let flags): zip(values, flags[row: row]).allSatisfy { ($0 > 0.5) == ($1 > 0.5) }
    case .numbers: nil
    }
  }

  /// The mean of the rank correlations of each two methods for the run's objective, in `-1...1`;
  /// `nil` where none is defined.
  var agreement: Double? {
    let correlations = agreements[0].compactMap(\.rankCorrelation)
    return correlations.isEmpty ? nil : correlations.mean()
  }
}

/// The numbers beside one method's values for one row, for the run's objective.
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
