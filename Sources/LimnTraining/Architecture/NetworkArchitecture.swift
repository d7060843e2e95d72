import LimnCore
import LimnData
import LimnNetwork

/// A multilayer perceptron before it has weights: a scaling of the input, hidden layers with one
/// activation, and an end that suits what it answers: a softmax over classes, a sigmoid
/// for each label, plain numbers.
public struct NetworkArchitecture: Sendable, Hashable {
  public let inputShape: InputShape
  /// What each input value is multiplied by, so that the network sees numbers around 1.
  public let inputFactor: Float
  /// The units of each hidden layer; empty for a linear model.
  public let hidden: [Int]
  public let activation: Activation
  /// The share of hidden units dropped in training, in `0..<1`; 0 leaves dropout out.
  public let dropout: Float
  /// What the network answers, and under which names.
  public let output: OutputSchema

  public init(
    inputShape: InputShape, inputFactor: Float = 1, hidden: [Int], activation: Activation = .relu,
    dropout: Float = 0, output: OutputSchema
  ) {
    self.inputShape = inputShape
    self.inputFactor = inputFactor
    self.hidden = hidden
    self.activation = activation
    self.dropout = dropout
    self.output = output
  }

  /// A classifier that ends in a softmax.
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

  /// The network with weights drawn as the activation asks for, Glorot's before the outputs, and
  /// biases of 0. Layer `l` draws from its own stream, split from `seed`.
  ///
  /// - Throws: `TrainingError.setting` for a layer without units, fewer than two classes, an input
  ///   factor that is 0 or not finite, or a dropout rate outside `0..<1`; `TrainingError.tooLarge`.
  public func network(seed: UInt64) throws -> Network {
    try check()
    try TrainingMemory.requireRoom(widths: widths)
    let streams = RandomStream(seed: seed).split(StreamPurpose.initialization)
    let pixels = inputShape.count
    var layers: [any Layer] = []
    if inputFactor != 1 {
      layers.append(
        Scaling(
          shift: [Float](repeating: 0, count: pixels),
          factor: [Float](repeating: inputFactor, count: pixels)))
    }
    var width = pixels
    for (index, units) in (hidden + [output.count]).enumerated() {
      let isOutput = index == hidden.count
      let initialization =
        isOutput ? Initialization(.glorot, .uniform) : activation.initialization
      var stream = streams.split(index)
      layers.append(
        Dense(
          weights: initialization.weights(inputs: width, outputs: units, stream: &stream),
          bias: [Float](repeating: 0, count: units)))
      width = units
      guard !isOutput else { break }
      layers.append(activation.layer)
      if dropout > 0 { layers.append(Dropout(rate: dropout)) }
    }
    switch output.link {
    case .identity: break
    case .softmax: layers.append(Softmax())
    case .logSoftmax: layers.append(GroupedSoftmax(groupSize: output.count, isLogarithm: true))
    case .sigmoid: layers.append(Sigmoid())
    }
    return try Network(inputShape: inputShape, layers: layers)
      .named(outputs: output.names, task: output.task)
  }

  /// The values that a layer gives, from the input to the scores.
  public var widths: [Int] { [inputShape.count] + hidden + [output.count] }

  private func check() throws {
    try AllowedRange.count.check("input values", Double(inputShape.count))
    if output.link == .softmax || output.link == .logSoftmax {
      try AllowedRange.count.check("classes beyond the first", Double(output.count - 1))
    }
    for units in hidden { try AllowedRange.count.check("units of a layer", Double(units)) }
    try AllowedRange.positive.check("input factor", Double(inputFactor))
    try AllowedRange.fraction.check("dropout rate", Double(dropout))
  }
}
