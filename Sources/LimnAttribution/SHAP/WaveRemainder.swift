/// The remainder of the triangle wave's truncated series, for period 1:
/// `ρ(u) = max(u, 0) − u/2 − 1/8 + (1/π²) Σ_{k odd ≤ 2K − 1} cos(2πku)/k²`, which is even in u.
struct WaveRemainder: Sendable {
  /// K, the number of waves in the series.
  let harmonics: Int

  /// ρ on a grid over 0…½, used for singletons and pairs; linear interpolation has an error of at
  /// most ``interpolationError``, which is 1e-4 relative to ρ(0) for up to 64 waves.
  private let table: [Double]
  private static let cells = 1 << 14

  /// For few players more waves are needed, since waves decay slowly over the small coalitions not
  /// covered by the remainder's game. The normalised squared error is at most 1e-9 for 6 players.
  static let ofFewPlayers = WaveRemainder(harmonics: 64)
  /// For 16 players or more, with a normalised squared error of about 1e-10.
  static let ofManyPlayers = WaveRemainder(harmonics: 32)
  /// More waves, for games where the error bound is too large and enumeration too expensive.
  static let finer = [WaveRemainder(harmonics: 128), WaveRemainder(harmonics: 512)]

  /// The fewest waves for a number of players.
  static func least(players: Int) -> WaveRemainder { players < 16 ? ofFewPlayers : ofManyPlayers }

  private init(harmonics: Int) {
    self.harmonics = harmonics
    self.table = (0...Self.cells).map {
      Self.exact(at: Double($0) / Double(2 * Self.cells), harmonics: harmonics)
    }
  }

  /// An upper bound on the error of linear interpolation: the squared cell width divided by 8,
  /// times `max |ρ″| = 4K`. The kink of ρ lies on a node.
  var interpolationError: Double {
    let width = 1 / Double(2 * Self.cells)
    return width * width / 2 * Double(harmonics)
  }

  /// ρ(u), summed term by term.
  func exact(at u: Double) -> Double { Self.exact(at: u, harmonics: harmonics) }

  private static func exact(at u: Double, harmonics: Int) -> Double {
    let step = Complex(phase: 4 * Double.pi * u)
    var turn = Complex(phase: 2 * Double.pi * u)
    var sum = 0.0
    for harmonic in stride(from: 1, to: 2 * harmonics, by: 2) {
      sum += turn.real / Double(harmonic * harmonic)
      turn = turn * step
    }
    return abs(u) / 2 - 0.125 + sum / (Double.pi * Double.pi)
  }

  /// `ρ(u + a_i)` for each step and, if `pairs` is true, its sum `Σ_{j≠i} ρ(u + a_i + a_j)` over
  /// pairs, from the table. All arguments must lie in −½…½.
  func tally(from u: Double, _ steps: [Double], pairs: Bool) -> (alone: [Double], paired: [Double])
  {
    let scale = Double(2 * Self.cells)
    let start = u * scale
    let strides = steps.map { $0 * scale }
    var alone = [Double](repeating: 0, count: steps.count)
    var paired = alone
    table.withUnsafeBufferPointer { table in
      func look(_ position: Double) -> Double {
        let cell = min(Int(abs(position)), Self.cells - 1)
        let share = abs(position) - Double(cell)
        return table[cell] + share * (table[cell + 1] - table[cell])
      }
      for i in strides.indices {
        let joined = start + strides[i]
        alone[i] = look(joined)
        guard pairs else { continue }
        var sum = 0.0
        for j in 0..<i {
          let value = look(joined + strides[j])
          sum += value
          paired[j] += value
        }
        paired[i] += sum
      }
    }
    return (alone, paired)
  }
}
