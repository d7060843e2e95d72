import LimnAttribution
import LimnCore
import LimnData
import LimnFigures
import LimnGraphics
import LimnNetwork

/// What the page knows from the start: the model, the methods, the colours.
struct PageSetup: Encodable {
  let version: String
  let model: Model
  let methods: [Method]
  /// How many embedded digits the model can be shown; 0 where it takes no digits.
  let digits: Int
  /// What full ink, or full light, is to the model.
  let fullInk: Float
  let palettes: [String: String]

  struct Model: Encodable {
    let name: String
    /// The sizes along each axis: height and width, channels before them.
    let shape: [Int]
    let featureNames: [String]?
    let output: OutputSchema
    /// The rows of units; empty for a network that is no chain of dense layers.
    let stages: [Stage]
  }

  struct Stage: Encodable {
    let title: String
    let width: Int
    let activations: [String]
    /// Row after row, one row for each unit of the stage before, a number for each unit of this one.
    let weights: [Float]?
  }

  struct Method: Encodable {
    let name: String
    let title: String
    let isShown: Bool
  }

  init(_ model: ExplainedModel, shown: [String], version: String) {
    let network = model.network
    self.version = version
    self.model = Model(model)
    methods = model.methods.map {
      Method(
        name: $0.name, title: Attribution.title(ofMethod: $0.name),
        isShown: shown.contains($0.name))
    }
    digits = network.inputShape == Digits.inputShape ? Digits.all.count : 0
    fullInk = PicturePreparation.standardFull(for: network.inputShape)
    palettes = [
      "diverging": ColorMap.diverging.hexadecimal(count: 257),
      "sequential": ColorMap.sequential.hexadecimal(count: 129),
      "ink": ColorMap.ink.hexadecimal(count: 129),
    ]
  }
}

extension PageSetup.Model {
  /// Of wide networks the weights are left out: no page draws a million lines.
  private static let mostWeights = 200_000

  init(_ model: ExplainedModel) {
    let network = model.network
    name = model.name
    shape = network.inputShape.dimensions
    featureNames = network.input.names
    output = network.output
    let isSmall = network.parameterCount <= Self.mostWeights
    stages = network.stages.map { stage in
      PageSetup.Stage(
        title: "\(stage)", width: stage.width, activations: stage.activations,
        weights: isSmall ? stage.dense.map(\.weights.elements) : nil)
    }
  }
}
