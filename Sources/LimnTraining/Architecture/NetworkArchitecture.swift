import LimnCore
import LimnData
import LimnNetwork

/// A network before it has weights: a scaling of the input, layers, and an end that suits what it
/// answers: a softmax over classes, a sigmoid for each label, plain numbers.
public struct NetworkArchitecture: Sendable, Hashable {
  /// The shape of one input.
  public let inputShape: InputShape
  /// What each input value is multiplied by, so that the network sees numbers around 1.
  public let inputFactor: Float
  /// The layers between the scaled input and the dense layer that makes the scores.
  public let layers: [LayerItem]
  /// What the network answers, and under which names.
  public let output: OutputSchema

  /// A network's layers, before it has weights.
  ///
  /// - Throws: ``TrainingError`` where the layers do not fit together.
  public init(
    inputShape: InputShape, inputFactor: Float = 1, layers: [LayerItem], output: OutputSchema
  ) {
    self.inputShape = inputShape
    self.inputFactor = inputFactor
    self.layers = layers
    self.output = output
  }

  /// A multilayer perceptron: dense hidden layers with one activation.
  ///
  /// - Parameters:
  ///   - hidden: the units of each hidden layer; empty for a linear classifier.
  ///   - dropout: the share of hidden units dropped in training, in `0..<1`; 0 leaves dropout out.
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

  /// A classifier that ends in a softmax.
  ///
  /// - Parameter classCount: at least 1; ``network(seed:)`` refuses a single one.
  public init(
    inputShape: InputShape, inputFactor: Float = 1, layers: [LayerItem], classCount: Int
  ) {
    self.init(
      inputShape: inputShape, inputFactor: inputFactor, layers: layers,
      output: .classes(max(classCount, 1)))
  }

  /// A multilayer perceptron that classifies: it ends in a softmax.
  ///
  /// - Parameter classCount: at least 1; ``network(seed:)`` refuses a single one.
  public init(
    inputShape: InputShape, inputFactor: Float = 1, hidden: [Int], activation: Activation = .relu,
    dropout: Float = 0, classCount: Int
  ) {
    self.init(
      inputShape: inputShape, inputFactor: inputFactor, hidden: hidden, activation: activation,
      dropout: dropout, output: .classes(max(classCount, 1)))
  }

  /// A network for the embedded digits, 64-64-10 unless told otherwise; ink comes to lie in `0...1`.
  public static func digits(
    hidden: [Int] = [64], activation: Activation = .relu, dropout: Float = 0
  ) -> NetworkArchitecture {
    NetworkArchitecture(
      inputShape: Digits.inputShape, inputFactor: 1 / Digits.fullInk, hidden: hidden,
      activation: activation, dropout: dropout, classCount: Digits.classCount)
  }

  /// The network with weights drawn as the next activation asks for, Glorot's where none follows, and
  /// biases of 0. Trained layer `l` draws from its own stream, split from `seed`.
  ///
  /// - Throws: `TrainingError.setting` for a layer without units, fewer than two classes, an input
  ///   factor that is 0 or not finite, or a dropout rate outside `0..<1`; `.layerInput` where a layer
  ///   cannot take what the one before gives; `.tooLarge`.
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
    ).named(outputs: output.names, task: output.task)
  }

  /// Every layer, that of the scores included, with the shapes it takes and gives.
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

  private func check() throws {
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
