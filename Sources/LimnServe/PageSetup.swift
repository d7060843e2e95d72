import LimnAttribution
import LimnCore
import LimnData
import LimnFigures
import LimnGraphics
import LimnNetwork
import LimnTraining

/// The data that the page has from the start: the model, the methods, the colours.
struct PageSetup: Encodable {
  let version: String
  let model: Model
  let methods: [Method]
  /// The inputs to start from, if there are any.
  let examples: PageExamples?
  /// The model's value for full ink, or full light.
  let fullInk: Float
  let palettes: [String: String]
  /// The choices for training a network.
  let activations: [String]
  let optimizers: [String]
  /// For a table model, the rows to start from.
  let table: PageTable?
  /// The training data.
  let ground: Ground?
  /// The name of the page's scene; empty for the one that the server started with.
  let scene: String
  /// The other training data to choose from; `nil` if there is no choice.
  let choice: Choice?
  /// Whether the served model is untrained.
  let isUntrained: Bool
  /// The model to compare with.
  let other: OtherModel.Shown?

  struct PageExamples: Encodable {
    let count: Int
    /// "digit".
    let noun: String
    /// Whether they are the embedded digits, which the command line knows by number.
    let isEmbedded: Bool
  }

  struct Ground: Encodable {
    let name: String
    let arguments: [String]
    /// The numbers of training and validation examples.
    let training: Int
    let validation: Int
    /// The default learning rate of each optimizer.
    let rates: [String: Double]
  }

  /// The data that a page can choose from, in addition to an uploaded file.
  struct Choice: Encodable {
    let data: [Data]
    /// The maximum size of a file, in bytes.
    let mostBytes: Int

    struct Data: Encodable {
      /// The name of the data's scene in requests.
      let scene: String
      let name: String
    }

    /// The scene of the embedded digits.
    static let digits = "digits"

    /// - Parameters:
    ///   - first: the data that the site started with.
    ///   - chosen: a file chosen on a page.
    init(first: TrainingGround?, chosen: (scene: String, ground: TrainingGround?)? = nil) {
      var data = first.map { [Data(scene: "", name: $0.name)] } ?? []
      if first?.isEmbedded != true {
        data.append(Data(scene: Self.digits, name: "the embedded digits"))
      }
      if let chosen, let ground = chosen.ground {
        data.append(Data(scene: chosen.scene, name: ground.name))
      }
      self.data = data
      mostBytes = Limits().body
    }
  }

  struct Model: Encodable {
    let name: String
    /// The sizes along each axis: channels, if any, then height and width.
    let shape: [Int]
    let featureNames: [String]?
    let output: OutputSchema
    /// The options that select this model on the command line.
    let arguments: [String]
    /// The rows of units; empty for a model that cannot be inspected.
    let stages: [Stage]
  }

  struct Stage: Encodable {
    let title: String
    /// The name of the row on the command line.
    let place: String?
    /// For the input, the names of its numbers if they are not features: "colour = red".
    let names: [String]?
    let width: Int
    /// The number of units, or channels, height and width.
    let shape: [Int]
    let activations: [String]
    /// For a dense layer, a row for each unit of the stage before, with a number for each unit of
    /// this one; for a convolution, a kernel for each map.
    let weights: [Float]?
    /// A kernel's channels, height and width.
    let kernel: [Int]?
  }

  struct Method: Encodable {
    let name: String
    let title: String
    let isShown: Bool
  }

  init(
    _ model: ExplainedModel, _ contents: Site.Contents, scene: String, ground: TrainingGround?,
    examples: Examples?, full: Float, other: OtherModel.Shown?, choice: Choice?, version: String
  ) {
    self.scene = scene
    self.choice = choice
    table = contents.table.map(PageTable.init)
    isUntrained = contents.isUntrained
    self.other = other
    let rates = StandardOptimizer.allCases.map { ($0.rawValue, $0.usualLearningRate) }
    self.ground = ground.map {
      Ground(
        name: $0.name, arguments: $0.arguments, training: $0.training.count,
        validation: $0.validation.count, rates: Dictionary(uniqueKeysWithValues: rates))
    }
    self.examples = examples.map {
      PageExamples(
        count: $0.count, noun: $0.noun,
        isEmbedded: contents.ground == nil && contents.table == nil)
    }
    self.version = version
    self.model = Model(model, arguments: contents.arguments)
    methods = model.methods.map {
      Method(
        name: $0.name, title: Attribution.title(ofMethod: $0.name),
        isShown: contents.shown.contains($0.name))
    }
    fullInk = full
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
  /// The maximum number of weights; those of wider networks are left out, because no page draws a
  /// million lines.
  private static let mostWeights = 200_000

  init(_ explained: ExplainedModel, arguments: [String] = []) {
    name = explained.name
    self.arguments = arguments
    let model = explained.model
    shape = model.inputShape.dimensions
    featureNames = model.input.names
    output = model.output
    let isSmall = (explained.network?.parameterCount ?? 0) <= Self.mostWeights
    stages = explained.rows.map { PageSetup.Stage($0, isSmall: isSmall) }
  }
}

extension PageSetup.Stage {
  init(_ row: InnerRow, isSmall: Bool) {
    title = row.title
    place = row.place
    names = row.names
    width = row.shape.count
    shape = row.shape.sizes
    activations = row.activations
    let convolution = row.operation as? Convolution
    let weights = convolution?.weights ?? (row.operation as? Dense)?.weights
    self.weights = isSmall ? weights?.elements : nil
    kernel = convolution.map { convolution in
      let kernel = convolution.windows.kernel
      return [
        convolution.weights.columns / (kernel.height * kernel.width), kernel.height, kernel.width,
      ]
    }
  }
}
