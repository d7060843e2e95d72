import ArgumentParser
import Limn

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `limn report`.
struct ReportCommand: StoppableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Explain many inputs at once, as arrays, a table and a page to share.",
    usage:
      "limn report (--digits <range> | --input <file> | --image <file>) --output <dir> [<options>]",
    discussion: """
      Examples:

        limn report --digits 0-1796 --output digits-report
        limn report --model mine.onnx --input x.npy --labels y.npy --output report
        limn report --digits 0-1796 --shard 2/4 --output part-2

      The output folder gets index.html, a page that works offline; report.json, its numbers; \
      predictions.csv, a line for each row; evaluation.json, how far the methods can be trusted, \
      measured on a sample of the rows; and attributions/, for each method its values, METHOD.npy, \
      and, if it samples, their standard errors, METHOD-error.npy, and the same for the target \
      against its closest rival.

      A run that was stopped or killed continues when the same command is given again. \
      Unfinished work is kept in a folder named unfinished. limn merge puts parts together.
      """)

  @OptionGroup(title: "Inputs") var input: LabelledBatchOptions
  @OptionGroup(title: "Model") var model: ExplainedModelOptions
  @OptionGroup(title: "What is explained") var objective: ObjectiveOptions
  @OptionGroup(title: "What is explained") var baseline: BaselineOptions
  @OptionGroup(title: "Methods") var method: MethodOptions

  @Option(help: ArgumentHelp("The folder to write to.", valueName: "dir"), completion: .directory)
  var output: String

  @Option(
    help: ArgumentHelp(
      "The model's training history, for the curves on the page.", valueName: "history.json",
      visibility: .rare),
    completion: .file(extensions: ["json"]))
  var history: String?

  @Option(help: ArgumentHelp("The page's heading.", valueName: "text"))
  var title: String?

  @Option(
    help: ArgumentHelp(
      "On how many rows, evenly spread, the methods are tested (default: "
        + "\(ReportEvaluation.standardRows), or none if an input has more than "
        + "\(ReportEvaluation.mostFeatures) values).", valueName: "n"))
  var evaluate: Int?

  @Option(
    help: ArgumentHelp(
      "Compute one part of several, for limn merge to put together; auto takes the part of the task "
        + "of a Slurm array, auto/n of n also that of an indexed Kubernetes Job.",
      valueName: "k/n|auto|auto/n", visibility: .rare))
  var shard: ShardChoice?

  @Flag(
    help: ArgumentHelp(
      "Record rows that cannot be explained and continue, instead of ending.", visibility: .rare))
  var skipBad = false

  @Flag(help: "Replace another run's results in the folder.")
  var force = false

  @OptionGroup var general: GeneralOptions

  func validate() throws {
    try input.batch.requireNamed()
    try method.requireWholeInputs()
    if let evaluate, evaluate < 0 {
      throw ValidationError("--evaluate takes a number of rows, 0 or more.")
    }
  }

  func run(until cancellation: Cancellation) throws {
    let shard = try shard?.shard(in: ProcessInfo.processInfo.environment)
    let (report, model) = try batchReport(until: cancellation)
    let bar = ProgressBar("Explaining")
    defer { bar.clear() }
    let show = model.show(bar)
    let outcome = try report.run(
      to: output, shard: shard, replacement: force ? .replace : .refuse,
      work: Work(workers: general.workerCount, cancellation: cancellation) { progress in
        show(progress, Self.label(of: progress.activity))
      })
    bar.clear()
    model.remarkOnEvaluations()
    try ReportResult(outcome, folder: output).show(asJSON: general.json)
  }

  private static func label(of activity: Work.Activity) -> String? {
    switch activity {
    case .explaining: "Explaining"
    case .evaluating: "Evaluating"
    case .writing: "Writing"
    default: nil
    }
  }

  private func batchReport(
    until cancellation: Cancellation
  ) throws -> (BatchReport, ExplainedModel) {
    let loaded = try model.load(
      for: input.batch, work: Work(workers: general.workerCount, cancellation: cancellation))
    let model = try loaded.naming(outputs: input.outputNames(for: loaded.model.output))
    let shape = model.model.inputShape
    let inputs = try inputs(of: model)
    let isOfDigits = self.model.isEmbedded || input.batch.digits != nil
    let absence = try method.absence(
      baseline, of: model, ofEach: true, inputs: inputs.file, columns: input.batch.table.columns,
      isOfDigits: isOfDigits)
    absence.remark()
    let methods = try method.reported(
      by: model.model, absence: absence, tones: try input.batch.tones(of: shape))
    let report = try BatchReport(
      model: try ReportModel(model), inputs: inputs,
      objective: try objective.ofEach(model.model.output), baseline: absence.name,
      methods: methods,
      badRows: skipBad ? .skip : .refuse,
      evaluation: evaluation(of: shape, baseline: absence.baseline),
      page: try page(of: model, inputs: inputs), version: Release.version)
    return (report, model)
  }

  private func inputs(of model: ExplainedModel) throws -> ReportInputs {
    let batch = try input.batch.open(for: model.model.input, features: model.columnNames)
    switch batch.source {
    case .digits: return try ReportInputs(digits: batch.rows)
    case .file(let file, let name):
      return try ReportInputs(
        file, rows: batch.rows,
        targets: input.targets(of: batch.rows, in: file, for: model.model.output), name: name)
    }
  }

  private func evaluation(of shape: InputShape, baseline: NamedBaseline) -> ReportEvaluation? {
    let isCheap = shape.count <= ReportEvaluation.mostFeatures
    let rows = evaluate ?? (isCheap ? ReportEvaluation.standardRows : 0)
    guard rows > 0 else { return nil }
    return ReportEvaluation(
      rows: rows, baseline: baseline.baseline,
      ownBaseline: baseline.own.map {
        ReportEvaluation.OwnBaseline(name: baseline.name, of: $0)
      }, seed: method.seed)
  }

  private func page(of model: ExplainedModel, inputs: ReportInputs) throws -> PageContent {
    let title = title ?? "What \(model.name) saw in \(inputs.name)"
    var page =
      if let network = model.network {
        try PageContent(title: title, of: network)
      } else {
        PageContent(
          title: title, modelFacts: [PageContent.Fact("program", model.name.shown(columns: 200))])
      }
    page.featureNames = model.featureNames(heading: inputs.featureNames) ?? []
    page.rowNames = inputs.rowNames
    if let history {
      try page.add(TrainingHistory(json: FileBytes.read(history)))
    }
    return page
  }
}

extension ReportModel {
  /// A program is identified by its command, its names and the kind of its scores; files that it
  /// reads are not considered.
  init(_ model: ExplainedModel) throws {
    if let network = model.network {
      self.init(network, name: model.name)
    } else {
      let names = model.model.input.names?.joined(separator: "\u{0}") ?? ""
      self.init(
        model.model, name: model.name.shown(columns: 60),
        told: "\(model.name)\u{0}\(model.model.output)\u{0}\(names)")
    }
  }
}
