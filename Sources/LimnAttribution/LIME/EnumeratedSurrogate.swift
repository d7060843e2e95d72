import LimnCore

/// The surrogate fitted to all `2ⁿ` masks, without sampling error.
///
/// The weight depends only on a mask's size, so the moments are sums over sizes. With
/// `α_p = Σ_s C(n − p, s − p) π(s)`, the weight of the masks that contain p given players,
/// `z̄ = α₁/α₀`, `G_ii = α₁ − α₁²/α₀`, `G_ij = α₂ − α₁²/α₀` (Garreau and Mardaoui 2021, arXiv
/// 2102.06307, section 2.2). Scores are accumulated and not stored.
struct EnumeratedSurrogate {
  let equations: NormalEquations
  private(set) var targets: [NormalEquations.Target] = []

  /// The number of masks evaluated at a time.
  private static let stride = 1 << 14

  /// - Parameters:
  ///   - game: a game of fewer than 60 players, whose ends have been evaluated.
  ///   - ends: the values of the full and the empty coalition.
  ///   - weights: π for each number of present players, 0…n.
  /// - Throws: any error of evaluating the game.
  init(_ game: inout CoalitionGame, ends: CoalitionEnds, weights: [Double]) throws {
    let n = game.players.count
    equations = Self.equations(players: n, weights: weights)
    let (outputs, total) = (game.objectives.count, 1 << n)
    var sums = [Double](repeating: 0, count: outputs)
    var squares = sums
    var cross = [Double](repeating: 0, count: n * outputs)
    func collect(_ mask: Int, _ values: ArraySlice<Double>) {
      let weight = weights[mask.nonzeroBitCount]
      for (output, value) in values.enumerated() {
        let score = value - ends.full[output]
        let weighted = weight * score
        sums[output] += weighted
        squares[output] += weighted * score
        var present = mask
        while present != 0 {
          cross[present.trailingZeroBitCount * outputs + output] += weighted
          present &= present - 1
        }
      }
    }
    collect(0, ends.empty[...])
    for first in Swift.stride(from: 1, to: total - 1, by: Self.stride) {
      let masks = first..<min(first + Self.stride, total - 1)
      let members = Matrix(rows: masks.count, columns: n) { target in
        for (row, mask) in masks.enumerated() {
          for player in 0..<n { target[row * n + player] = mask >> player & 1 == 1 ? 1 : 0 }
        }
      }
      let values = try game.values(of: .members(members))
      for (row, mask) in masks.enumerated() {
        collect(mask, values[row * outputs..<(row + 1) * outputs])
      }
    }
    targets = (0..<outputs).map { output in
      let mean = sums[output] / equations.weight
      return NormalEquations.Target(
        mean: mean,
        cross: (0..<n).map { cross[$0 * outputs + output] - equations.means[$0] * sums[output] },
        total: max(squares[output] - mean * sums[output], 0))
    }
  }

  /// The moments of all masks of `n` players.
  static func equations(players n: Int, weights: [Double]) -> NormalEquations {
    func binomial(_ n: Int, _ k: Int) -> Double {
      (0..<max(k, 0)).reduce(1.0) { ($0 * Double(n - $1) / Double($1 + 1)).rounded() }
    }
    func alpha(_ given: Int, squared: Bool = false) -> Double {
      given > n
        ? 0
        : (given...n).reduce(0) { sum, size in
          let weight = squared ? weights[size] * weights[size] : weights[size]
          return sum + binomial(n - given, size - given) * weight
        }
    }
    let (all, one, two) = (alpha(0), alpha(1), alpha(2))
    let mean = one / all
    return NormalEquations(
      weight: all, squaredWeight: alpha(0, squared: true),
      means: [Double](repeating: mean, count: n),
      gram: (0..<n * n).map { ($0 / n == $0 % n ? one : two) - mean * one })
  }

  /// The fit of one objective on some features; `nil` if the system is singular.
  func solution(of objective: Int, features: [Int], ridge: Double) -> RidgeRegression.Solution? {
    guard let factor = equations.factor(features, ridge: ridge) else { return nil }
    let target = targets[objective]
    let cross = features.map { target.cross[$0] }
    let coefficients = factor.solve(cross)
    // |y − Xβ|² = total − 2 β·c + β G β, and G β = c − λ β.
    let residual = zip(coefficients, cross).reduce(target.total) { sum, pair in
      sum - pair.0 * (pair.1 + ridge * pair.0)
    }
    return RidgeRegression.Solution(
      features: features, coefficients: coefficients,
      standardErrors: [Double](repeating: 0, count: features.count), residualSum: max(residual, 0),
      isOverdetermined: false)
  }
}
