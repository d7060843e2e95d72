import CRectifier
import LimnCore

/// A bound on the truncation error of a wave expansion; see ``RectifiedSum``.
///
/// For each wave k, the remainder's game contains the contributions of coalitions of up to two
/// players, and of all but up to two, to player i. The rest, `ℓ_i(k) = (z_i − 1) I_i −` those
/// terms, belongs to medium-sized coalitions, over which waves mostly average out. It is known for
/// the summed waves. For the others, in
///
///     |error| ≤ (P/π²) Σ_{k odd > 2K − 1} |ℓ_i(k)|/k²,
///
/// it is assumed not to exceed the largest value over all players in the last quarter of the sum,
/// except at resonances. These occur if the phases of all players nearly agree, `|Σ_l z_l| > n/2`,
/// as for integer steps, and then `|I|` may be as large as
/// `∫₀¹ e^(−q(1−q)(n − |Σz|)) dq ≤ 4/(n − |Σz|)`. All waves up to four times the summed ones, and
/// at least up to ``scanned``, are checked for resonances. Bounds for interpolation, quadrature and
/// rounding errors are added.
struct WaveTail: Sendable {
  /// At least the waves up to this one are checked for resonances.
  private static let scanned = 511

  /// `∫₀¹ q^d (1 − q)^e dq`: the total weight of all coalitions, 1 for a whole game.
  let mass: Double

  private let players: Int
  /// The weights of the three smallest sizes and of the three largest.
  private let low: (Double, Double, Double)
  private let high: (Double, Double, Double)
  private let harmonics: Int
  /// `Σ 1/k²` over odd k beyond the summed waves.
  private let rest: Double
  /// The bound for other errors, relative to the period.
  private let floor: Double
  private let isWhole: Bool

  /// - Parameters:
  ///   - sizeWeights: the weights of the coalition sizes, from 0 on.
  ///   - isWhole: whether there are no other players.
  ///   - isExact: whether the quadrature rule for q is exact.
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
    // Six sizes, with and without a player; an inexact rule is accurate to 1e-9.
    let interpolated = 12 * self.mass * (isWhole ? 1 / Double(n) : 1)
    floor =
      remainder.interpolationError * interpolated + (isExact ? 0 : 1e-9) * self.mass
      + 1e-12 * self.mass
    self.isWhole = isWhole
  }

  /// Starts measuring the truncation error of one unit while its waves are summed.
  func measure(phases: [Double]) -> Measure { Measure(self, phases: phases) }

  /// The running maxima of one unit.
  struct Measure {
    private let tail: WaveTail
    private let phases: [Double]
    /// The largest |ℓ|².
    private var largest = 0.0
    /// The largest |Σz|² of the measured waves.
    private var agreement = 0.0
    /// `Σz`, `Σz²` and the product of all z, for the current wave.
    private var (first, second, whole) = (Complex(0, 0), Complex(0, 0), Complex(1, 0))

    fileprivate init(_ tail: WaveTail, phases: [Double]) {
      self.tail = tail
      self.phases = phases
    }

    /// Whether the wave is in the last quarter of the sum, where ℓ is measured. In games of up to
    /// five players ℓ is 0.
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
      // Elementary symmetric sums over the other players: their sum, and the sum over their pairs.
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

    /// - Parameter integral: the integral of the product over all players.
    mutating func addMean(_ integral: Complex) {
      let two = 0.5 * (first * first - second)
      let (near, far) = (tail.low, tail.high)
      let few = near.0 * Complex(1, 0) + near.1 * first + near.2 * two
      let many = far.2 * Complex(1, 0) + far.1 * first.conjugate + far.0 * two.conjugate
      largest = max(largest, (integral - few - whole * many).squaredLength)
    }

    /// The error bound, in the unit of the steps.
    func bound(period: Double) -> Double {
      let left = tail.players > 5 ? largest.squareRoot() * tail.rest + resonances : 0
      return period * (left / (Double.pi * Double.pi) + tail.floor)
    }

    /// `Σ |ℓ(k)|/k²` over the later waves at which the players' phases nearly agree.
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
