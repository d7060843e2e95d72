import LimnCore

/// A feed-forward network: layers in a row, from an input shape to class scores.
///
/// Where the last layer is a softmax, the network's ``scores(of:)`` are the logits that enter it, so
/// logits and probabilities are both within reach.
public struct Network: DifferentiableModel {
  public internal(set) var input: InputSchema
  /// All layers, a final softmax included.
  public private(set) var layers: [any Layer]
  public internal(set) var output: OutputSchema
  /// The width of the input to each layer, and last that of the output.
  public let widths: [Int]

  /// - Throws: `NetworkError.noLayers`, `.noInputs`, `.layerWidth` where a layer does not fit the one
  ///   before, `.noUnits` where it gives nothing.
  public init(inputShape: InputShape, layers: [any Layer]) throws {
    guard !layers.isEmpty else { throw NetworkError.noLayers }
    guard inputShape.count > 0 else { throw NetworkError.noInputs }
    var widths = [inputShape.count]
    for layer in layers {
      let width = try layer.outputWidth(for: widths[widths.count - 1])
      guard width > 0 else { throw NetworkError.noUnits(layer: layer.kind) }
      widths.append(width)
    }
    self.input = InputSchema(inputShape)
    self.layers = layers
    self.widths = widths
    self.output = OutputSchema(
      count: widths[widths.count - 1], link: layers.last is Softmax ? .softmax : .identity)
  }

  /// Whether the last layer is a softmax.
  public var endsInSoftmax: Bool { output.link == .softmax }

  /// The layers up to the logits: all but a final softmax.
  public var logitLayers: ArraySlice<any Layer> {
    endsInSoftmax ? layers.dropLast() : layers[...]
  }

  /// The number of trained values.
  public var parameterCount: Int {
    layers.reduce(0) { $0 + $1.parameters.reduce(0) { $0 + $1.values.elements.count } }
  }

  /// The logits of a batch. Cost: one matrix product per dense layer.
  public func scores(of inputs: Matrix) -> Matrix {
    logitLayers.reduce(inputs) { $1.forward($0).output }
  }

  /// The probabilities of a batch: the softmax of the logits.
  public func probabilities(of inputs: Matrix) -> Matrix {
    scores(of: inputs).softmaxOfRows()
  }

  /// The output of every layer for a batch, a final softmax included.
  public func activations(of inputs: Matrix) -> [Matrix] {
    var outputs: [Matrix] = []
    for layer in layers { outputs.append(layer.forward(outputs.last ?? inputs).output) }
    return outputs
  }

  /// Logits forward, then `cotangents` back to the input. Cost: two matrix products per dense layer.
  public func vectorJacobianProduct(at inputs: Matrix, cotangents: Matrix) -> Matrix {
    scoresAndGradients(at: inputs) { _ in cotangents }.gradients
  }

  /// The logits forward, then the cotangents made of them back to the input: one forward pass for
  /// both. Cost: two matrix products per dense layer.
  public func scoresAndGradients(
    at inputs: Matrix, cotangents: (_ scores: Matrix) throws -> Matrix
  ) rethrows -> (scores: Matrix, gradients: Matrix) {
    var activation = inputs
    var tape: [Matrix] = []
    for layer in logitLayers {
      let (output, saved) = layer.forward(activation)
      tape.append(saved)
      activation = output
    }
    let gradients = try zip(logitLayers, tape).reversed().reduce(cotangents(activation)) {
      let (layer, saved) = $1
      return layer.inputGradient($0, saved: saved)
    }
    return (activation, gradients)
  }

  /// The logits in training (dropout draws from `stream`) and what ``parameterGradients(_:tape:)``
  /// needs.
  public func trainingForward(_ inputs: Matrix, stream: inout RandomStream) -> (
    logits: Matrix, tape: [Matrix]
  ) {
    var activation = inputs
    var tape: [Matrix] = []
    for layer in logitLayers {
      let (output, saved) = layer.trainingForward(activation, stream: &stream)
      tape.append(saved)
      activation = output
    }
    return (activation, tape)
  }

  /// `∂L/∂p` for every parameter of every layer, from `logitGradient = ∂L/∂logits` and the tape of
  /// ``trainingForward(_:stream:)``. Nothing is pulled back beyond the first layer that is trained.
  ///
  /// - Returns: for each layer up to the logits, its parameter gradients in the layer's order.
  public func parameterGradients(_ logitGradient: Matrix, tape: [Matrix]) -> [[Matrix]] {
    var gradients = [[Matrix]](repeating: [], count: logitLayers.count)
    guard let first = logitLayers.firstIndex(where: { !$0.parameters.isEmpty }) else {
      return gradients
    }
    var gradient = logitGradient
    for index in (first..<logitLayers.endIndex).reversed() {
      gradients[index] = layers[index].parameterGradients(gradient, saved: tape[index])
      guard index > first else { break }
      gradient = layers[index].inputGradient(gradient, saved: tape[index])
    }
    return gradients
  }

  /// Lets `body` change every parameter in place; it is told the layer's index and the parameter's.
  public mutating func updateParameters(_ body: (Int, Int, inout Matrix) -> Void) {
    for layer in layers.indices {
      layers[layer].updateParameters { parameter, values in body(layer, parameter, &values) }
    }
  }
}

/// What can be wrong with a network's construction.
public enum NetworkError: Error, Equatable {
  case noLayers
  /// An input shape of no features.
  case noInputs
  /// A layer whose output has no values.
  case noUnits(layer: String)
  /// A layer was given an input of another width than it takes.
  case layerWidth(layer: String, found: Int, expected: Int)
}
