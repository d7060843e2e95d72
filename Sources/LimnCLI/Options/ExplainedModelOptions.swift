import ArgumentParser
import Limn

/// The options for the model: a network in a file, or a program.
struct ExplainedModelOptions: ParsableArguments {
  @OptionGroup var file: ModelOptions
  @OptionGroup var program: PredictorOptions

  func validate() throws {
    guard program.predictor != nil, file.model != nil else { return }
    throw ValidationError("Name one model: --model or --predictor, not both.")
  }

  /// Whether it is the embedded model, which takes digits.
  var isEmbedded: Bool { file.model == nil && program.predictor == nil }

  /// The model, with its input in the requested shape, or in the input's own shape if that has as
  /// many values. A program is started.
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

/// Inputs whose properties a model needs before it is loaded.
protocol ModelInput {
  /// The inputs' own shape, for a model that takes a plain vector.
  var naturalShape: InputShape? { get }

  /// The first input, and its shape if none was requested. A model without a file learns its input
  /// schema from it.
  ///
  /// - Throws: ``CommandError``, `DataError`, `FileError`.
  func example(schema: InputSchema?) throws -> ExampleRow
}

/// One input, with its shape and the names of its values.
struct ExampleRow {
  let shape: InputShape
  let values: [Float]
  let names: [String]?

  init(shape: InputShape, values: [Float], names: [String]? = nil) {
    self.shape = shape
    self.values = values
    self.names = names
  }

  /// The first readable row of a file from `start` on.
  init(of file: InputFile, from start: Int = 0) throws {
    shape = file.shape
    names = file.columnNames
    var row = start
    while true {
      do {
        values = try file.row(row).elements
        return
      } catch let error as DataError {
        // A run may skip bad rows; if all are bad, the error is that of the first.
        guard case .nonFinite = error, row + 1 < min(file.count, start + Self.mostTried) else {
          throw error
        }
        row += 1
      }
    }
  }

  private static let mostTried = 1000
}

/// A model to explain, with its names.
struct ExplainedModel {
  let name: String
  let model: any Model
  /// The model as a network or as a program, if it is one.
  let network: Network?
  let program: Predictor?
  /// The feature names from the command line, if given.
  let givenFeatureNames: [String]?
  /// The feature names in the model itself, to which a table's columns are matched.
  let columnNames: [String]?

  init(_ named: NamedModel) {
    name = named.name
    model = named.network
    network = named.network
    program = nil
    givenFeatureNames = named.givenFeatureNames
    columnNames = named.columnNames
  }

  /// The same model with the given output names, if there are any and it is a network; a program
  /// names its own outputs.
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

  /// Shows the progress of a command on a bar; for a program, also the number of evaluations left.
  func show(_ bar: ProgressBar) -> @Sendable (Work.Progress, String?) -> Void {
    guard let left = program.map(EvaluationsLeft.init) else { return { bar.show($0, of: $1) } }
    return { bar.show($0, of: $1, detail: left.text($0)) }
  }

  /// Reports the number of evaluations that the cache saved a program.
  func remarkOnEvaluations() {
    guard let (all, remembered) = program?.evaluations, remembered > 0 else { return }
    StandardStream.error.show(
      TerminalText([
        "Note: the answers to \(NumberText.grouped(remembered)) of \(NumberText.grouped(all)) "
          + "evaluations were already known, and the predictor was not asked again."
      ]))
  }

  /// The network, for options that need one.
  ///
  /// - Throws: `CommandError.noNetwork`.
  func requiredNetwork(for option: String) throws -> Network {
    guard let network else { throw CommandError.noNetwork(option: option) }
    return network
  }

  /// The names of the features: those from the command line, or else the heading of the data, or
  /// else the model's.
  func featureNames(heading: [String]?) -> [String]? {
    givenFeatureNames ?? heading ?? model.input.names
  }

  /// The model's prediction for an input.
  ///
  /// - Throws: `ModelError` for scores that are not finite; the errors of a program.
  func prediction(of input: NamedInput) throws -> Prediction {
    let scores = try model.checkedScores(of: Matrix(row: input.values))
    return try Prediction(scores: scores[row: 0], schema: model.output)
  }
}
