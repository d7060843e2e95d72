import LimnAttribution
import LimnCore

/// What a first pass over a run's chunks finds out of the batch as a whole. Its size does not go
/// with the number of rows.
struct BatchDigest: Sendable {
  let classCount: Int
  let width: Int
  private(set) var explained = 0
  private(set) var badRowCount = 0
  private(set) var badRows: [(row: Int, reason: BadRow)] = []
  /// For each class that rows are labelled with, how many are predicted as which.
  private var predictions: [Int: [Int: Int]] = [:]

  /// `confusion[t][p]`: rows labelled t and predicted p.
  var confusion: [[Int]] {
    (0..<classCount).map { label in
      (0..<classCount).map { predictions[label]?[$0] ?? 0 }
    }
  }
  private(set) var methods: [MethodDigest]
  private(set) var agreementSum = 0.0
  private(set) var agreementCount = 0

  /// The smallest and the largest input value, 0 among them.
  private(set) var inputRange = (low: 0.0, high: 0.0)

  /// How many bad rows are listed.
  private static let mostBadRows = 1000

  init(methodCount: Int, classCount: Int, width: Int) {
    self.classCount = classCount
    self.width = width
    methods = (0..<methodCount).map { _ in MethodDigest(classCount: classCount, width: width) }
  }

  /// Takes in one chunk; `firstRow` is its first row's place in the run.
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
        if let labels = chunk.labels {
          predictions[labels[offset], default: [:]][prediction.predicted, default: 0] += 1
        }
        for method in methods.indices {
          methods[method].add(
            prediction.methods[method], chunk.series[method], row: offset,
            target: prediction.target)
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

/// One method over a batch.
struct MethodDigest: Sendable {
  private(set) var quantity: Quantity?
  /// For each class, the sum of the values of the rows that have it for a target, and their number;
  /// a class that is no row's target takes no room.
  private(set) var classSums: [[Double]]
  private(set) var classCounts: [Int]
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

  private static let mostNotes = 5

  init(classCount: Int, width: Int) {
    self.width = width
    classSums = [[Double]](repeating: [], count: classCount)
    classCounts = [Int](repeating: 0, count: classCount)
  }

  mutating func add(_ numbers: MethodNumbers, _ views: [Series], row: Int, target: Int) {
    quantity = numbers.quantity
    if classSums[target].isEmpty { classSums[target] = [Double](repeating: 0, count: width) }
    let range = row * width..<(row + 1) * width
    classCounts[target] += 1
    for (pixel, value) in views[0].values[range].enumerated() {
      classSums[target][pixel] += Double(value)
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

  mutating func addErrors(_ views: [Series]) {
    for (view, series) in views.enumerated() where series.errors != nil { hasErrors[view] = true }
  }

  /// The mean of the values of a class's rows; `nil` for a class that is no row's target.
  func classMean(_ label: Int) -> [Double]? {
    let count = classCounts[label]
    return count == 0 ? nil : classSums[label].map { $0 / Double(count) }
  }
}
