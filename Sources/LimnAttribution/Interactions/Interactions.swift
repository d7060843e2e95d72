import LimnCore

/// Interactions of players: a value for each pair, and a value for each single player.
public struct Interactions: Sendable, Equatable {
  /// The interaction indices.
  public enum Index: String, Sendable, Hashable, Codable, CaseIterable {
    /// The Shapley interaction index (Grabisch and Roubens 1999), with Shapley values as singles:
    /// how much more two players contribute together than separately, averaged over the coalitions
    /// of the other players.
    case shapley
    /// k-SII (Bordt and von Luxburg 2023): the same pairs, with half of a player's pairs subtracted
    /// from its single, so that all terms sum to the score difference.
    case aggregated
    /// The Shapley-Taylor index (Sundararajan, Dhamdhere, Agarwal 2020): singles are the values of
    /// each player alone, `v(i) − v(∅)`, pairs divide the rest, and all terms sum to the score
    /// difference.
    case shapleyTaylor = "shapley-taylor"
  }

  /// The interaction index.
  public let index: Index
  /// The number of players: all segments, including those that equal the background.
  public let players: Int
  /// The value of each player, in the objective's unit.
  public let singles: [Double]
  /// The values of pairs, players × players, row-major and in the objective's unit. The matrix is
  /// symmetric with zeros on the diagonal, so it contains each pair twice.
  public let pairs: [Double]
  /// The standard error of each element of ``pairs``; `nil` if pairs are not sampled.
  public let standardErrors: [Double]?
  /// An upper bound on the absolute error of each element of ``pairs``; `nil` if there is none.
  public let errorBounds: [Double]?
  /// The player each feature belongs to; `nil` if not known.
  public let segments: [Int]?

  /// Creates interactions.
  ///
  /// - Parameters:
  ///   - index: the interaction index.
  ///   - singles: the value of each player.
  ///   - pairs: players × players, symmetric, zero on the diagonal.
  ///   - standardErrors: as many as `pairs`; `nil` if pairs are not sampled.
  ///   - errorBounds: as many as `pairs`; `nil` if there are none.
  ///   - segments: the player of each feature; `nil` if not known.
  /// - Precondition: the numbers of elements match, and `segments` contains only players.
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

  /// The interaction of two players.
  public subscript(_ i: Int, _ j: Int) -> Double { pairs[i * players + j] }

  /// The sum of all terms, each pair counted once.
  public var sum: Double { singles.sum() + pairs.sum() / 2 }

  /// At most `count` nonzero pairs, by descending magnitude; none if `count` is 0 or negative.
  public func strongest(_ count: Int) -> [(first: Int, second: Int, value: Double)] {
    var all: [(first: Int, second: Int, value: Double)] = []
    for i in 0..<players {
      for j in i + 1..<max(players, i + 1) where self[i, j] != 0 { all.append((i, j, self[i, j])) }
    }
    all.sort { (abs($0.value), $1.first, $1.second) > (abs($1.value), $0.first, $0.second) }
    return Array(all.prefix(max(count, 0)))
  }
}

extension Interactions {
  /// The centre of each player's pixels in an image, as shares of its width and height in 0...1;
  /// empty if the input is not an image or the players' segments are not known.
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

  /// Decodes interactions and checks them.
  ///
  /// - Throws: `DecodingError` if the pairs are not players × players, a number is not finite, or a
  ///   segment is not a player.
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
