import LimnCore
import LimnData
import LimnNetwork
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
  private let outputNames: [String]?

  /// - Parameters:
  ///   - path: of the file.
  ///   - arguments: by which options `limn train` takes these examples.
  ///   - tableArguments: those of them that say which columns are no features.
  ///   - factor: what inputs are multiplied by, where they are not standardised.
  ///   - splitSeed: which examples train and which judge.
  /// - Throws: `DataError` where there are too few examples to divide.
  public init(
    name: String, path: String, arguments: [String], tableArguments: [String],
    examples: LabeledSet, shape: InputShape, factor: Float,
    isStandardised: Bool, featureNames: [String]?, outputNames: [String]?, splitSeed: UInt64
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
    let network = try NetworkArchitecture(
      inputShape: shape, inputFactor: isStandardised ? 1 : factor, layers: layers, output: output
    ).network(seed: seed)
    let scaled = isStandardised ? try network.standardising(training.inputs) : network
    return try scaled.named(features: featureNames)
  }

  /// The network that a page begins with where no model was given: one that has learnt nothing.
  ///
  /// - Throws: `TrainingError`, `ModelError`.
  public func untrained() throws -> Network {
    try network([.dense(64), .activation(.relu)], seed: 0)
  }

  /// The examples as the rows that a page starts from, where they are no pictures.
  public var table: ServedTable? {
    guard !shape.isImage else { return nil }
    return ServedTable(
      name: name, path: path, arguments: tableArguments, rows: examples.inputs,
      featureNames: featureNames)
  }
}
