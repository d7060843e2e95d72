import LimnCore
import Testing

@testable import LimnAttribution

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Bounds that doc comments state, where nothing else tests them directly.
@Suite struct StatedBoundTests {
  /// Between the table's nodes, a sixty-fourth apart, and past its ends. Red with a series one order
  /// shorter, which is off by 2e-8.
  @Test func theTabulatedNormalDistributionIsRightTo2em10() {
    var (worst, worstDensity) = (0.0, 0.0)
    StandardNormal.table.withReader { reader in
      for step in stride(from: -8000, to: 8000, by: 4) {
        let z = (0..<4).map { (Double(step + $0) + 0.37) / 1000 }
        let found = reader(StandardNormal.Reader.clamped(.init(z)))
        for lane in 0..<4 {
          worst = max(
            worst, abs(found.cumulative[lane] - NormalDistribution.cumulative(z[lane])))
          worstDensity = max(
            worstDensity, abs(found.density[lane] - NormalDistribution.density(z[lane])))
        }
      }
      let ends = reader(StandardNormal.Reader.clamped([-1e30, -8.5, 8.5, .nan]))
      for (lane, expected) in [0.0, 0, 1, 1].enumerated() {
        #expect(abs(ends.cumulative[lane] - expected) < 1e-15)
      }
    }
    #expect(worst < 2e-10 && worstDensity < 2e-10, "\(worst) \(worstDensity)")
    #expect(worst > 0 && worstDensity > 1e-11, "the comparison compares nothing")
  }

  /// Between the grid's nodes, from the kink of ρ at 0 on. Red with a grid half as fine.
  @Test(arguments: [WaveRemainder.ofManyPlayers, .ofFewPlayers] + WaveRemainder.finer)
  func aRemainderIsInterpolatedToItsError(remainder: WaveRemainder) {
    let places = (0..<2000).map { Double($0) * 0.37 / 32_768 } + [0.3, 0.4999]
    let found = remainder.tally(from: 0, places, pairs: false).alone
    let worst = zip(found, places).map { abs($0 - remainder.exact(at: $1)) }.max() ?? .nan
    #expect(worst <= remainder.interpolationError, "\(worst)")
    #expect(worst > remainder.interpolationError / 2, "the comparison compares nothing")
    if remainder.harmonics <= 64 {
      #expect(worst < 1e-4 * abs(remainder.exact(at: 0)), "\(worst)")
    }
  }

  /// The mean slope of a logistic function over `start...end`, by an identity in which nothing cancels.
  private static func meanSlope(_ start: Double, _ end: Double) -> Double {
    sinh((end - start) / 2) / (2 * cosh(start / 2) * cosh(end / 2)) / (end - start)
  }

  /// Two classes of a softmax are a logistic function of their difference, and one sigmoid is its own.
  /// Spreads up to 0.25 have four nodes, up to 2 eight; longer ones are halved.
  @Test(
    arguments: [
      (0.2499, 1e-11), (1.9999, 1e-10), (2.5, 1e-10), (37, 1e-10),
    ] as [(Double, Double)])
  func piecesOfASoftmaxAreRightToTheirBounds(spread: Double, bound: Double) {
    var integral = SoftmaxPieceIntegral(classes: 2)
    for start in stride(from: -6, through: 6, by: 0.25) {
      let logits = [[start, 0], [start + spread * 0.6, -spread * 0.4]]
      var found = [0.0, 0]
      integral.add(
        .probability(0), .softmax, weight: 1, from: logits[0], to: logits[1], into: &found)
      let expected = Self.meanSlope(start, start + spread)
      #expect(abs(found[0] - expected) < bound, "\(start): \(found[0] - expected)")
      #expect(abs(found[1] + expected) < bound)
    }
  }

  /// On both sides of the change of 1e-4 below which the slope in the middle stands for the mean.
  @Test(arguments: [1e-9, 0.99e-4, 1.01e-4, 3])
  func piecesOfASigmoidAreRightTo1em10(change: Double) {
    var integral = SoftmaxPieceIntegral(classes: 1)
    for start in stride(from: -6, through: 6, by: 0.25) {
      var found = [0.0]
      integral.add(
        .probability(0), .sigmoid, weight: 1, from: [start], to: [start + change], into: &found)
      #expect(abs(found[0] - Self.meanSlope(start, start + change)) < 1e-10, "\(start)")
    }
  }

  /// The marginal contributions of players whose worth is all or nothing: `∫ q^a (1 − q)^b dq` with
  /// a + b = n − 1 is `a! b!/n!`.
  @Test(arguments: [2, 3, 16, 64, 100, 784])
  func theRuleOverPlayersIsRightTo1em9(players n: Int) {
    let rule = GaussLegendre.multilinear(players: n)
    #expect(rule.nodes.count.isMultiple(of: 2))
    var exact = 1 / Double(n)
    for a in 0..<n {
      let found = rule.integral { q in power(q, a) * power(1 - q, n - 1 - a) }
      #expect(abs(found - exact) < 1e-9, "\(a)")
      exact *= Double(a + 1) / Double(n - 1 - a)
    }
  }
}

private func power(_ base: Double, _ exponent: Int) -> Double {
  var (result, factor, left) = (1.0, base, exponent)
  while left > 0 {
    if left & 1 == 1 { result *= factor }
    factor *= factor
    left >>= 1
  }
  return result
}
