import LimnCore
import LimnData
import LimnNetwork
import LimnText
import LimnTraining

/// What a page trains on: examples, divided as `limn train` divides them, and how a network reads them.
public struct TrainingGround: Sendable {
  /// "the embedded digits", "wine.csv".
  let name: String
  /// Of the file of examples; empty for the embedded ones.
  private let path: String
  /// How it is read as a table.
  private let tableArguments: [String]
  /// By which options the command line takes these examples.
  let arguments: [String]
  let examples: LabeledSet
  public let shape: InputShape
  let training: LabeledSet
  let validation: LabeledSet
  private let factor: Float
  private let isStandardised: Bool
  private let featureNames: [String]?
  /// What the columns hold that are categories, by column.
  private let categories: [Int: Categories]
  private let ids: [String]?
  private let outputNames: [String]?

  /// - Parameters:
  ///   - path: of the file.
  ///   - arguments: by which options `limn train` takes these examples.
  ///   - tableArguments: those of them that say which columns are not features.
  ///   - factor: what inputs are multiplied by, where they are not standardised.
  ///   - categories: what the columns hold that are categories, by column.
  ///   - ids: what the examples are called, one each, where they have names.
  ///   - splitSeed: which examples train and which judge.
  /// - Throws: `DataError` where there are too few examples to divide.
  public init(
    name: String, path: String, arguments: [String], tableArguments: [String],
    examples: LabeledSet, shape: InputShape, factor: Float,
    isStandardised: Bool, featureNames: [String]?, categories: [Int: Categories] = [:],
    ids: [String]? = nil, outputNames: [String]?, splitSeed: UInt64
  ) throws {
    self.name = name
    self.path = path
    self.tableArguments = tableArguments
    self.arguments = arguments
    self.examples = examples
    self.shape = shape
    self.factor = factor
    self.isStandardised = isStandardised
    self.featureNames = featureNames
    self.categories = categories
    self.ids = ids
    self.outputNames = outputNames
    let split = try Split(of: examples, seed: splitSeed)
    training = examples.examples(at: split.training)
    validation = examples.examples(at: split.validation)
  }

  /// The embedded digits.
  ///
  /// - Throws: never for them; `DataError`.
  static func digits() throws -> TrainingGround {
    try TrainingGround(
      name: "the embedded digits", path: "", arguments: [], tableArguments: [],
      examples: Digits.all, shape: Digits.inputShape, factor: 1 / Digits.fullInk,
      isStandardised: false, featureNames: nil, outputNames: nil,
      splitSeed: 0)
  }

  /// A network for these examples before it has learnt anything.
  ///
  /// - Throws: `TrainingError`, `ModelError`.
  func network(_ layers: [LayerItem], seed: UInt64) throws -> Network {
    let output = try examples.targets.output(names: outputNames)
    let schema = InputSchema(shape, categories: categories)
    return try NetworkArchitecture(
      inputShape: NetworkArchitecture.inputShape(for: schema),
      inputFactor: isStandardised ? 1 : factor, layers: layers, output: output
    ).network(
      seed: seed, for: schema, standardising: isStandardised ? training.inputs : nil
    ).named(features: featureNames)
  }

  /// Refuses what no page can show, before a network is made for it.
  ///
  /// - Throws: ``RefusedData``.
  public func requireRoomOnPage() throws(RefusedData) {
    let width = NetworkArchitecture.inputShape(for: InputSchema(shape, categories: categories))
      .count
    guard width <= Self.mostFeatures else {
      throw RefusedData(
        "\(name.shown()) has \(width) columns, each word of a column of words counted, and the page "
          + "shows up to \(Self.mostFeatures): leave some out.")
    }
    let classes = examples.classCount
    guard classes <= Self.mostClasses, classes * 2 <= examples.count else {
      throw RefusedData(
        "The column to predict holds \(classes) different answers in \(examples.count) rows of "
          + "\(name.shown()): choose a column of classes or of numbers.")
    }
  }

  private static let mostFeatures = 1000
  private static let mostClasses = 100

  /// Whether it is inside the program.
  var isEmbedded: Bool { path.isEmpty }

  /// The network that a page begins with where no model was given: one that has learnt nothing.
  ///
  /// - Throws: `TrainingError`, `ModelError`.
  public func untrained() throws -> Network {
    try network([.dense(64), .activation(.relu)], seed: 0)
  }

  /// The examples as the rows that a page starts from, where they are not pictures.
  public var table: ServedTable? {
    guard !shape.isImage else { return nil }
    return ServedTable(
      name: name, path: path, arguments: tableArguments, rows: examples.inputs,
      featureNames: featureNames, categories: categories,
      labels: examples.classCount > 0 ? examples.labels : nil, ids: ids)
  }
}
