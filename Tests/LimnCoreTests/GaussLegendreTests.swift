import LimnCore
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

@Suite struct GaussLegendreTests {
  @Test(arguments: [1, 2, 3, 4, 7, 16, 33, 128])
  func isExactToItsDegree(count: Int) {
    let rule = GaussLegendre(count: count)
    // ∫₀¹ x^k dx = 1/(k + 1); sums of positive terms, so a relative error of a few roundings each.
    for degree in 0..<2 * count {
      let exact = 1 / Double(degree + 1)
      let found = rule.integral { pow($0, Double(degree)) }
      #expect(abs(found - exact) < 1e-13 * exact * Double(degree + 1))
    }
    #expect(abs(rule.weights.reduce(0, +) - 1) < 1e-14)
  }

  @Test func isNotExactBeyond() {
    #expect(abs(GaussLegendre(count: 2).integral { $0 * $0 * $0 * $0 } - 0.2) > 1e-3)
  }

  @Test func nodesAscendSymmetrically() {
    let nodes = GaussLegendre(count: 9).nodes
    #expect(nodes == nodes.sorted())
    #expect(nodes[4] == 0.5)
    for (low, high) in zip(nodes, nodes.reversed()) { #expect(abs(low + high - 1) < 1e-15) }
  }
}
