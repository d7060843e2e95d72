import LimnCore
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

@Suite struct QuadratureRuleTests {
  @Test(arguments: QuadratureRule.allCases)
  func weightsSumToOneAndPositionsAscend(rule: QuadratureRule) {
    for steps in [1, 2, 3, 7, 50, 301] {
      let nodes = rule.nodes(steps: steps)
      #expect(nodes.count == (rule == .trapezoid ? steps + 1 : steps))
      #expect(abs(nodes.reduce(0) { $0 + $1.weight } - 1) <= 1e-14)
      #expect(zip(nodes, nodes.dropFirst()).allSatisfy { $0.position < $1.position })
      #expect(nodes.allSatisfy { (0...1).contains($0.position) })
    }
  }

  @Test func rulesTakeTheirNodesWhereTheNameSays() {
    func positions(_ rule: QuadratureRule) -> [Double] {
      rule.nodes(steps: 4).map(\.position)
    }
    #expect(positions(.riemannLeft) == [0, 0.25, 0.5, 0.75])
    #expect(positions(.riemannRight) == [0.25, 0.5, 0.75, 1])
    #expect(positions(.riemannMiddle) == [0.125, 0.375, 0.625, 0.875])
    #expect(positions(.trapezoid) == [0, 0.25, 0.5, 0.75, 1])
    #expect(
      QuadratureRule.trapezoid.nodes(steps: 4).map(\.weight) == [0.125, 0.25, 0.25, 0.25, 0.125])
  }

  /// `∫₀¹ x^k = 1/(k + 1)`, to rounding of some ulp.
  @Test func gaussKronrodIsExactForItsDegrees() {
    func moment(_ k: Int, _ weight: (GaussKronrod.Node) -> Double) -> Double {
      GaussKronrod.nodes.reduce(0) { $0 + weight($1) * pow($1.position, Double(k)) }
    }
    for k in 0...22 { #expect(abs(moment(k, \.weight) - 1 / Double(k + 1)) <= 1e-15) }
    for k in 0...13 { #expect(abs(moment(k, \.coarseWeight) - 1 / Double(k + 1)) <= 1e-15) }
    #expect(abs(moment(14, \.coarseWeight) - 1 / 15) > 1e-10)
  }
}
