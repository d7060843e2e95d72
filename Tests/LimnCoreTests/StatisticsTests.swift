import LimnCore
import Testing

/// References: NumPy 2 and SciPy 1.17.1.
@Suite struct StatisticsTests {
  private let x: [Double] = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3]
  private let y: [Double] = [2, 7, 1, 8, 2, 8, 1, 8, 2, 8]

  @Test func momentsAndQuantiles() {
    #expect(x.mean() == 3.9)
    #expect(abs(x.sampleVariance() - 6.1) < 1e-14)
    #expect([0, 0.1, 0.25, 0.5, 1].map { x.quantile($0) } == [1, 1, 2.25, 3.5, 9])
    #expect(abs(x.quantile(0.9) - 6.3) < 1e-14)
    #expect([7.0].quantile(0.3) == 7)
    #expect([Double]().mean().isNaN)
    #expect([1.0].sampleVariance().isNaN)
    // The mean square less the squared mean would give 0 or worse.
    #expect(abs([1e9, 1e9 + 1, 1e9 + 2].sampleVariance() - 1) < 1e-12)
  }

  @Test func equalValuesShareTheirRank() {
    #expect(x.ranks() == [4.5, 1.5, 6, 1.5, 7.5, 10, 3, 9, 7.5, 4.5])
    #expect([2.0, 2, 2].ranks() == [2, 2, 2])
    #expect([Double]().ranks().isEmpty)
  }

  @Test func correlations() throws {
    let pearson = try #require(Correlation.pearson(x, y))
    let spearman = try #require(Correlation.spearman(x, y))
    #expect(abs(pearson - 0.10492284287735876) < 1e-15)
    #expect(abs(spearman - 0.13471506281091267) < 1e-15)
    // A monotone map changes no rank.
    #expect(Correlation.spearman(x.map { $0 * $0 * $0 }, y) == spearman)
    let falling = try #require(Correlation.pearson(x, x.map { 2 - 3 * $0 }))
    #expect(abs(falling + 1) < 1e-15)
    #expect(Correlation.pearson(x, y) == Correlation.pearson(y, x))
    #expect(Correlation.pearson(x, [Double](repeating: 2, count: 10)) == nil)
    #expect(Correlation.spearman([], []) == nil)
  }
}

@Suite struct DistributionTests {
  @Test(arguments: [
    (1e-300, -37.0470962993612), (1e-10, -6.361340902404056), (0.001, -3.090232306167813),
    (0.025, -1.9599639845400545), (0.3, -0.5244005127080409), (0.975, 1.9599639845400545),
    (0.999, 3.090232306167813),
  ])
  func normalQuantiles(probability: Double, expected: Double) {
    // Four ulp; of 1 − 0.999 the subtraction keeps fewer digits.
    let tolerance = probability > 0.5 ? 1e-13 : 1e-15
    #expect(abs(NormalDistribution.quantile(probability) / expected - 1) <= tolerance)
  }

  @Test func normalQuantileUndoesTheDistribution() {
    #expect(NormalDistribution.quantile(0.5) == 0)
    #expect(NormalDistribution.quantile(0) == -.infinity)
    #expect(NormalDistribution.quantile(1) == .infinity)
    for x in stride(from: -8, through: 4, by: 0.25) {
      let back = NormalDistribution.quantile(NormalDistribution.cumulative(x))
      // Above 0 an ulp of the probability, 1e-16, is 1e-16/φ(4) = 1e-12 of x.
      #expect(abs(back - x) < 2e-12)
    }
    #expect(abs(NormalDistribution.cumulative(1) - 0.8413447460685429) < 1e-15)
  }

  /// Mills' ratio as a continued fraction in 60 digits (Python 3.11, decimal).
  @Test(
    arguments: [
      (-2.5, 6.20966532577613486e-03), (-5, 2.86651571879193912e-07),
      (-10, 7.61985302416052545e-24),
      (-20, 2.75362411860623374e-89), (-37, 5.72557122252457710e-300),
    ] as [(Double, Double)])
  func theNormalTailIsRightToItsBound(x: Double, expected: Double) {
    let found = NormalDistribution.cumulative(x)
    #expect(abs(found - expected) <= (x * x + 2) * expected.ulp, "\(found)")
  }

  @Test(
    arguments: [
      (1, [12.706204736174694, 3.0776835371752544, -318309.8861827435, 0.32491969623290634]),
      (2, [4.302652729749462, 1.8856180831641272, -707.1057205259339, 0.2886751345948128]),
      (5, [2.5705818356363146, 1.4758840488244815, -24.771029720515948, 0.2671808657041451]),
      (30, [2.0422724563012378, 1.3104150253913955, -5.871117120418882, 0.2556053649519128]),
      (99.5, [1.9840936109906238, 1.2901178824236914, -5.050394126984336, 0.25402558011844334]),
      (1e4, [1.960201239890626, 1.2816362297304775, -4.75622968505678, 0.253353843445727]),
    ] as [(Double, [Double])])
  func studentQuantiles(degreesOfFreedom: Double, expected: [Double]) {
    let student = StudentDistribution(degreesOfFreedom: degreesOfFreedom)
    // log Γ of ν = 1e4 is 4e4, whose ulp of 7e-12 is the relative error of the density.
    for (p, quantile) in zip([0.975, 0.9, 1e-6, 0.6], expected) {
      #expect(abs(student.quantile(p) / quantile - 1) < 2e-10)
    }
    #expect(student.cumulative(0) == 0.5)
    #expect(abs(student.cumulative(1.5) + student.cumulative(-1.5) - 1) < 1e-15)
  }

  /// With one degree of freedom it is Cauchy's distribution, with two algebraic.
  @Test func studentInClosedForm() {
    for x in [-50, -3, -0.2, 0.7, 2, 9.0] {
      let two = StudentDistribution(degreesOfFreedom: 2).cumulative(x)
      #expect(abs(two - (0.5 + x / (2 * (2 + x * x).squareRoot()))) < 1e-13)
    }
    #expect(abs(StudentDistribution(degreesOfFreedom: 1).cumulative(1) - 0.75) < 1e-14)
    #expect(StudentDistribution(degreesOfFreedom: 3).quantile(0) == -.infinity)
    #expect(StudentDistribution(degreesOfFreedom: 3).quantile(0.5) == 0)
  }
}
