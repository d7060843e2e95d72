import CRectifier
import LimnCore

/// A bound on what a wave expansion leaves out; see ``RectifiedSum``.
///
/// Of each wave k the remainder's game takes what coalitions of up to two players, and of all but
/// two, add to player i; what is left, `ℓ_i(k) = (z_i − 1) I_i −` those terms, is what middle-sized
/// coalitions do not average out. For the waves that are summed it is known. Past them, in
///
///     |error| ≤ (P/π²) Σ_{k odd > 2K − 1} |ℓ_i(k)|/k²,
///
/// it is taken to be no larger than the largest of all players in the last quarter of the sum, but at
/// resonances: where the phases of all players nearly agree, `|Σ_l z_l| > n/2`, which sums of
/// whole-numbered steps come to, `|I|` may be as large as
/// `∫₀¹ e^(−q(1−q)(n − |Σz|)) dq ≤ 4/(n − |Σz|)`. Resonances are looked for at all waves up to four
/// times those summed, and up to ``scanned``. Added are what interpolation, quadrature and rounding
/// may amount to.
struct WaveTail: Sendable {
  /// The waves looked at for a resonance, at least.
  private static let scanned = 511

  /// `∫₀¹ q^d (1 − q)^e dq`: the weight of all coalitions together, 1 for a whole game.
  let mass: Double

  private let players: Int
  /// The weights of the three smallest sizes and of the three largest.
  private let low: (Double, Double, Double)
  private let high: (Double, Double, Double)
  private let harmonics: Int
  /// `Σ 1/k²` over odd k past the sum.
  private let rest: Double
  /// Relative to the period.
  private let floor: Double
  private let isWhole: Bool

  /// - Parameters:
  ///   - sizeWeights: of the sizes of coalitions that are summed over, from 0 on.
  ///   - isWhole: whether no other players take part.
  ///   - isExact: whether the rule for q is exact.
  init(
    players n: Int, sizeWeights w: [Double], remainder: WaveRemainder, isWhole: Bool, isExact: Bool
  ) {
    players = n
    var (mass, count) = (0.0, 1.0)
    for size in w.indices {
      mass += w[size] * count
      count *= Double(w.count - 1 - size) / Double(size + 1)
    }
    self.mass = isWhole ? 1 : mass
    let last = w.count - 1
    low = (w[0], w[1], last > 1 ? w[2] : 0)
    high = (last > 1 ? w[last - 2] : 0, w[last - 1], w[last])
    harmonics = remainder.harmonics
    var rest = Double.pi * Double.pi / 8
    for harmonic in stride(from: 1, to: 2 * harmonics, by: 2) {
      rest -= 1 / Double(harmonic * harmonic)
    }
    self.rest = rest
    // Six sizes, with a player and without; a rule that is not exact is right to 1e-9.
    let interpolated = 12 * self.mass * (isWhole ? 1 / Double(n) : 1)
    floor =
      remainder.interpolationError * interpolated + (isExact ? 0 : 1e-9) * self.mass
      + 1e-12 * self.mass
    self.isWhole = isWhole
  }

  /// What one unit leaves out, measured while its waves are summed.
  func measure(phases: [Double]) -> Measure { Measure(self, phases: phases) }

  /// The running maximum of one unit.
  struct Measure {
    private let tail: WaveTail
    private let phases: [Double]
    /// The largest |ℓ|².
    private var largest = 0.0
    /// The largest |Σz|² of the waves measured.
    private var agreement = 0.0
    /// `Σz`, `Σz²` and the product of all z, of the wave that is measured.
    private var (first, second, whole) = (Complex(0, 0), Complex(0, 0), Complex(1, 0))

    fileprivate init(_ tail: WaveTail, phases: [Double]) {
      self.tail = tail
      self.phases = phases
    }

    /// Whether the wave is in the last quarter of the sum, where ℓ is measured. Games of up to five
    /// players leave nothing.
    mutating func begins(harmonic: Int, turns: [Complex], whole: Complex) -> Bool {
      guard 2 * harmonic >= 3 * tail.harmonics, tail.players > 5 else { return false }
      (first, second, self.whole) = (Complex(0, 0), Complex(0, 0), whole)
      for turn in turns {
        first = first + turn
        second = second + turn * turn
      }
      agreement = max(agreement, first.squaredLength)
      return true
    }

    /// - Parameters:
    ///   - turn: z_i.
    ///   - integral: I_i.
    mutating func add(turn z: Complex, integral: Complex) {
      // The mean products of the others: one, their sum, and that of their pairs.
      let one = first - z
      let two = 0.5 * (one * one - (second - z * z))
      let others = whole * z.conjugate
      let (near, far) = (tail.low, tail.high)
      let withFew = near.0 * Complex(1, 0) + near.1 * one
      let withoutFew = withFew + near.2 * two
      let withMany = others * (far.2 * Complex(1, 0) + far.1 * one.conjugate)
      let withAll = withMany + far.0 * (others * two.conjugate)
      let left =
        (z - Complex(1, 0)) * integral - (z * withFew - withoutFew) - (z * withAll - withMany)
      largest = max(largest, left.squaredLength)
    }

    /// - Parameter integral: of the products of all players.
    mutating func addMean(_ integral: Complex) {
      let two = 0.5 * (first * first - second)
      let (near, far) = (tail.low, tail.high)
      let few = near.0 * Complex(1, 0) + near.1 * first + near.2 * two
      let many = far.2 * Complex(1, 0) + far.1 * first.conjugate + far.0 * two.conjugate
      largest = max(largest, (integral - few - whole * many).squaredLength)
    }

    /// The bound, in the unit of the steps.
    func bound(period: Double) -> Double {
      let left = tail.players > 5 ? largest.squareRoot() * tail.rest + resonances : 0
      return period * (left / (Double.pi * Double.pi) + tail.floor)
    }

    /// `Σ |ℓ(k)|/k²` over the waves past the sum at which the players' phases nearly agree.
    private var resonances: Double {
      let n = tail.players
      let threshold = max(agreement, Double(n * n) / 4)
      let first = 2 * tail.harmonics + 1
      let waves = Array(stride(from: first, to: max(4 * first, WaveTail.scanned + 1), by: 2))
      let lanes = Int(LIMN_LANES)
      let count = (n + lanes - 1) / lanes
      var turns = [Float](repeating: 0, count: 2 * lanes * count)
      var steps = turns
      for (player, phase) in phases.enumerated() {
        let place = 2 * lanes * (player / lanes) + player % lanes
        let (turn, step) = (Complex(phase: Double(first) * phase), Complex(phase: 2 * phase))
        (turns[place], turns[place + lanes]) = (Float(turn.real), Float(turn.imaginary))
        (steps[place], steps[place + lanes]) = (Float(step.real), Float(step.imaginary))
      }
      var sums = [Float](repeating: 0, count: 2 * waves.count)
      limn_sum_turns(&turns, steps, count, waves.count, &sums)
      var sum = 0.0
      for (index, harmonic) in waves.enumerated() {
        let (x, y) = (Double(sums[2 * index]), Double(sums[2 * index + 1]))
        guard x * x + y * y > threshold else { continue }
        let apart = max(Double(n) - (x * x + y * y).squareRoot(), 4)
        let most = tail.isWhole ? min(2, 8 / apart + 8 / Double(n)) : 2 * tail.mass
        sum += most / Double(harmonic * harmonic)
      }
      return sum
    }
  }
}

extension Complex {
  /// `|z|²`.
  fileprivate var squaredLength: Double { real * real + imaginary * imaginary }

  fileprivate static func * (scale: Double, z: Complex) -> Complex {
    Complex(scale * z.real, scale * z.imaginary)
  }
}
