import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

@Suite struct ErrorBarTests {
  /// Quantiles of Student's t at 97.5% from SciPy 1.17.1 (`stats.t.ppf`), to six places.
  @Test(arguments: [
    (1, 12.706205), (4, 2.776445), (5, 2.570582), (10, 2.228139), (30, 2.042272), (100, 1.983972),
  ]) func factorsAreThoseOfStudent(degrees: Int, quantile: Double) {
    #expect(
      abs(StudentDistribution.intervalFactor(degreesOfFreedom: degrees) * 1.959964 - quantile)
        < 1e-3)
  }

  /// 95% intervals hold the truth in 93 to 98 of 100 cases: on a smooth and on a kinked network, 16
  /// players, 100 seeds each. The seeds are fixed, so the count is too.
  @Test(arguments: [ShapleyEstimator.permutation, .kernel, .gaussianProcess], [200, 1000])
  func intervalsCover(_ estimator: ShapleyEstimator, evaluations: Int) throws {
    var (covered, total) = (0, 0)
    for activation in [Tanh(), ReLU()] as [any Layer] {
      let network = try network(activation)
      let truth = try SHAP(network, estimator: .exact)
        .attribution(of: input, objective: .logit(1)).values
      for seed in 0..<100 as Range<UInt64> {
        let found = try SHAP(
          network, estimator: estimator, evaluations: evaluations, seed: seed
        ).attribution(of: input, objective: .logit(1))
        let errors = try #require(found.standardErrors)
        for (index, expected) in truth.enumerated() {
          total += 1
          if abs(found.values[index] - expected) <= 1.96 * errors[index] { covered += 1 }
        }
      }
    }
    let coverage = Double(covered) / Double(total)
    #expect(total == 3200)
    #expect((0.93...0.98).contains(coverage), "\(estimator), \(evaluations): \(coverage)")
  }

  private var input: [Float] {
    var stream = RandomStream(seed: 21)
    return (0..<16).map { _ in Float(stream.uniform()) + 0.1 }
  }

  private func network(_ activation: any Layer) throws -> Network {
    var stream = RandomStream(seed: 22)
    func values(_ count: Int) -> [Float] { (0..<count).map { _ in Float(stream.normal()) } }
    return try Network(
      inputShape: .vector(16),
      layers: [
        Dense(weights: Matrix(rows: 16, columns: 12, elements: values(192)), bias: values(12)),
        activation,
        Dense(weights: Matrix(rows: 12, columns: 2, elements: values(24)), bias: [0, 0]),
      ])
  }
}
