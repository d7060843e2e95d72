import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

/// Columns of categories are explained whole, whatever the network makes of them.
@Suite struct CategoryAttributionTests {
  private let schema = InputSchema(
    .vector(3), categories: [1: Categories(["a", "b", "c"])])

  private func network() throws -> Network {
    var stream = RandomStream(seed: 11)
    func weights(_ rows: Int, _ columns: Int) -> Matrix {
      Matrix(
        rows: rows, columns: columns,
        elements: (0..<rows * columns).map { _ in Float(stream.normal()) })
    }
    return try Network(
      inputShape: .vector(5),
      layers: [
        Dense(weights: weights(5, 8), bias: [Float](repeating: 0.1, count: 8)), ReLU(),
        Dense(weights: weights(8, 2), bias: [0, 0]), Softmax(),
      ]
    ).encodingCategories(of: schema)
  }

  private let input: [Float] = [0.7, 2, -1.2]
  private let rows = Matrix(
    rows: [[0.1, 0, 0.3], [-0.5, 2, 0.8], [1.1, 1, -0.4], [0.2, 1, 0.9]], columns: 3)

  /// Shapley's formula over the three columns, each coalition's rows written out by hand.
  private func shapley(_ network: Network, _ background: Matrix) -> [Double] {
    func value(_ members: Set<Int>) -> Double {
      var sum = 0.0
      for row in 0..<background.rows {
        let mixed = (0..<3).map { members.contains($0) ? input[$0] : background[row, $0] }
        sum += Double(network.scores(of: Matrix(row: mixed))[0, 1])
      }
      return sum / Double(background.rows)
    }
    return (0..<3).map { player in
      let others = [0, 1, 2].filter { $0 != player }
      let sets: [(Set<Int>, Double)] = [
        ([], 1.0 / 3), ([others[0]], 1.0 / 6), ([others[1]], 1.0 / 6), (Set(others), 1.0 / 3),
      ]
      return sets.reduce(0) { $0 + $1.1 * (value($1.0.union([player])) - value($1.0)) }
    }
  }

  @Test func shapTakesAColumnForAPlayer() throws {
    let network = try network()
    let shap = try SHAP.Configuration(background: .rows(rows)).bound(to: network)
    let found = try shap.attribution(of: input, objective: .logit(1))
    #expect(found.values.count == 3)
    for (value, truth) in zip(found.values, shapley(network, rows)) {
      #expect(abs(value - truth) < 1e-5)
    }
    // From the network's weights: nothing but the ends is evaluated.
    #expect(found.options.contains(Attribution.Option("estimator", "analytic")))
    #expect(found.evaluations == 1 + rows.rows)
  }

  /// Coalitions that begin behind the encoding are worth what the whole network gives.
  @Test func coalitionsBeginBehindTheEncoding() throws {
    let network = try network()
    let whole = BlackBox(inputShape: network.inputShape, outputCount: 2, scoreKind: .logits) {
      network.scores(of: $0)
    }
    let coalitions = Matrix(
      rows: (0..<8).map { mask in (0..<3).map { mask >> $0 & 1 == 1 ? 1 : 0 } }, columns: 3)
    func values(_ model: any Model) throws -> [Double] {
      var game = CoalitionGame(
        model: model, input: input, background: rows, segments: Segments(labels: [0, 1, 2]),
        objectives: [.logit(0), .logit(1)])
      return try game.values(of: .members(coalitions))
    }
    for (value, truth) in zip(try values(network), try values(whole)) {
      #expect(abs(value - truth) < 1e-5)
    }
  }

  /// With a background of one row that differs in one category alone, all of the difference is that
  /// column's, by every method that shares it out.
  @Test func whatOneCategoryDoesIsItsColumns() throws {
    let network = try network()
    let start: [Float] = [0.7, 0, -1.2]
    let baseline = Baseline.values(start)
    let background = Background.baseline(baseline)
    let scores = network.scores(of: Matrix(rows: [input, start], columns: 3))
    let difference = Double(scores[0, 1] - scores[1, 1])
    #expect(abs(difference) > 0.1)
    let methods: [any MethodConfiguration] = [
      IntegratedGradients.Configuration(baseline: baseline),
      ExpectedGradients.Configuration(background: background),
      DeepLIFT.Configuration(background: background),
      SHAP.Configuration(background: background),
      FeatureAblation.Configuration(background: background),
    ]
    for method in methods {
      let bound = try method.bound(to: network)
      #expect(bound.configuration?.isEqual(to: method) == true)
      #expect(bound.reference == background)
      let found = try bound.attribution(of: input, objective: .logit(1))
      let name = found.method
      #expect(found.shape == .vector(3), "\(name)")
      #expect(abs(found.values[1] - difference) < 1e-5, "\(name)")
      #expect(abs(found.values[0]) < 1e-6 && abs(found.values[2]) < 1e-6, "\(name)")
    }
  }

  /// What a method says of the numbers behind the encoding, added up by column.
  @Test func gradientsAreSummedByColumn() throws {
    let network = try network()
    let (encoding, behind) = try #require(network.behindCategories)
    let encoded = encoding.encoded(Matrix(row: input)).elements
    let zeros = encoding.encoded(Matrix(row: [0, 0, 0])).elements
    let start = Baseline.values(zeros)
    let pairs: [(any MethodConfiguration, any MethodConfiguration)] = [
      (Saliency.Configuration(), Saliency.Configuration(baseline: start)),
      (GradientTimesInput.Configuration(), GradientTimesInput.Configuration(baseline: start)),
      (LRP.Configuration(), LRP.Configuration(baseline: start)),
      (GuidedBackprop.Configuration(), GuidedBackprop.Configuration(baseline: start)),
      (
        SmoothGrad.Configuration(noise: GradientNoise(ranges: [1, 2, 3], samples: 8)),
        SmoothGrad.Configuration(
          noise: GradientNoise(ranges: [1, 0, 0, 0, 3], samples: 8), baseline: start)
      ),
    ]
    for (method, plain) in pairs {
      let found = try method.bound(to: network).attribution(of: input, objective: .logit(0))
      let other = try plain.bound(to: behind).attribution(of: encoded, objective: .logit(0))
      #expect(found.values == encoding.columnSums(other.values), "\(found.method)")
      #expect(
        found.scoreAtBaseline == other.scoreAtBaseline && found.scoreAtInput == other.scoreAtInput)
    }
  }

  @Test func numbersThatAreNoCategoriesAreRefused() throws {
    let network = try network()
    let wrong: [Float] = [0, 1.5, 0]
    for method in [
      IntegratedGradients.Configuration() as any MethodConfiguration,
      SHAP.Configuration(background: .rows(rows)),
    ] {
      #expect(throws: ModelError.self) {
        try method.bound(to: network).attribution(of: wrong, objective: .logit(0))
      }
    }
    #expect(throws: AttributionError.noCategories(method: "lime-tabular")) {
      try TabularLIME.Configuration(background: rows).bound(to: network)
    }
  }
}
