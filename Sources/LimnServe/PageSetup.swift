import LimnAttribution
import LimnCore
import LimnData
import LimnFigures
import LimnGraphics
import LimnNetwork
import LimnTraining

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
  /// What a network may be trained with.
  let activations: [String]
  let optimizers: [String]
  /// Of a model of rows those to start from.
  let table: PageTable?

  struct Model: Encodable {
    let name: String
    /// The sizes along each axis: height and width, channels before them.
    let shape: [Int]
    let featureNames: [String]?
    let output: OutputSchema
    /// By which options the command line takes this model.
    let arguments: [String]
    /// The rows of units; empty for a network that is no chain of dense layers.
    let stages: [Stage]
  }

  struct Stage: Encodable {
    let title: String
    /// What the command line calls its units.
    let place: String?
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

  init(
    _ model: ExplainedModel, table: ServedTable?, arguments: [String], shown: [String],
    version: String
  ) {
    self.table = table.map(PageTable.init)
    let network = model.network
    self.version = version
    self.model = Model(name: model.name, network: network, arguments: arguments)
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
    activations = Activation.allCases.map(\.rawValue)
    optimizers = StandardOptimizer.allCases.map(\.rawValue)
  }
}

extension PageSetup.Model {
  /// Of wide networks the weights are left out: no page draws a million lines.
  private static let mostWeights = 200_000

  init(name: String, network: Network, arguments: [String] = []) {
    self.name = name
    self.arguments = arguments
    let rows = NetworkSummary(of: network).rows
    shape = network.inputShape.dimensions
    featureNames = network.input.names
    output = network.output
    let isSmall = network.parameterCount <= Self.mostWeights
    stages = network.stages.map { stage in
      PageSetup.Stage(
        title: "\(stage)", place: stage.layers.last.map { rows[$0].name }, width: stage.width,
        activations: stage.activations,
        weights: isSmall ? stage.dense.map(\.weights.elements) : nil)
    }
  }
}
