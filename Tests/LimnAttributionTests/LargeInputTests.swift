import LimnCore
import LimnNetwork
import Testing

@testable import LimnAttribution

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Inputs of 28×28 values: sizes that binomial coefficients, quadrature rules and chunks meet there and
/// not at 64.
@Suite struct LargeInputTests {
  private let width = 784

  private var input: [Float] {
    var stream = RandomStream(seed: 41)
    return (0..<width).map { _ in Float(stream.uniform()) + 0.05 }
  }

  /// One hidden layer of rectifiers on an image of 28×28; with `bias` they are never off.
  private func network(bias: Float) throws -> Network {
    var stream = RandomStream(seed: 42)
    func normals(_ count: Int, _ scale: Double) -> [Float] {
      (0..<count).map { _ in Float(scale * stream.normal()) }
    }
    return try Network(
      inputShape: .image(height: 28, width: 28),
      layers: [
        Dense(
          weights: Matrix(rows: width, columns: 16, elements: normals(width * 16, 0.05)),
          bias: [Float](repeating: bias, count: 16)), ReLU(),
        Dense(
          weights: Matrix(rows: 16, columns: 10, elements: normals(160, 0.4)), bias: normals(10, 1)),
        Softmax(),
      ])
  }

  /// The product of both weight matrices, a column for each class.
  private func slopes(_ network: Network) throws -> Matrix {
    let dense = network.layers.compactMap { $0 as? Dense }
    return dense[0].weights.multiplied(by: dense[1].weights)
  }

  /// Where no unit bends all methods that share the score give `w_i x_i`.
  @Test func unitsThatAreAlwaysOnMakeALinearModel() throws {
    let network = try network(bias: 100)
    let slopes = try slopes(network)
    let expected = (0..<width).map { Double(slopes[$0, 3] * input[$0]) }
    for method in [
      try IntegratedGradients(network), try SHAP(network, estimator: .analytic),
      try GradientTimesInput(network),
    ] as [any Attributor] {
      let found = try method.attribution(of: input, objective: .logit(3))
      for (a, b) in zip(found.values, expected) { #expect(abs(a - b) < 1e-5, "\(method.name)") }
    }
  }

  /// The closed form against sampled orders, and both against the score.
  @Test func estimatorsAgree() throws {
    let network = try network(bias: -0.2)
    let exact = try SHAP(network, estimator: .analytic)
      .attribution(of: input, objective: .logit(3))
    #expect(abs(exact.completenessGap) < 1e-5 * max(1, abs(exact.scoreDifference)))
    let found = try SHAP(network, estimator: .permutation, evaluations: 2 + 2 * 783 * 20)
      .attribution(of: input, objective: .logit(3))
    let errors = try #require(found.standardErrors)
    let held = zip(zip(found.values, exact.values), errors)
      .count { abs($0.0 - $0.1) <= 1.96 * $1 }
    #expect((0.92...0.985).contains(Double(held) / Double(width)), "\(held)")
  }

  /// `∫₀¹ q^k (1 − q)^(n − 1 − k) dq = 1/(n · C(n − 1, k))`, the weight of a coalition size.
  @Test(arguments: [2, 3, 33, 64, 784]) func theRuleForCoalitionSizesIsRight(players n: Int) {
    let rule = GaussLegendre.multilinear(players: n)
    #expect(rule.nodes.count % 2 == 0)
    var weight = 1 / Double(n)
    for k in 0..<n {
      if k > 0 { weight *= Double(k) / Double(n - k) }
      // By logarithms: a power of its own would underflow.
      let found = rule.integral { q in exp(Double(k) * log(q) + Double(n - 1 - k) * log1p(-q)) }
      #expect(abs(found - weight) <= 1e-9 / Double(n), "size \(k)")
    }
  }

  /// Half of the segments are present in half of the masks, at sizes that `C(784, s)` spreads over.
  @Test func masksOfManySegments() {
    let masks = MaskSampling.paired.masks(
      players: width, count: 400, stream: RandomStream(seed: 3))
    let sizes = (1..<400).map { Double(masks[row: $0].reduce(0, +)) }
    // A binomial's mean of 392 and deviation of 14; strata leave hardly an error in either.
    #expect(abs(sizes.mean() - 392) < 0.2)
    #expect(abs(sizes.sampleVariance().squareRoot() - 14) < 0.3)
    #expect(masks[row: 0].allSatisfy { $0 == 1 })
  }

  /// LIME's masks go with the pixels where nobody says how many: 784 coefficients of a linear model are
  /// found, and the intervals hold.
  @Test func defaultSamplesOfManyPixels() throws {
    #expect(
      [0, 1, 64, 250, 251, 784, 1260, 3072].map(LIME.defaultSamples)
        == [1000, 1000, 1000, 1000, 1004, 3136, 5039, 1000])
    let network = try network(bias: 100)
    let slopes = try slopes(network)
    let found = try LIME(network).attribution(of: input, objective: .logit(3))
    #expect(found.options.contains(.init("masks", 3136)))
    #expect(found.notes == [])
    #expect(try #require(found.fit?.rSquared) > 0.9999)
    let errors = try #require(found.standardErrors)
    let covered = (0..<width).count { pixel in
      let expected = Double(slopes[pixel, 3] * input[pixel])
      #expect(abs(found.values[pixel] - expected) < 0.01)
      return abs(found.values[pixel] - expected) <= 1.96 * errors[pixel]
    }
    // Shrinkage alone is missed, which the errors hold in full.
    #expect(covered > width * 93 / 100)
  }

  /// LIME on 49 blocks of 4×4 of a linear model: a block's value is the sum over its pixels.
  @Test func blocksOfALargeImage() throws {
    let network = try network(bias: 100)
    let slopes = try slopes(network)
    let found = try LIME(network, segmentation: .blocks(4), samples: 400, ridge: 0)
      .attribution(of: input, objective: .logit(3))
    for (top, left) in [(0, 0), (8, 20), (24, 24)] {
      let pixels = (0..<16).map { (top + $0 / 4) * 28 + left + $0 % 4 }
      let expected = pixels.reduce(0.0) { $0 + Double(slopes[$1, 3] * input[$1]) }
      for pixel in pixels { #expect(abs(found.values[pixel] - expected / 16) < 1e-4) }
    }
  }
}
