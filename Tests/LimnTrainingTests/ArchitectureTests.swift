import LimnCore
import LimnNetwork
import LimnTraining
import Testing

@Suite struct ArchitectureTests {
  /// Of 60,000 weights the variance is known to 0.6% (normal) or 0.4% (uniform); 2/200, 2/300 and
  /// 2/500 differ by more than half. The kurtosis is 3 of a normal and 1.8 of a uniform number.
  @Test(arguments: Initialization.Scheme.allCases, Initialization.Distribution.allCases)
  func weightsHaveTheVarianceOfTheirScheme(
    scheme: Initialization.Scheme, distribution: Initialization.Distribution
  ) {
    var stream = RandomStream(seed: 1)
    let weights = Initialization(scheme, distribution).weights(
      inputs: 200, outputs: 300, stream: &stream)
    #expect([weights.rows, weights.columns] == [200, 300])
    let values = weights.elements.map(Double.init)
    let expected = scheme == .he ? 0.01 : 0.004
    let deviation = expected.squareRoot()
    #expect(Initialization(scheme, distribution).variance(inputs: 200, outputs: 300) == expected)
    #expect(abs(values.mean()) < 5 * deviation / 60_000.0.squareRoot())
    #expect(abs(values.sampleVariance() / expected - 1) < 0.03)
    let fourth = values.map { $0 * $0 * $0 * $0 }.mean() / (expected * expected)
    #expect(abs(fourth - (distribution == .normal ? 3 : 1.8)) < 0.15)
    guard distribution == .uniform else { return }
    let bound = (3 * expected).squareRoot()
    #expect(values.allSatisfy { abs($0) <= bound * (1 + 1e-6) })
    #expect(values.contains { $0 > 0.999 * bound } && values.contains { $0 < -0.999 * bound })
  }

  @Test func layersStandInOrder() throws {
    let network = try NetworkArchitecture.digits(
      hidden: [20, 12], activation: .gelu, dropout: 0.25
    )
    .network(seed: 0)
    #expect(
      network.layers.map(\.kind) == [
        "Scaling", "Dense", "GELU", "Dropout", "Dense", "GELU", "Dropout", "Dense", "Softmax",
      ])
    #expect(network.widths == [64, 64, 20, 20, 20, 12, 12, 12, 10, 10])
    #expect(network.parameterCount == 65 * 20 + 21 * 12 + 13 * 10)
    let plain = NetworkArchitecture(inputShape: .vector(3), hidden: [], classCount: 2)
    #expect(try plain.network(seed: 0).layers.map(\.kind) == ["Dense", "Softmax"])
    let full = Matrix(rows: 1, columns: 64, repeating: 16)
    #expect(network.layers[0].forward([full]).output.elements.allSatisfy { $0 == 1 })
  }

  @Test func aSingleOutputKeepsTheNamesOfBothAnswers() throws {
    let rain = try OutputSchema(count: 1, link: .sigmoid, names: ["dry", "rain"])
    let network = try NetworkArchitecture(inputShape: .vector(3), hidden: [], output: rain)
      .network(seed: 0)
    #expect(network.output.givenNames == ["dry", "rain"])
    let rows = Matrix(rows: 2, columns: 3, elements: [0, 1, 2, 3, 4, 5])
    #expect(try network.standardising(rows).output.givenNames == ["dry", "rain"])
  }

  /// He's bound before a rectifier, Glorot's before tanh and before the softmax; biases of 0.
  @Test(arguments: Activation.allCases)
  func everyActivationHasItsInitialization(activation: Activation) throws {
    let network = try NetworkArchitecture.digits(hidden: [64, 64], activation: activation)
      .network(seed: 3)
    let dense = network.layers.compactMap { $0 as? Dense }
    let isBounded = activation == .tanh || activation == .sigmoid
    let hidden = (isBounded ? 6.0 / 128 : 6.0 / 64).squareRoot()
    for (layer, bound) in zip(dense, [hidden, hidden, (6.0 / 74).squareRoot()]) {
      let largest = Double(layer.weights.elements.map(abs).max() ?? 0)
      #expect(largest <= bound * (1 + 1e-6) && largest > 0.97 * bound)
      #expect(layer.bias.elements.allSatisfy { $0 == 0 })
    }
    #expect(dense.count == 3)
    #expect(dense[0].weights != dense[1].weights)
  }

  @Test func aSeedGivesOneNetworkAndAnotherSeedAnother() throws {
    let architecture = NetworkArchitecture.digits(hidden: [8])
    func weights(_ seed: UInt64) throws -> [Matrix] {
      try architecture.network(seed: seed).layers.flatMap { $0.parameters.map(\.values) }
    }
    #expect(try weights(5) == weights(5))
    #expect(try weights(5) != weights(6))
  }

  /// Layer l draws from its own stream: another layer behind it changes nothing.
  @Test func theFirstLayerDoesNotDependOnTheSecond() throws {
    let short = try NetworkArchitecture.digits(hidden: [8]).network(seed: 2)
    let long = try NetworkArchitecture.digits(hidden: [8, 5]).network(seed: 2)
    #expect(short.layers[1].parameters[0].values == long.layers[1].parameters[0].values)
  }

  @Test(arguments: [
    (
      NetworkArchitecture(inputShape: .vector(0), hidden: [], classCount: 2), "input values", 0,
      AllowedRange.count
    ),
    (
      NetworkArchitecture(inputShape: .vector(2), hidden: [], classCount: 1),
      "classes beyond the first", 0, .count
    ),
    (
      NetworkArchitecture(inputShape: .vector(2), hidden: [3, 0], classCount: 2),
      "units of a layer", 0, .count
    ),
    (
      NetworkArchitecture(inputShape: .vector(2), inputFactor: 0, hidden: [], classCount: 2),
      "input factor", 0, .positive
    ),
  ])
  func badSizesAreRefused(
    architecture: NetworkArchitecture, name: String, value: Double, allowed: AllowedRange
  ) {
    #expect(throws: TrainingError.setting(name: name, value: value, allowed: allowed)) {
      try architecture.network(seed: 0)
    }
  }

  @Test(arguments: [1, -0.5, 2] as [Float])
  func badDropoutIsRefused(rate: Float) {
    #expect(
      throws: TrainingError.setting(
        name: "dropout rate", value: Double(rate), allowed: .fraction)
    ) {
      try NetworkArchitecture.digits(dropout: rate).network(seed: 0)
    }
  }
}
