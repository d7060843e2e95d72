/// The selected rows in the page's format: a record of fixed length for each row, with 16-bit
/// numbers on given scales, and additional columns.
///
/// A record contains the input, as `Float` for a table; the probabilities, or a regression's
/// numbers as `Float`; for each method and view the values and, if the method samples, the standard
/// errors; for each method five `Float`, the evaluations in 32 bits and the number of its note; and
/// for each view and pair of methods their agreement in thousandths.
struct PageRows {
  private let plan: RunPlan
  private let digest: BatchDigest
  private let names: [String]?
  private let unusualness: Unusualness
  private(set) var columns: Columns
  private var noteNumbers: [String: Int] = [:]

  /// The interaction of two players in a row.
  struct Pair: Encodable, Equatable {
    let first: Int
    let second: Int
    let value: Float
    /// The standard error, if the method samples.
    let error: Float?

    func encode(to encoder: any Encoder) throws {
      var list = encoder.unkeyedContainer()
      try list.encode(first)
      try list.encode(second)
      try list.encode(value)
      if let error { try list.encode(error) }
    }
  }

  /// The columns of all rows for the page's script.
  struct Columns: Encodable {
    fileprivate(set) var places: [Int] = []
    /// The ids of the rows, if they have any.
    fileprivate(set) var names: [String]?
    fileprivate(set) var labels: [Int] = []
    /// The true labels or numbers, row after row.
    fileprivate(set) var truth: [Float] = []
    fileprivate(set) var predicted: [Int] = []
    fileprivate(set) var targets: [Int] = []
    fileprivate(set) var rivals: [Int] = []
    /// In thousandths; `nil` if undefined.
    fileprivate(set) var agreement: [Int?] = []
    fileprivate(set) var unusual: [Int?] = []
    /// By method, the strongest pairs of each row; `nil` for a method without pair interactions.
    fileprivate(set) var pairs: [[[Pair]]?]
    /// By method, the centres of the players in a picture, x and y as fractions of its sides.
    let middles: [[[Float]]?]
    /// Texts to which rows refer by number, counted from 1.
    fileprivate(set) var notes: [String] = []
  }

  /// - Parameter names: the names of all rows of the run, if they have ids.
  init(plan: RunPlan, digest: BatchDigest, names: [String]? = nil) {
    self.plan = plan
    self.names = names
    columns = Columns(
      pairs: digest.methods.map { $0.pairs.map { _ in [] } },
      middles: digest.methods.map {
        $0.pairs.map { pairs in
          stride(from: 0, to: pairs.middles.count, by: 2).map { Array(pairs.middles[$0..<$0 + 2]) }
        }
      })
    columns.names = names.map { _ in [] }
    self.digest = digest
    unusualness = Unusualness(digest)
  }

  /// The record of an explained row.
  ///
  /// - Parameter row: the row's index, counted from the run's first.
  mutating func append(_ chunk: Chunk, offset: Int, row: Int) -> [UInt8] {
    guard case .explained(let prediction) = chunk.rows[offset] else {
      preconditionFailure("row \(row) has no explanation to show")
    }
    let width = digest.width
    columns.places.append(plan.inputs.firstRow + row)
    if let names { columns.names?.append(names[row]) }
    if let label = chunk.targets?.label(at: offset) { columns.labels.append(label) }
    if let values = chunk.targets?.values(at: offset) { columns.truth += values }
    if let predicted = prediction.predicted { columns.predicted.append(predicted) }
    columns.targets.append(prediction.target)
    if let rival = prediction.rival { columns.rivals.append(rival) }
    columns.agreement.append(prediction.agreement.map(Self.thousandths))
    columns.unusual.append(
      unusualness.score(chunk.series, row: offset, target: prediction.target, width: width)
        .map(Self.thousandths))

    for (method, pairs) in chunk.pairs.enumerated() {
      columns.pairs[method]?.append(pairs?.strongest(Self.mostPairs, row: offset) ?? [])
    }

    var record = Words()
    let range = offset * width..<(offset + 1) * width
    let (low, high) = digest.inputRange
    for value in chunk.inputs[range] {
      // The columns of a table have different scales.
      if plan.isOfTable {
        record.append(bits: value.bitPattern)
      } else {
        record.append(unsigned: (Double(value) - low) / (high - low))
      }
    }
    if plan.model.output.task == .regression {
      for value in prediction.values { record.append(bits: value.bitPattern) }
    } else {
      for probability in prediction.values { record.append(unsigned: Double(probability)) }
    }
    for (method, views) in chunk.series.enumerated() {
      let numbers = digest.methods[method]
      for (view, series) in views.enumerated() {
        for value in series.values[range] {
          record.append(signed: Double(value) / numbers.largestValue[view])
        }
        guard numbers.hasErrors[view] else { continue }
        for pixel in range {
          record.append(unsigned: Double(series.errors?[pixel] ?? 0) / numbers.largestError[view])
        }
      }
    }
    for method in prediction.methods { append(method, to: &record) }
    for pair in prediction.agreements.joined() {
      for value in [pair.rankCorrelation, pair.topOverlap, pair.signAgreement] {
        record.append(
          value.map { UInt16(bitPattern: Int16((1000 * $0).rounded())) } ?? Self.undefined)
      }
    }
    return record.bytes
  }

  private mutating func append(_ method: MethodNumbers, to record: inout Words) {
    for value in [
      method.scoreAtInput, method.scoreAtBaseline, method.completenessGap,
      method.fit?.rSquared ?? .nan, method.fit?.effectiveSampleSize ?? .nan,
    ] { record.append(bits: Float(value).bitPattern) }
    record.append(bits: UInt32(clamping: method.evaluations))
    record.append(number(ofNote: method.notes.joined(separator: " ")))
  }

  private mutating func number(ofNote note: String) -> UInt16 {
    guard !note.isEmpty else { return 0 }
    if let number = noteNumbers[note] { return UInt16(clamping: number) }
    columns.notes.append(note)
    noteNumbers[note] = columns.notes.count
    return UInt16(clamping: columns.notes.count)
  }

  /// The maximum number of pairs per row and method.
  private static let mostPairs = 8

  /// The value for an undefined agreement.
  private static let undefined = UInt16(bitPattern: .min)

  private static func thousandths(_ value: Double) -> Int { Int((1000 * value).rounded()) }
}

extension PairSeries {
  /// The pairs with the largest magnitudes in a row, the largest first, without those that are 0.
  fileprivate func strongest(_ count: Int, row: Int) -> [PageRows.Pair] {
    let start = range(ofRow: row).lowerBound
    var all: [PageRows.Pair] = []
    for i in 0..<players {
      for j in i + 1..<max(players, i + 1) where values[start + i * players + j] != 0 {
        let place = start + i * players + j
        all.append(.init(first: i, second: j, value: values[place], error: errors?[place]))
      }
    }
    all.sort { (abs($0.value), $1.first, $1.second) > (abs($1.value), $0.first, $0.second) }
    return Array(all.prefix(count))
  }
}

/// Numbers of 16 bits, little-endian.
private struct Words {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ word: UInt16) {
    bytes.append(UInt8(truncatingIfNeeded: word))
    bytes.append(UInt8(truncatingIfNeeded: word >> 8))
  }

  mutating func append(bits: UInt32) {
    append(UInt16(truncatingIfNeeded: bits))
    append(UInt16(truncatingIfNeeded: bits >> 16))
  }

  /// Appends a share in `0...1`; a non-finite share, from a scale without length, becomes 0.
  mutating func append(unsigned share: Double) {
    // A probability of exactly ½ does not count as a yes, so it is rounded down.
    append(share == 0.5 ? 32767 : UInt16((share.isFinite ? share : 0) * 65535 + 0.5))
  }

  /// Appends a share in `-1...1`; a non-finite share, from a scale without length, becomes 0.
  mutating func append(signed share: Double) {
    append(UInt16(bitPattern: Int16(((share.isFinite ? share : 0) * 32767).rounded())))
  }
}
