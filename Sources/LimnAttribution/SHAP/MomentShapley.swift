import LimnCore

/// Approximate Shapley values of the logits of a network with one hidden rectifier layer, or none,
/// from the moments of partial sums. No coalition is evaluated.
///
/// As in ``AnalyticShapley`` the values of all units' games add up,
/// `φ_i = Σ_j V_j [s a_ij + (1 − s) ψ_ij]`. The marginal contribution to `max(u_j, 0)` is exact for
/// the empty coalition and for that of all other players. For the sizes between them u is
/// approximated by a Gaussian with the mean and variance of a draw without replacement, as in DASP
/// (Ancona, Öztireli, Gross 2019, arXiv 1903.10992), corrected for its skewness; see
/// ``RectifierMoments``.
///
/// On digits (16 to 42 players, 64 units) the mean of `Σ(φ̂ − φ)²/Σφ²` is 1e-5. There is no error
/// bar. The values do not sum exactly to the score difference, and the completeness gap is their
/// total error.
struct MomentShapley: Sendable {
  typealias Lanes = RectifiedUnits.Lanes

  private let units: RectifiedUnits

  init(_ units: RectifiedUnits) {
    self.units = units
  }

  /// The values for each objective. Cost: about 30 × hidden units × players operations for each
  /// background row.
  func estimates(_ game: CoalitionGame) -> [ShapleyEstimate] {
    precondition(units.applies(to: game.objectives), "moments are of logits")
    let (n, outputs, rows) = (game.players.count, game.objectives.count, game.background.rows)
    let outgoing = game.objectives.flatMap(units.outgoing)
    let rule = CoalitionSizeRule(players: n)
    // Four partial sums for each value.
    var sums = [Double](repeating: 0, count: n * outputs * Lanes.scalarCount)
    for row in 0..<rows {
      let starts = units.starts(before: game.numbers.background[row: row])
      let steps = units.steps(game, backgroundRow: row)
      StandardNormal.table.withReader { normal in
        sums.withUnsafeMutableBufferPointer { sums in
          starts.withUnsafeBufferPointer { starts in
            steps.withUnsafeBufferPointer { steps in
              outgoing.withUnsafeBufferPointer { outgoing in
                let pass = Pass(
                  players: n, outputs: outputs, stride: units.stride, slope: units.slope,
                  moments: RectifierMoments(rule: rule, normal: normal),
                  starts: starts.baseAddress!, steps: steps.baseAddress!,
                  outgoing: outgoing.baseAddress!, sums: sums.baseAddress!)
                pass.run()
              }
            }
          }
        }
      }
    }
    return (0..<outputs).map { output in
      let values = (0..<n).map { player in
        let place = (player * outputs + output) * Lanes.scalarCount
        return (sums[place] + sums[place + 1] + (sums[place + 2] + sums[place + 3])) / Double(rows)
      }
      return ShapleyEstimate(values: values, standardErrors: nil)
    }
  }
}

/// The computation for one background row.
private struct Pass {
  typealias Lanes = RectifiedUnits.Lanes

  let players: Int
  let outputs: Int
  let stride: Int
  let slope: Double
  let moments: RectifierMoments
  /// One row of units.
  let starts: UnsafePointer<Double>
  /// Players × units.
  let steps: UnsafePointer<Double>
  /// Outputs × units.
  let outgoing: UnsafePointer<Double>
  /// Players × outputs × lanes.
  let sums: UnsafeMutablePointer<Double>

  func run() {
    for unit in Swift.stride(from: 0, to: stride, by: Lanes.scalarCount) { add(unit) }
  }

  /// Adds four units.
  @inline(__always)
  private func add(_ unit: Int) {
    var totals = RectifierMoments.Sums()
    totals.start = lanes(starts + unit)
    for player in 0..<players { totals.add(lanes(steps + (player &* stride &+ unit))) }
    let coefficients = moments.coefficients(totals)

    let bend = 1 - slope
    let first = slope + bend * coefficients.first
    let (second, third) = (bend * coefficients.second, bend * coefficients.third)
    // Sizes 0 and n − 1.
    let end = bend / Double(players)
    let (start, whole) = (totals.start, totals.start + totals.steps)
    let shared = rectified(whole) - rectified(start)
    for player in 0..<players {
      let a = lanes(steps + (player &* stride &+ unit))
      let ends = rectified(start + a) - rectified(whole - a) + shared
      let value = a * (first + a * (second + a * third)) + end * ends
      for output in 0..<outputs {
        let place = (player &* outputs &+ output) &* Lanes.scalarCount
        let sum = lanes(sums + place) + lanes(outgoing + (output &* stride &+ unit)) * value
        UnsafeMutableRawPointer(sums + place).storeBytes(of: sum, as: Lanes.self)
      }
    }
    if any(coefficients.isDominated) {
      for lane in 0..<Lanes.scalarCount where coefficients.isDominated[lane] {
        addDifferences(unit + lane, steps: totals.steps[lane], squares: totals.squares[lane])
      }
    }
  }

  /// Adds the correction for one unit that is dominated by a single step.
  private func addDifferences(_ unit: Int, steps total: Double, squares: Double) {
    for first in Swift.stride(from: 0, to: players, by: Lanes.scalarCount) {
      let count = min(Lanes.scalarCount, players - first)
      var a = Lanes.zero
      for lane in 0..<count { a[lane] = steps[(first + lane) * stride + unit] }
      let values =
        (1 - slope)
        * moments.differences(a, start: starts[unit], steps: total, squares: squares)
      for lane in 0..<count {
        for output in 0..<outputs {
          sums[((first + lane) * outputs + output) * Lanes.scalarCount] +=
            outgoing[output * stride + unit] * values[lane]
        }
      }
    }
  }

  @inline(__always)
  private func lanes(_ place: UnsafePointer<Double>) -> Lanes {
    UnsafeRawPointer(place).loadUnaligned(as: Lanes.self)
  }

  @inline(__always)
  private func rectified(_ u: Lanes) -> Lanes { u.replacing(with: 0, where: u .< 0) }
}
