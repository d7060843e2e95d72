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
  /// Inputs to start from, where there are some.
  let examples: PageExamples?
  /// What full ink, or full light, is to the model.
  let fullInk: Float
  let palettes: [String: String]
  /// What a network may be trained with.
  let activations: [String]
  let optimizers: [String]
  /// Of a model of rows those to start from.
  let table: PageTable?
  /// What can be trained on.
  let ground: Ground?
  /// Which data the page is about; empty of those that the server began with.
  let scene: String
  /// What else may be trained on; `nil` where that cannot be chosen.
  let choice: Choice?
  /// Whether the served model has learnt nothing.
  let isUntrained: Bool
  /// The model beside the served one.
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
    /// How many are learnt from, and how many are judged by.
    let training: Int
    let validation: Int
    /// For each optimizer the learning rate that suits it.
    let rates: [String: Double]
  }

  /// The data that a page may choose between, beside a file of one's own.
  struct Choice: Encodable {
    let data: [Data]
    /// The most bytes that a file may have.
    let mostBytes: Int

    struct Data: Encodable {
      /// How the page asks for them.
      let scene: String
      let name: String
    }

    /// The embedded digits, as data beside others.
    static let digits = "digits"

    /// - Parameters:
    ///   - first: what the site began with.
    ///   - chosen: a file that was chosen on a page.
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
    /// The sizes along each axis: height and width, channels before them.
    let shape: [Int]
    let featureNames: [String]?
    let output: OutputSchema
    /// By which options the command line takes this model.
    let arguments: [String]
    /// The rows of units; empty for a model that cannot be looked into.
    let stages: [Stage]
  }

  struct Stage: Encodable {
    let title: String
    /// What the command line calls its units.
    let place: String?
    /// Of the input what its numbers are called, where they are not features: "colour = red".
    let names: [String]?
    let width: Int
    /// Units, or channels, height and width.
    let shape: [Int]
    let activations: [String]
    /// Of dense layers row after row, one row for each unit of the stage before, a number for each unit of
    /// this one; of convolutions a kernel for each map.
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
  /// Of wide networks the weights are left out: no page draws a million lines.
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
