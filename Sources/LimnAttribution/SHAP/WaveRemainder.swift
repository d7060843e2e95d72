/// What the triangle wave's series leaves out, for a period of 1:
/// `ρ(u) = max(u, 0) − u/2 − 1/8 + (1/π²) Σ_{k odd ≤ 2K − 1} cos(2πku)/k²`, even in u.
struct WaveRemainder: Sendable {
  /// K, the number of waves in the series.
  let harmonics: Int

  /// ρ on a grid over 0…½, for the coalitions that are many; linear interpolation is right to 1e-4
  /// of ρ's size.
  private let table: [Double]
  private static let cells = 1 << 14

  /// Where coalitions past the reach of the remainder's game are still small, waves decay slowly: a
  /// normalised squared error up to 1e-9 for 6 players.
  static let ofFewPlayers = WaveRemainder(harmonics: 64)
  /// From 16 players on, an error of about 1e-10.
  static let ofManyPlayers = WaveRemainder(harmonics: 32)

  private init(harmonics: Int) {
    self.harmonics = harmonics
    self.table = (0...Self.cells).map {
      Self.exact(at: Double($0) / Double(2 * Self.cells), harmonics: harmonics)
    }
  }

  /// Summed term by term.
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

  /// Looked up; `u` lies in −½…½.
  func callAsFunction(at u: Double) -> Double {
    let position = abs(u) * Double(2 * Self.cells)
    let cell = min(Int(position), Self.cells - 1)
    let share = position - Double(cell)
    return table[cell] + share * (table[cell + 1] - table[cell])
  }
}
