import LimnAttribution

/// One method's pair interactions for the rows of a chunk and the run's objective.
struct PairSeries: Sendable, Equatable {
  /// The number of players, the same for all rows of a run.
  let players: Int
  /// `rows × players × players`, NaN in bad rows.
  var values: [Float]
  /// Standard errors of the same shape; `nil` if pairs are not sampled.
  var errors: [Float]?
  /// The centre of each player in a picture, x and y as fractions of its sides; empty for a table.
  var middles: [Float]

  /// The number of values of one row.
  var size: Int { players * players }

  /// The range of one row's values.
  func range(ofRow row: Int) -> Range<Int> { row * size..<(row + 1) * size }
}

extension PairSeries {
  /// The pairs of a batch's good rows, distributed over its chunk; `nil` for a method without
  /// pairs.
  init?(_ attributions: [Attribution], of batch: ChunkBatch) {
    let all = attributions.compactMap(\.interactions)
    guard let first = all.first, all.count == attributions.count,
      all.allSatisfy({ $0.players == first.players })
    else { return nil }
    players = first.players
    let size = first.pairs.count
    middles = first.middles(in: attributions[0].shape).flatMap { [Float($0.x), Float($0.y)] }
    values = batch.spread(all.flatMap { $0.pairs.map(Float.init) }, width: size)
    errors =
      all.contains { $0.standardErrors != nil }
      ? batch.spread(
        all.flatMap {
          $0.standardErrors?.map(Float.init) ?? [Float](repeating: 0, count: size)
        }, width: size) : nil
  }

  func write(to writer: inout ByteWriter) {
    writer.append(players)
    writer.append(values)
    writer.append(errors) { $0.append($1) }
    writer.append(middles)
  }

  init(from reader: inout ByteReader) throws {
    players = try reader.int()
    values = try reader.floats()
    errors = try reader.optional { try $0.floats() }
    middles = try reader.floats()
  }

  /// Whether the numbers are possible for `rows` rows.
  ///
  /// - Parameter shape: the shape of an input, which has no more players than values.
  func isPossible(rows: Int, shape: [Int]) -> Bool {
    let width = shape.reduce(1, *)
    guard (1...width).contains(players) else { return false }
    let (size, overflows) = players.multipliedReportingOverflow(by: players)
    let (count, overflowsAgain) = size.multipliedReportingOverflow(by: rows)
    return !overflows && !overflowsAgain && values.count == count
      && errors.map { $0.count == count } ?? true
      && middles.count == (shape.count > 1 ? 2 * players : 0)
      && middles.allSatisfy { (0...1).contains($0) }
  }

  /// Whether a row's numbers are possible for a row with an explanation.
  func isExplained(row: Int) -> Bool {
    let range = range(ofRow: row)
    return values[range].allSatisfy(\.isFinite)
      && errors?[range].allSatisfy { $0.isFinite && $0 >= 0 } ?? true
  }
}
