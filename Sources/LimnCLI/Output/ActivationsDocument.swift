import Limn

/// The activations of a network for one input, as JSON.
struct ActivationsDocument: Encodable {
  let prediction: PredictionDocument
  let layers: [Layer]

  struct Layer: Encodable {
    /// "hidden 1", "output"; for a network with convolutions or branches, the operation: "relu 2".
    let name: String
    /// The shape of the activations, if they belong to an operation.
    let shape: [Int]?
    /// The pre-activations, if the network is a chain of dense layers.
    let preActivations: [Float]?
    let activations: [Float]
    /// The units that pass no gradient here; `nil` if there is no elementwise activation.
    let offUnits: [Int]?
  }

  private enum CodingKeys: CodingKey { case layers }

  /// - Throws: `ModelError` for scores that are not finite.
  init(of input: NamedInput, by model: NamedModel) throws {
    let network = model.network
    let explained = ExplainedModel(model)
    prediction = PredictionDocument(
      try explained.prediction(of: input), of: input, by: explained)
    let row = Matrix(row: input.values)
    let outputs = network.activations(of: row)
    guard !network.stages.isEmpty else {
      layers = zip(NetworkSummary(of: network).rows, outputs).map { operation, values in
        Layer(
          name: operation.name, shape: operation.outputShape.sizes, preActivations: nil,
          activations: values.elements, offUnits: nil)
      }
      return
    }
    layers = network.stages.compactMap { stage in
      let values = network.values(of: stage, inputs: row, outputs: outputs)
      guard let before = values.preActivation?.elements else { return nil }
      let gate = network.layers[stage.layers].lazy.compactMap(\.elementwise).first
      return Layer(
        name: "\(stage)", shape: nil, preActivations: before,
        activations: values.activation.elements,
        offUnits: gate.map { gate in before.indices.filter { gate.isShut(at: before[$0]) } })
    }
  }

  func encode(to encoder: any Encoder) throws {
    try prediction.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(layers, forKey: .layers)
  }
}
