import LimnCore

/// The RISE estimate of one input with segments that are shown or hidden as a whole.
struct SegmentTrial: Sendable {
  let settings: RISE.Configuration

  /// The number of coalitions in one call.
  private static let batch = 1 << 12

  /// - Throws: `ModelError`, `CancellationError`.
  func estimate(_ game: inout CoalitionGame) throws -> RISE.Estimate {
    let players = game.players
    let ends = try game.ends()
    let all = players.count < 30 ? 1 << players.count : Int.max
    guard all > settings.samples else {
      return try enumerated(&game, ends: ends, count: all)
    }
    let pairs = settings.takesPairs
    let draws = pairs ? settings.samples / 2 : settings.samples
    game.plannedEvaluations = Double(
      game.evaluations + (pairs ? 2 : 1) * draws * game.evaluationsPerCoalition)
    let center = (ends.full[0] + ends.empty[0]) / 2
    let stream = RandomStream(seed: settings.seed)
    var moments = MaskMoments(
      features: players.count, shown: settings.shown, arePaired: pairs)
    for first in stride(from: 0, to: draws, by: Self.batch) {
      let own = first..<min(draws, first + Self.batch)
      let members = Matrix(rows: own.count, columns: players.count) { target in
        for (row, draw) in own.enumerated() {
          var stream = stream.split(draw)
          for player in 0..<players.count {
            target[row * players.count + player] = stream.uniform() < settings.shown ? 1 : 0
          }
        }
      }
      let (values, complements) =
        pairs
        ? try game.valuesWithComplements(of: .members(members))
        : (try game.values(of: .members(members)), [])
      members.elements.withUnsafeBufferPointer { elements in
        for row in 0..<own.count {
          let mask = UnsafeBufferPointer(
            rebasing: elements[row * players.count..<(row + 1) * players.count])
          if pairs {
            moments.add(mask, score: values[row], ofComplement: complements[row])
          } else {
            moments.add(mask, score: values[row] - center)
          }
        }
      }
    }
    return RISE.Estimate(
      values: spread(moments.values, over: players),
      standardErrors: spread(moments.standardErrors, over: players), atInput: ends.full[0],
      atBackground: ends.empty[0], mean: moments.meanScore + (pairs ? 0 : center),
      masks: pairs ? 2 * draws : draws, evaluations: game.evaluations)
  }

  /// The exact values from all coalitions.
  private func enumerated(
    _ game: inout CoalitionGame, ends: CoalitionEnds, count: Int
  ) throws -> RISE.Estimate {
    let players = game.players
    let n = players.count
    var values = [ends.empty[0]]
    if count > 2 {
      let members = Matrix(rows: count - 2, columns: n) { target in
        for coalition in 1..<count - 1 {
          for player in 0..<n {
            target[(coalition - 1) * n + player] = Float(coalition >> player & 1)
          }
        }
      }
      values += try game.values(of: .members(members))
    }
    if count > 1 { values.append(ends.full[0]) }
    var (sums, mean) = ([Double](repeating: 0, count: n), 0.0)
    for (coalition, value) in values.enumerated() {
      let size = coalition.nonzeroBitCount
      let weight = power(settings.shown, size) * power(1 - settings.shown, n - size)
      mean += weight * value
      for player in 0..<n {
        let isShown = coalition >> player & 1 == 1
        sums[player] += weight * value / (isShown ? settings.shown : settings.shown - 1)
      }
    }
    return RISE.Estimate(
      values: spread(sums, over: players), standardErrors: nil, atInput: ends.full[0],
      atBackground: ends.empty[0], mean: mean, masks: count, evaluations: game.evaluations)
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }

  /// Assigns a player's value to each of its features; features that equal the background get
  /// exactly 0.
  private func spread(_ values: [Double], over players: Players) -> [Double] {
    var result = [Double](repeating: 0, count: players.segments.labels.count)
    for member in players.members { result[member.feature] = values[member.player] }
    return result
  }
}
