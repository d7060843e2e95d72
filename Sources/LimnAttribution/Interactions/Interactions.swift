import LimnCore

/// How players act together: a value for each pair, beside a value for each player alone.
public struct Interactions: Sendable, Equatable {
  /// Which question the values answer.
  public enum Index: String, Sendable, Hashable, Codable, CaseIterable {
    /// The Shapley interaction index (Grabisch and Roubens 1999) with the Shapley values beside it: how
    /// much more two players bring together than each alone, on average over who else is there.
    case shapley
    /// The same pairs, aggregated as k-SII (Bordt and von Luxburg 2023): singles less half of their
    /// pairs, so that all terms sum to the score difference.
    case aggregated
    /// Shapley-Taylor (Sundararajan, Dhamdhere, Agarwal 2020): singles are what each player does alone,
    /// pairs divide all the rest, and all terms sum to the score difference.
    case shapleyTaylor = "shapley-taylor"
  }

  /// Which index the pairs are of.
  public let index: Index
  /// The number of players: of the segments, those that equal the background included.
  public let players: Int
  /// One for each player.
  public let singles: [Double]
  /// players × players, row after row: symmetric, zeros on the diagonal. Each pair's value stands twice.
  public let pairs: [Double]
  /// Of ``pairs``, where they are sampled.
  public let standardErrors: [Double]?
  /// How far each pair may be from the truth at most, where a closed form says so.
  public let errorBounds: [Double]?
  /// Which player each feature belongs to; `nil` where that is not told.
  public let segments: [Int]?

  /// Pairs of segments.
  ///
  /// - Parameters:
  ///   - singles: a value for each segment.
  ///   - pairs: segments × segments, symmetric, zero on the diagonal.
  ///   - standardErrors, errorBounds: as `pairs`, or `nil`.
  public init(
    index: Index, singles: [Double], pairs: [Double], standardErrors: [Double]? = nil,
    errorBounds: [Double]? = nil, segments: [Int]? = nil
  ) {
    let players = singles.count
    precondition(pairs.count == players * players, "\(pairs.count) pairs of \(players) players")
    precondition(standardErrors.map { $0.count == pairs.count } ?? true, "an error per pair")
    precondition(errorBounds.map { $0.count == pairs.count } ?? true, "a bound per pair")
    precondition(
      segments?.allSatisfy { (0..<players).contains($0) } ?? true, "a player for each feature")
    self.segments = segments
    self.index = index
    self.players = players
    self.singles = singles
    self.pairs = pairs
    self.standardErrors = standardErrors
    self.errorBounds = errorBounds
  }

  /// What two players do together.
  public subscript(_ i: Int, _ j: Int) -> Double { pairs[i * players + j] }

  /// All terms, each pair once.
  public var sum: Double { singles.sum() + pairs.sum() / 2 }

  /// The pairs of the largest size first.
  public func strongest(_ count: Int) -> [(first: Int, second: Int, value: Double)] {
    var all: [(first: Int, second: Int, value: Double)] = []
    for i in 0..<players {
      for j in i + 1..<max(players, i + 1) where self[i, j] != 0 { all.append((i, j, self[i, j])) }
    }
    all.sort { (abs($0.value), $1.first, $1.second) > (abs($1.value), $0.first, $0.second) }
    return Array(all.prefix(count))
  }
}

extension Interactions {
  /// The middle of each player's pixels in a picture, as shares of its sides, 0...1; none where the input
  /// is not a picture or players' segments are not told.
  package func middles(in shape: InputShape) -> [(x: Double, y: Double)] {
    guard case .image(_, let height, let width) = shape, let segments else { return [] }
    var sums = [(x: Double, y: Double, count: Double)](repeating: (0, 0, 0), count: players)
    for (pixel, segment) in segments.prefix(height * width).enumerated() {
      sums[segment].x += Double(pixel % width) + 0.5
      sums[segment].y += Double(pixel / width) + 0.5
      sums[segment].count += 1
    }
    return sums.map {
      ($0.x / max($0.count, 1) / Double(width), $0.y / max($0.count, 1) / Double(height))
    }
  }
}

extension Interactions: Codable {
  private enum Key: String, CodingKey {
    case index, singles, pairs, standardErrors, errorBounds, segments
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(index, forKey: .index)
    try container.encode(singles, forKey: .singles)
    try container.encode(pairs, forKey: .pairs)
    try container.encodeIfPresent(standardErrors, forKey: .standardErrors)
    try container.encodeIfPresent(errorBounds, forKey: .errorBounds)
    try container.encodeIfPresent(segments, forKey: .segments)
  }

  /// Decodes interactions and checks their counts.
  ///
  /// - Throws: `DecodingError` for pairs that are not players × players, and numbers that are not finite.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let singles = try container.decode([Double].self, forKey: .singles)
    func square(_ values: [Double]?, _ key: Key) throws -> [Double]? {
      guard let values else { return nil }
      guard values.count == singles.count * singles.count, values.allSatisfy(\.isFinite) else {
        throw container.corrupted(key, "\(singles.count) × \(singles.count) numbers are expected")
      }
      return values
    }
    guard singles.allSatisfy(\.isFinite) else {
      throw container.corrupted(.singles, "finite numbers are expected")
    }
    let segments = try container.decodeIfPresent([Int].self, forKey: .segments)
    guard segments?.allSatisfy({ singles.indices.contains($0) }) ?? true else {
      throw container.corrupted(
        .segments, "a player of \(singles.count) for each feature is expected")
    }
    self.init(
      index: try container.decode(Index.self, forKey: .index), singles: singles,
      pairs: try square(try container.decode([Double].self, forKey: .pairs), .pairs) ?? [],
      standardErrors: try square(
        try container.decodeIfPresent([Double].self, forKey: .standardErrors), .standardErrors),
      errorBounds: try square(
        try container.decodeIfPresent([Double].self, forKey: .errorBounds), .errorBounds),
      segments: segments)
  }
}
