import LimnCore
import LimnNetwork
import Testing

@testable import LimnAttribution

/// Places inside a network, against Captum 0.9.0.
@Suite struct LayerTests {
  private static let layers = ["convolutional": "maxpool", "residual": "relu 2", "smooth": "tanh"]

  @Test(arguments: ReferenceValues.all) func activationsAndConductanceAreCaptums(_ name: String)
    throws
  {
    let (values, layer) = (try ReferenceValues(name), try #require(Self.layers[name]))
    try values.expect(LayerActivation.Configuration(layer: layer), "layer-activation", within: 1e-5)
    try values.expect(
      Conductance.Configuration(layer: layer, baseline: .values(values.baseline)), "conductance",
      within: 1e-3)
  }

  /// The part behind a layer is a model, and any method explains it.
  @Test(arguments: ReferenceValues.all) func theRestIsAModel(_ name: String) throws {
    let (values, layer) = (try ReferenceValues(name), try #require(Self.layers[name]))
    let place = try LayerPlace(layer, in: values.network)
    let front = values.network.part(upTo: place.value)
    let start = front.scores(of: Matrix(row: values.baseline))
    for row in 0..<values.inputs.rows {
      let input = Array(values.inputs[row: row])
      let activation = front.scores(of: Matrix(row: input)).elements
      let rest = try #require(values.network.part(from: place.value, holding: input))
      let whole = values.network.scores(of: Matrix(row: input))
      #expect(rest.scores(of: Matrix(row: activation)) == whole)
      let product = try GradientTimesInput(rest).attribution(
        of: activation, objective: .logit(values.target))
      expectClose(
        product.values, try values.rows("layer-gradient-x-activation")[row], within: 1e-4)
      let path = try IntegratedGradients(rest, baseline: .values(start.elements)).attribution(
        of: activation, objective: .logit(values.target))
      expectClose(
        path.values, try values.rows("layer-integrated-gradients")[row], within: 2e-3)
    }
  }

  /// The part up to a layer is a model of its neurons.
  @Test(arguments: ReferenceValues.all) func neuronsAreOutputs(_ name: String) throws {
    let (values, layer) = (try ReferenceValues(name), try #require(Self.layers[name]))
    let place = try LayerPlace(layer, in: values.network)
    let front = values.network.part(upTo: place.value)
    let sizes = place.shape.sizes
    let neuron = sizes.count == 1 ? 0 : (1 * sizes[1] + 2) * sizes[2] + 1
    let slopes = front.vectorJacobianProduct(
      at: values.inputs,
      cotangents: Matrix(
        rows: 2, columns: place.shape.count,
        elements: (0..<2 * place.shape.count).map { $0 % place.shape.count == neuron ? 1 : 0 }))
    for row in 0..<2 {
      expectClose(
        slopes[row: row].map(Double.init), try values.rows("neuron-gradient")[row], within: 1e-4)
    }
    let found = try IntegratedGradients(front).attribution(
      of: Array(values.inputs[row: 0]), objective: .output(neuron))
    #expect(abs(found.completenessGap) < 1e-4)
  }

  /// Where all paths lead through a layer, its conductance sums to the score difference.
  @Test func conductanceIsComplete() throws {
    let values = try ReferenceValues("convolutional")
    for layer in ["convolution 1", "maxpool", "dense 1"] {
      for objective: Objective in [.logit(2), .probability(1)] {
        let found = try Conductance(
          values.network, settings: .init(layer: layer, baseline: .values(values.baseline))
        ).attribution(of: Array(values.inputs[row: 0]), objective: objective)
        #expect(abs(found.completenessGap) < 1e-5 * max(1, abs(found.scoreDifference)), "\(layer)")
      }
    }
  }
}
