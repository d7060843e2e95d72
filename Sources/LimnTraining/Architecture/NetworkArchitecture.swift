import LimnCore
import LimnData
import LimnNetwork

/// The structure of a network without weights: a scaling of the input, layers, a dense layer for
/// the scores, and a final operation that suits the outputs: a softmax over classes, a sigmoid for
/// each label, or none for numbers.
public struct NetworkArchitecture: Sendable, Hashable {
  /// The shape of one input.
  public let inputShape: InputShape
  /// The factor by which each input value is multiplied, so that the network receives numbers
  /// around 1.
  public let inputFactor: Float
  /// The layers between the scaled input and the dense layer that computes the scores.
  public let layers: [LayerItem]
  /// The outputs of the network and their names.
  public let output: OutputSchema

  /// Creates the structure of a network. Whether the layers fit together is checked by
  /// ``network(seed:)``.
  ///
  /// - Parameters:
  ///   - inputShape: the shape of one input.
  ///   - inputFactor: the factor by which each input value is multiplied; positive.
  ///   - layers: the layers before the dense layer that computes the scores.
  ///   - output: the outputs and their names.
  public init(
    inputShape: InputShape, inputFactor: Float = 1, layers: [LayerItem], output: OutputSchema
  ) {
    self.inputShape = inputShape
    self.inputFactor = inputFactor
    self.layers = layers
    self.output = output
  }

  /// Creates a multilayer perceptron: dense hidden layers with the same activation.
  ///
  /// - Parameters:
  ///   - inputShape: the shape of one input.
  ///   - inputFactor: the factor by which each input value is multiplied; positive.
  ///   - hidden: the number of units of each hidden layer; empty for a linear model.
  ///   - activation: the activation of the hidden layers.
  ///   - dropout: the dropout rate of hidden units, in `0..<1`; with 0 there are no dropout layers.
  ///   - output: the outputs and their names.
  public init(
    inputShape: InputShape, inputFactor: Float = 1, hidden: [Int], activation: Activation = .relu,
    dropout: Float = 0, output: OutputSchema
  ) {
    self.init(
      inputShape: inputShape, inputFactor: inputFactor,
      layers: hidden.flatMap {
        [.dense($0), .activation(activation)] + (dropout == 0 ? [] : [.dropout(dropout)])
      }, output: output)
  }

  /// Creates a classifier that ends in a softmax.
  ///
  /// - Parameters:
  ///   - inputShape: the shape of one input.
  ///   - inputFactor: the factor by which each input value is multiplied; positive.
  ///   - layers: the layers before the dense layer that computes the scores.
  ///   - classCount: the number of classes; ``network(seed:)`` requires at least 2.
  public init(
    inputShape: InputShape, inputFactor: Float = 1, layers: [LayerItem], classCount: Int
  ) {
    self.init(
      inputShape: inputShape, inputFactor: inputFactor, layers: layers,
      output: .classes(max(classCount, 1)))
  }

  /// Creates a multilayer perceptron that ends in a softmax.
  ///
  /// - Parameters:
  ///   - inputShape: the shape of one input.
  ///   - inputFactor: the factor by which each input value is multiplied; positive.
  ///   - hidden: the number of units of each hidden layer; empty for a linear model.
  ///   - activation: the activation of the hidden layers.
  ///   - dropout: the dropout rate of hidden units, in `0..<1`; with 0 there are no dropout layers.
  ///   - classCount: the number of classes; ``network(seed:)`` requires at least 2.
  public init(
    inputShape: InputShape, inputFactor: Float = 1, hidden: [Int], activation: Activation = .relu,
    dropout: Float = 0, classCount: Int
  ) {
    self.init(
      inputShape: inputShape, inputFactor: inputFactor, hidden: hidden, activation: activation,
      dropout: dropout, output: .classes(max(classCount, 1)))
  }

  /// Creates a network for the embedded digits, 64-64-10 by default, which scales ink to `0...1`.
  public static func digits(
    hidden: [Int] = [64], activation: Activation = .relu, dropout: Float = 0
  ) -> NetworkArchitecture {
    NetworkArchitecture(
      inputShape: Digits.inputShape, inputFactor: 1 / Digits.fullInk, hidden: hidden,
      activation: activation, dropout: dropout, classCount: Digits.classCount)
  }

  /// Creates the network with random weights and zero biases. Weights are initialised for the
  /// activation that follows the layer, or as Glorot proposes if there is none. Each trained layer
  /// draws from a stream of its own, split from `seed`.
  ///
  /// - Throws: `TrainingError.setting` for a layer without units, a softmax over fewer than two
  ///   classes, an input factor that is not positive, or a dropout rate outside `0..<1`;
  ///   `.layerInput` if a layer cannot take the output of the preceding one; `.tooLarge`.
  public func network(seed: UInt64) throws -> Network {
    try check()
    let plan = try plan()
    try TrainingMemory.requireRoom(
      parameters: plan.reduce(0) { $0 + $1.parameters },
      values: plan.reduce(Double(inputShape.count)) { $0 + Double($1.output.count) })
    let streams = RandomStream(seed: seed).split(StreamPurpose.initialization)
    let pixels = inputShape.count
    var built: [any Operation] = []
    if inputFactor != 1 {
      built.append(
        Scaling(
          shift: [Float](repeating: 0, count: pixels),
          factor: [Float](repeating: inputFactor, count: pixels)))
    }
    var trained = 0
    for (index, step) in plan.enumerated() {
      var stream = streams.split(trained)
      let next = plan[(index + 1)...].lazy.map(\.item).prefix { !$0.isTrained }
      let start =
        next.compactMap(\.activation).first?.initialization ?? Initialization(.glorot, .uniform)
      built.append(step.operation(startingWith: start, stream: &stream))
      if step.item.isTrained { trained += 1 }
    }
    switch output.link {
    case .identity: break
    case .softmax: built.append(Softmax())
    case .logSoftmax: built.append(GroupedSoftmax(groupSize: output.count, isLogarithm: true))
    case .sigmoid: built.append(Sigmoid())
    }
    return try Network(
      inputShape: inputShape, valueShape: plan.first?.input,
      nodes: built.enumerated().map { Network.Node("", $1, of: [$0]) }
    ).named(outputs: output.givenNames, task: output.task)
  }

  /// All layers, including the one for the scores, with their input and output shapes.
  private func plan() throws -> [PlannedLayer] {
    var shape = Shape(inputShape)
    if case .image(let channels, let height, let width) = inputShape,
      layers.contains(where: \.isSpatial)
    {
      shape = Shape([channels, height, width])
    }
    return try (layers + [.dense(output.count)]).enumerated().map { index, item in
      let step = try PlannedLayer(item, number: index + 1, taking: shape)
      shape = step.output
      return step
    }
  }

  func check() throws {
    try AllowedRange.count.check("input values", Double(inputShape.count))
    if output.link == .softmax || output.link == .logSoftmax {
      try AllowedRange.count.check("classes beyond the first", Double(output.count - 1))
    }
    try AllowedRange.positive.check("input factor", Double(inputFactor))
    for item in layers {
      switch item {
      case .dense(let units): try AllowedRange.count.check("units of a layer", Double(units))
      case .convolution(let outputs, let kernel, let stride):
        try AllowedRange.count.check("channels of a convolution", Double(outputs))
        try AllowedRange.count.check("side of a kernel", Double(kernel))
        try AllowedRange.count.check("stride", Double(stride))
      case .maxPool(let side), .averagePool(let side):
        try AllowedRange.count.check("side of a pool's squares", Double(side))
      case .dropout(let rate): try AllowedRange.fraction.check("dropout rate", Double(rate))
      case .activation: break
      }
    }
  }
}
