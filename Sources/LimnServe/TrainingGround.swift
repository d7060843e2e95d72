import LimnCore
import LimnData
import LimnNetwork
import LimnText
import LimnTraining

/// The training data of a page: examples, split as `limn train` splits them, and the preparation of
/// inputs for a network.
public struct TrainingGround: Sendable {
  /// The name of the data: "the embedded digits", "wine.csv".
  let name: String
  /// The path of the file of examples; empty for the embedded digits.
  private let path: String
  /// The command-line options for reading it as a table.
  private let tableArguments: [String]
  /// The command-line options that select these examples.
  let arguments: [String]
  let examples: LabeledSet
  public let shape: InputShape
  let training: LabeledSet
  let validation: LabeledSet
  private let factor: Float
  private let isStandardised: Bool
  private let featureNames: [String]?
  /// The categories of categorical columns, by column.
  private let categories: [Int: Categories]
  private let ids: [String]?
  private let outputNames: [String]?

  /// - Parameters:
  ///   - path: the path of the file.
  ///   - arguments: the options of `limn train` that select these examples.
  ///   - tableArguments: those among them that name columns that are not features.
  ///   - factor: the factor for inputs that are not standardised.
  ///   - categories: the categories of categorical columns, by column.
  ///   - ids: the id of each example, if they have ids.
  ///   - splitSeed: the seed of the split into training, validation and test.
  /// - Throws: `DataError` if there are too few examples to split.
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

  /// An untrained network for these examples.
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

  /// Refuses data that no page can show, before a network is made for them.
  ///
  /// - Throws: ``RefusedData``.
  public func requireRoomOnPage() throws(RefusedData) {
    let width = NetworkArchitecture.inputShape(for: InputSchema(shape, categories: categories))
      .count
    guard width <= Self.mostFeatures else {
      throw RefusedData(
        "\(name.shown()) has \(width) columns, counting each word of a column of words, and the "
          + "page shows up to \(Self.mostFeatures): leave some out.")
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

  /// Whether the data are embedded in the program.
  var isEmbedded: Bool { path.isEmpty }

  /// The untrained network with which a page starts if no model is given.
  ///
  /// - Throws: `TrainingError`, `ModelError`.
  public func untrained() throws -> Network {
    try network([.dense(64), .activation(.relu)], seed: 0)
  }

  /// The examples as the rows from which a page starts, if they are not pictures.
  public var table: ServedTable? {
    guard !shape.isImage else { return nil }
    return ServedTable(
      name: name, path: path, arguments: tableArguments, rows: examples.inputs,
      featureNames: featureNames, categories: categories,
      labels: examples.classCount > 0 ? examples.labels : nil, ids: ids)
  }
}
