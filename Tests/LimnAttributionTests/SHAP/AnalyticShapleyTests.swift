import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

@Suite struct AnalyticShapleyTests {
  /// A network with one hidden layer; `spread` makes first-layer weights differ by orders of
  /// magnitude.
  private func network(
    inputs: Int, activation: any Layer = ReLU(), spread: Double = 0, seed: UInt64 = 1
  ) throws -> Network {
    var stream = RandomStream(seed: seed)
    func values(_ count: Int, spread: Double = 0) -> [Float] {
      (0..<count).map { _ in Float(stream.normal() * exp(spread * stream.normal())) }
    }
    return try Network(
      inputShape: .vector(inputs),
      layers: [
        Dense(
          weights: Matrix(rows: inputs, columns: 12, elements: values(inputs * 12, spread: spread)),
          bias: values(12)),
        activation,
        Dense(weights: Matrix(rows: 12, columns: 3, elements: values(36)), bias: values(3)),
        Softmax(),
      ])
  }

  private func input(_ count: Int) -> [Float] {
    var stream = RandomStream(seed: 2)
    return (0..<count).map { _ in Float(stream.uniform() + 0.1) }
  }

  /// Σ(a − b)²/Σb².
  private func normalisedError(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / b.reduce(0) { $0 + $1 * $1 }
  }

  /// Against the definition, in `Double`, coalition by coalition: for few players every coalition is
  /// in the remainder's game and the series may stop anywhere; from 6 on truncation counts.
  @Test(arguments: [2, 3, 4, 5, 6, 9, 13], [0.0, 1.5])
  func isTheDefinition(players: Int, spread: Double) throws {
    for activation in [ReLU(), LeakyReLU(negativeSlope: 0.3)] as [any Layer] {
      let network = try network(
        inputs: players, activation: activation, spread: spread, seed: UInt64(players))
      let input = input(players)
      let found = try SHAP(network, estimator: .analytic)
        .attribution(of: input, objective: .logit(2, against: 0))
      let expected = enumerated(network, input, slope: activation is ReLU ? 0 : 0.3)
      #expect(normalisedError(found.values, expected) < (players < 6 ? 1e-14 : 1e-8))
      #expect(found.evaluations == 2)
      #expect(found.standardErrors == nil)
    }
  }

  /// Shapley values of logit 2 − logit 0 from all coalitions, zero baseline.
  private func enumerated(_ network: Network, _ input: [Float], slope: Double) -> [Double] {
    guard let first = network.layers[0] as? Dense, let last = network.layers[2] as? Dense else {
      return []
    }
    let n = input.count
    let worths = (0..<1 << n).map { coalition in
      (0..<first.weights.columns).reduce(0.0) { sum, unit in
        var u = Double(first.bias[0, unit])
        for player in 0..<n where coalition >> player & 1 == 1 {
          u += Double(input[player]) * Double(first.weights[player, unit])
        }
        return sum + (u > 0 ? u : slope * u)
          * (Double(last.weights[unit, 2]) - Double(last.weights[unit, 0]))
      }
    }
    func factorial(_ n: Int) -> Double { (1...max(n, 1)).reduce(1) { $0 * Double($1) } }
    return (0..<n).map { player in
      (0..<1 << n).reduce(0.0) { sum, coalition in
        guard coalition >> player & 1 == 0 else { return sum }
        let size = coalition.nonzeroBitCount
        return sum + factorial(size) * factorial(n - size - 1) / factorial(n)
          * (worths[coalition | 1 << player] - worths[coalition])
      }
    }
  }

  @Test func manyPlayersAgreeWithSampling() throws {
    let network = try network(inputs: 90)
    let input = input(90)
    let found = try SHAP(network, estimator: .analytic)
      .attribution(of: input, objective: .logit(1))
    let sampled = try SHAP(network, estimator: .permutation, evaluations: 400_000)
      .attribution(of: input, objective: .logit(1))
    let errors = try #require(sampled.standardErrors)
    for index in 0..<90 {
      #expect(abs(found.values[index] - sampled.values[index]) < 4.5 * errors[index])
    }
    // Scores of size 30 in Float.
    #expect(abs(found.completenessGap) < 1e-4)
  }

  @Test func backgroundSetsAndSegments() throws {
    let network = try network(inputs: 12)
    let background = Matrix(rows: 3, columns: 12, elements: (0..<36).map { Float($0 * 5 % 7) / 7 })
    func explain(_ estimator: ShapleyEstimator) throws -> Attribution {
      try SHAP(
        network, background: .rows(background),
        segmentation: .labels((0..<12).map { $0 / 2 }), estimator: estimator
      ).attribution(of: input(12), objective: .logit(0))
    }
    let (found, expected) = (try explain(.analytic), try explain(.exact))
    #expect(normalisedError(found.values, expected.values) < 1e-9)
    #expect(found.evaluations == 4)
  }

  @Test func linearModelsAreTheirOwnAnswer() throws {
    let weights = Matrix(rows: 3, columns: 2, elements: [1, -1, 2, 0.5, -3, 4])
    let network = try Network(
      inputShape: .vector(3),
      layers: [
        Scaling(shift: [1, 1, 1], factor: [2, 2, 0.5]), Dense(weights: weights, bias: [1, 2]),
      ])
    let found = try SHAP(network, background: .baseline(.values([1, 2, 3])))
      .attribution(of: [2, 4, 1], objective: .logit(1))
    #expect(found.values == [-2, 2, -4])
    #expect(found.options.first == .init("estimator", "analytic"))
  }

  @Test func autoTakesItWhereItApplies() throws {
    let network = try network(inputs: 12)
    let found = try SHAP(network).attribution(of: input(12), objective: .logit(0))
    #expect(found.options.first == .init("estimator", "analytic"))
    let probability = try SHAP(network)
      .attribution(of: input(12), objective: .probability(0))
    #expect(probability.options.first == .init("estimator", "gaussian-process"))
  }

  @Test func otherModelsAreRefused() throws {
    let layers = try network(inputs: 3).layers.dropLast()
    let deeper = try Network(
      inputShape: .vector(3),
      layers: layers + [ReLU(), Dense(weights: Matrix(rows: 3, columns: 2), bias: [0, 0])])
    let smooth = try network(inputs: 3, activation: Tanh())
    let box = BlackBox(inputShape: .vector(3), outputCount: 3, scoreKind: .logits) {
      smooth.scores(of: $0)
    }
    for model in [deeper, smooth, box] as [any Model] {
      #expect(throws: AttributionError.notAnalytic(.analytic)) {
        try SHAP(model, estimator: .analytic)
          .attribution(of: [1, 2, 3], objective: .logit(0))
      }
    }
    #expect(throws: AttributionError.notAnalytic(.analytic)) {
      try SHAP(network(inputs: 3), estimator: .analytic)
        .attribution(of: [1, 2, 3], objective: .probability(0))
    }
  }
}
