import LimnAttribution
import LimnCore
import LimnData

/// The statistics of the whole batch, from a first pass over a run's chunks. Its size does not grow
/// with the number of rows.
struct BatchDigest: Sendable {
  let output: OutputSchema
  let width: Int
  private(set) var explained = 0
  private(set) var badRowCount = 0
  private(set) var badRows: [(row: Int, reason: BadRow)] = []
  /// For each class among the labels, the number of its rows by predicted class.
  private var predictions: [Int: [Int: Int]] = [:]

  /// `confusion[t][p]`: rows labelled t and predicted p; `nil` if answers are not classes.
  var confusion: [[Int]]? {
    output.classCount.map { count in
      (0..<count).map { label in (0..<count).map { predictions[label]?[$0] ?? 0 } }
    }
  }
  /// For each label of a multilabel model, the number of rows by true (first index) and predicted
  /// (second index) answer.
  private(set) var flagCounts: [[[Int]]]
  /// The errors of each number of a regression.
  private(set) var fits: [FitTally]
  private(set) var methods: [MethodDigest]
  private(set) var agreementSum = 0.0
  private(set) var agreementCount = 0

  /// The smallest and the largest input value, including 0.
  private(set) var inputRange = (low: 0.0, high: 0.0)

  /// The maximum number of bad rows listed.
  private static let mostBadRows = 1000

  init(methodCount: Int, output: OutputSchema, width: Int) {
    self.output = output
    self.width = width
    flagCounts = [[[Int]]](
      repeating: [[0, 0], [0, 0]], count: output.task == .multilabel ? output.count : 0)
    fits = [FitTally](
      repeating: FitTally(), count: output.task == .regression ? output.count : 0)
    methods = (0..<methodCount).map { _ in
      MethodDigest(outputCount: output.count, width: width)
    }
  }

  /// Compares a row's prediction with its target.
  private mutating func compare(_ prediction: Prediction, _ targets: Targets, row: Int) {
    switch targets {
    case .classes(let labels, _):
      guard let predicted = prediction.predicted else { return }
      predictions[labels[row], default: [:]][predicted, default: 0] += 1
    case .flags(let flags):
      for (label, (said, flag)) in zip(prediction.values, flags[row: row]).enumerated() {
        flagCounts[label][flag > 0.5 ? 1 : 0][said > 0.5 ? 1 : 0] += 1
      }
    case .numbers(let numbers):
      for (output, (said, number)) in zip(prediction.values, numbers[row: row]).enumerated() {
        fits[output].add(predicted: Double(said), target: Double(number))
      }
    }
  }

  /// Whether a chunk's pairs have the same number of players as before, which all rows of a run
  /// share.
  func fits(_ chunk: Chunk) -> Bool {
    zip(methods, chunk.pairs).allSatisfy { method, pairs in
      guard let known = method.pairs, let pairs else { return true }
      return known.players == pairs.players
    }
  }

  /// Adds a chunk that ``fits(_:)``; `firstRow` is the index of its first row in the run.
  mutating func add(_ chunk: Chunk, firstRow: Int) {
    for (offset, row) in chunk.rows.enumerated() {
      switch row {
      case .bad(let reason):
        badRowCount += 1
        if badRows.count < Self.mostBadRows { badRows.append((firstRow + offset, reason)) }
      case .explained(let prediction):
        explained += 1
        if let agreement = prediction.agreement {
          agreementSum += agreement
          agreementCount += 1
        }
        if let targets = chunk.targets { compare(prediction, targets, row: offset) }
        for method in methods.indices {
          methods[method].add(
            prediction.methods[method], chunk.series[method], row: offset,
            target: prediction.target)
          if let pairs = chunk.pairs[method] { methods[method].add(pairs, row: offset) }
        }
      }
    }
    for method in methods.indices { methods[method].addErrors(chunk.series[method]) }
    for value in chunk.inputs where value.isFinite {
      inputRange.low = min(inputRange.low, Double(value))
      inputRange.high = max(inputRange.high, Double(value))
    }
  }
}

/// The statistics of one method over a batch.
struct MethodDigest: Sendable {
  private(set) var quantity: Quantity?
  /// For each output, the sum of the values of the rows with that target, and their number; an
  /// output that is no row's target takes no memory.
  private(set) var targetSums: [[Double]]
  private(set) var targetCounts: [Int]
  private let width: Int
  /// The largest magnitudes, by view.
  private(set) var largestValue: [Double] = [0, 0]
  private(set) var largestError: [Double] = [0, 0]
  /// Whether any row has standard errors, by view.
  private(set) var hasErrors = [false, false]
  private(set) var gapSum = 0.0
  private(set) var largestGap = 0.0
  private(set) var rSquaredSum = 0.0
  private(set) var fitCount = 0
  private(set) var evaluations = 0
  private(set) var rowsWithNotes = 0
  private(set) var notes: [String] = []
  /// The pair interactions, for a method that has them.
  private(set) var pairs: PairDigest?

  private static let mostNotes = 5

  init(outputCount: Int, width: Int) {
    self.width = width
    targetSums = [[Double]](repeating: [], count: outputCount)
    targetCounts = [Int](repeating: 0, count: outputCount)
  }

  mutating func add(_ numbers: MethodNumbers, _ views: [Series], row: Int, target: Int) {
    quantity = numbers.quantity
    if targetSums[target].isEmpty { targetSums[target] = [Double](repeating: 0, count: width) }
    let range = row * width..<(row + 1) * width
    targetCounts[target] += 1
    for (pixel, value) in views[0].values[range].enumerated() {
      targetSums[target][pixel] += Double(value)
    }
    for (view, series) in views.enumerated() {
      for value in series.values[range] {
        largestValue[view] = max(largestValue[view], Double(abs(value)))
      }
      for error in series.errors?[range] ?? [] {
        largestError[view] = max(largestError[view], Double(error))
      }
    }
    gapSum += abs(numbers.completenessGap)
    largestGap = max(largestGap, abs(numbers.completenessGap))
    if let rSquared = numbers.fit?.rSquared {
      rSquaredSum += rSquared
      fitCount += 1
    }
    evaluations += numbers.evaluations
    if !numbers.notes.isEmpty { rowsWithNotes += 1 }
    for note in numbers.notes where notes.count < Self.mostNotes && !notes.contains(note) {
      notes.append(note)
    }
  }

  mutating func add(_ series: PairSeries, row: Int) {
    if pairs == nil { pairs = PairDigest(like: series) }
    pairs?.add(series, row: row)
  }

  mutating func addErrors(_ views: [Series]) {
    for (view, series) in views.enumerated() where series.errors != nil { hasErrors[view] = true }
  }

  /// The mean of the values of the rows with an output as target; `nil` if no row has it.
  func targetMean(_ output: Int) -> [Double]? {
    let count = targetCounts[output]
    return count == 0 ? nil : targetSums[output].map { $0 / Double(count) }
  }
}
