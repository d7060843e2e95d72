import LimnCore
import Testing

@testable import LimnAttribution

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
