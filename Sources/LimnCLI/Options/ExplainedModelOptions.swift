import ArgumentParser
import Limn

/// Which model: a network in a file, or a program.
struct ExplainedModelOptions: ParsableArguments {
  @OptionGroup var file: ModelOptions
  @OptionGroup var program: PredictorOptions

  func validate() throws {
    guard program.predictor != nil, file.model != nil else { return }
    throw ValidationError("Name one model: --model or --predictor, not both.")
  }

  /// Whether it is the model inside the program, which takes digits.
  var isEmbedded: Bool { file.model == nil && program.predictor == nil }

  /// The model, its input read in the shape asked for, or in the input's own where that has as many
  /// values. A program is started.
  ///
  /// - Throws: ``CommandError``, `ONNXError`, `ProcessError`, `DataError`, `FileError`.
  func load(for input: some ModelInput, work: Work) throws -> ExplainedModel {
    guard let command = program.predictor else {
      return ExplainedModel(try file.load(naturalShape: input.naturalShape))
    }
    let asked = try file.shape?.read(file.layout)
    let row = try input.example(
      schema: asked.map { InputSchema($0.shape, layout: $0.layout) })
    let layout = asked?.layout ?? .channelsFirst
    let schema =
      try row.names.map { try InputSchema(row.shape, names: $0, layout: layout) }
      ?? InputSchema(row.shape, layout: layout)
    return ExplainedModel(
      name: command,
      model: try Predictor(
        command: command, input: schema, example: row.values,
        settings: program.settings(task: file.task, outputNames: try file.classNames?.names()),
        work: work), givenFeatureNames: try file.featureNames?.names())
  }
}

/// Inputs as a model that is to be asked about them needs to know them.
protocol ModelInput {
  /// The shape that the inputs themselves show, for a model that takes a plain vector.
  var naturalShape: InputShape? { get }

  /// The first input, and its shape where none was asked for: what a model without a file is told of its
  /// rows.
  ///
  /// - Throws: ``CommandError``, `DataError`, `FileError`.
  func example(schema: InputSchema?) throws -> ExampleRow
}

/// One input, its shape, and what its values are called.
struct ExampleRow {
  let shape: InputShape
  let values: [Float]
  let names: [String]?

  init(shape: InputShape, values: [Float], names: [String]? = nil) {
    self.shape = shape
    self.values = values
    self.names = names
  }

  /// The first row of a file from `start` on that can be read.
  init(of file: InputFile, from start: Int = 0) throws {
    shape = file.shape
    names = file.columnNames
    var row = start
    while true {
      do {
        values = try file.row(row).elements
        return
      } catch let error as DataError {
        // A run may leave out bad rows; where all are bad the first is told.
        guard case .nonFinite = error, row + 1 < min(file.count, start + Self.mostTried) else {
          throw error
        }
        row += 1
      }
    }
  }

  private static let mostTried = 1000
}

/// A model to explain, and what it is called.
struct ExplainedModel {
  let name: String
  let model: any Model
  /// The model as a network, or as a program, where it is one.
  let network: Network?
  let program: Predictor?
  /// What the command line calls the features, where it does.
  let givenFeatureNames: [String]?
  /// What the features are called in the model itself: what a table's columns are matched to.
  let columnNames: [String]?

  init(_ named: NamedModel) {
    name = named.name
    model = named.network
    network = named.network
    program = nil
    givenFeatureNames = named.givenFeatureNames
    columnNames = named.columnNames
  }

  /// The same model, its outputs called so where names are given and it is a network: a program names its
  /// own.
  ///
  /// - Throws: `ModelError`.
  func naming(outputs: [String]?) throws -> ExplainedModel {
    guard let network else { return self }
    return ExplainedModel(
      try NamedModel(
        name: name, network: network, givenFeatureNames: givenFeatureNames,
        columnNames: columnNames
      ).naming(outputs: outputs))
  }

  init(name: String, model: Predictor, givenFeatureNames: [String]?) {
    self.name = name
    self.model = model
    network = nil
    program = model
    self.givenFeatureNames = givenFeatureNames
    columnNames = model.input.names
  }

  /// Shows on a bar how far a command has come, and of a program how many evaluations are left.
  func show(_ bar: ProgressBar) -> @Sendable (Work.Progress, String?) -> Void {
    guard let left = program.map(EvaluationsLeft.init) else { return { bar.show($0, of: $1) } }
    return { bar.show($0, of: $1, detail: left.text($0)) }
  }

  /// Says how many evaluations a program was spared.
  func remarkOnEvaluations() {
    guard let (all, remembered) = program?.evaluations, remembered > 0 else { return }
    StandardStream.error.show(
      TerminalText([
        "Note: of \(NumberText.grouped(all)) evaluations the answers to "
          + "\(NumberText.grouped(remembered)) were known already, and the predictor was not asked again."
      ]))
  }

  /// The network, for what looks inside one.
  ///
  /// - Throws: `CommandError.noNetwork`.
  func requiredNetwork(for option: String) throws -> Network {
    guard let network else { throw CommandError.noNetwork(option: option) }
    return network
  }

  /// What the features are called: by the command line, else by the heading of the data, else by the
  /// model.
  func featureNames(heading: [String]?) -> [String]? {
    givenFeatureNames ?? heading ?? model.input.names
  }

  /// What the model says of an input.
  ///
  /// - Throws: `ModelError` for scores that are not finite; what a program throws.
  func prediction(of input: NamedInput) throws -> Prediction {
    let scores = try model.checkedScores(of: Matrix(row: input.values))
    return Prediction(scores: scores[row: 0], schema: model.output)
  }
}
