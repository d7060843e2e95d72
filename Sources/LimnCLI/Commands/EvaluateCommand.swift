import ArgumentParser
import Limn

/// `limn evaluate`.
struct EvaluateCommand: StoppableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Show how far attributions can be trusted: each metric beside a random attribution.",
    usage: "limn evaluate (--digits <range> | --input <file> | --image <file>) [<options>]",
    discussion: """
      Examples:

        limn evaluate --digits 0-199
        limn evaluate --digits 0-199 --method saliency --method lime --plot trust.png
        limn evaluate --model mine.onnx --input rows.npy --output trust.json
        limn evaluate --digits 0-99 --method edges --metric random-logit

      Completeness gap, deletion and insertion, infidelity, faithfulness correlation, monotonicity, \
      max-sensitivity, randomisation of the model's weights, complexity and sparseness of each \
      method; agreement between methods; and all coalitions of 2x2 blocks as the grade of the Shapley \
      estimate, where shap is among the methods. A \
      verdict is a sign test against the random control over the inputs, at 5%.
      """)

  @OptionGroup(title: "Inputs") var batch: BatchOptions
  @OptionGroup(title: "Model") var model: ExplainedModelOptions
  @OptionGroup(title: "What is explained") var objective: ObjectiveOptions
  @OptionGroup(title: "What is explained") var baseline: BaselineOptions
  @OptionGroup(title: "Methods") var method: MethodOptions

  @Option(
    help: ArgumentHelp(
      "A metric in addition to the usual eleven, one of "
        + Metric.further.map(\.rawValue).joined(separator: ", ") + "; repeat it for several.",
      valueName: "name"),
    completion: .list(Metric.further.map(\.rawValue)))
  var metric: [Metric] = []

  @Option(
    help: ArgumentHelp(
      "Where the relevance belongs, for the pointing game and the relevance's mass and rank: a mask of "
        + "0 and 1 for each input, or one for all.", valueName: "file.npy", visibility: .rare),
    completion: .file(extensions: ["npy"]))
  var masks: String?

  @Option(
    help: ArgumentHelp("Write all values to a file.", valueName: "file.json"),
    completion: .file(extensions: ["json"]))
  var output: String?

  @Option(
    help: ArgumentHelp("Draw curves and metrics.", valueName: "file.png|.svg|.pdf"),
    completion: .file(extensions: ["png", "svg", "pdf"]))
  var plot: String?

  @OptionGroup var general: GeneralOptions

  func validate() throws {
    try batch.requireNamed()
    try method.requireWholeInputs()
    if let other = metric.first(where: { !Metric.further.contains($0) }) {
      let names = Metric.further.map(\.rawValue).joined(separator: ", ")
      throw ValidationError(
        Metric.usual.contains(other)
          ? "\(other.rawValue) is always measured; --metric takes \(names)."
          : "\(other.rawValue) needs to know where the relevance belongs: give --masks.")
    }
  }

  func run(until cancellation: Cancellation) throws {
    let format = try plot.map { try FigureFormat(path: $0) }
    try OwnFile.requireApart(
      writes: [output, plot],
      reads: [batch.input, model.file.model, method.background, masks] + batch.image)
    let document = try evaluated(until: cancellation)
    let drawing = try format.map {
      try EvaluationFigure(document.table, title: document.title).render(as: $0)
    }
    if let output { try AtomicFile.write(try jsonText(document), to: output) }
    if let plot, let drawing { try AtomicFile.write(drawing, to: plot) }
    try general.show(
      document, text: EvaluationText(document).text(written: [output, plot].compactMap { $0 }))
  }

  private func evaluated(until cancellation: Cancellation) throws -> EvaluationDocument {
    let model = try model.load(
      for: batch, work: Work(workers: general.workerCount, cancellation: cancellation))
    let network = model.model
    let named = try batch.open(for: network.input, features: model.columnNames)
    let inputs = try named.inputs()
    let isOfDigits = self.model.isEmbedded || batch.digits != nil
    let absence = try method.absence(
      baseline, of: model, ofEach: true, inputs: named.file, columns: batch.table.columns,
      isOfDigits: isOfDigits)
    absence.remark()
    let scores = try network.checkedScores(of: inputs)
    let objectives = try (0..<scores.rows).map { row in
      try objective.objective(
        of: try Prediction(scores: scores[row: row], schema: network.output))
    }
    let bar = ProgressBar("Evaluating")
    defer { bar.clear() }
    var evaluation = Evaluation(seed: method.seed)
    evaluation.further = Set(metric)
    evaluation.masks = try masks.map {
      try MaskFile(path: $0).masks(for: network.inputShape, count: inputs.rows)
    }
    let table = try evaluation.table(
      of: try method.reported(
        by: network, absence: absence, tones: try batch.tones(of: network.inputShape)
      ).map(\.evaluated),
      on: try explained(inputs, objectives, by: network, absence: absence),
      work: general.work(until: cancellation, on: bar, of: model))
    bar.clear()
    model.remarkOnEvaluations()
    return EvaluationDocument(
      model: model.name, inputs: named.name, baseline: absence.name, table: table)
  }
}

extension EvaluateCommand {
  /// The inputs with their baselines: one for all, or one for each input.
  private func explained(
    _ inputs: Matrix, _ objectives: [Objective], by model: any Model, absence: Absence
  ) throws -> ExplainedBatch {
    guard let own = absence.baseline.own else {
      return try ExplainedBatch(
        model: model, inputs: inputs, objectives: objectives, baseline: absence.baseline.baseline)
    }
    return try ExplainedBatch(
      model: model, inputs: inputs, objectives: objectives,
      baselines: try (0..<inputs.rows).map { try own(Array(inputs[row: $0])) })
  }
}

extension Metric: ExpressibleByArgument {}

/// A file of masks that mark the relevant pixels of each input.
private struct MaskFile {
  let path: String

  /// - Throws: ``CommandError``, `DataError`, `FileError`.
  func masks(for shape: InputShape, count: Int) throws -> Matrix {
    let file = try NPYFile(path: path)
    let size = file.header.shape.reduce(1, *)
    for rows in [1, count] where size == rows * shape.pixelCount {
      return Matrix(
        rows: rows, columns: shape.pixelCount,
        elements: try file.integers().map { $0 == 0 ? 0 : 1 })
    }
    throw CommandError.masks(
      file: path, shape: file.header.shape, pixels: shape.pixelCount, count: count)
  }
}
