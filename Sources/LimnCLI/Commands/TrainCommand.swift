import ArgumentParser
import Limn

/// `limn train`.
struct TrainCommand: StoppableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a network on the built-in digits or your own data, and save it as ONNX.",
    discussion: """
      Examples:

        limn train --output model.onnx
        limn train --hidden 64,64 --optimizer adamw --history history.json
        limn train --data wine.csv --label-column class --output wine.onnx
        limn train --data rows.csv --labels classes.csv --output mine.onnx
        limn train --data houses.csv --labels prices.csv --task regression
        limn train --live --figure training.png
        limn train --compare sgd,momentum,adam --figure comparison.png

      Three fifths of the examples train the network, one fifth validates it for early stopping, and one fifth \
      tests the result. The same options give the same file, byte for byte.
      """)

  @OptionGroup(title: "Data") var data: TrainingDataOptions
  @OptionGroup(title: "Network") var architecture: ArchitectureOptions
  @OptionGroup(title: "Training") var optimization: OptimizationOptions
  @OptionGroup(title: "Watching") var watch: WatchOptions

  @Option(
    name: .customLong("output"),
    help: ArgumentHelp("Where to write the model (default: model.onnx).", valueName: "file.onnx"),
    completion: .file(extensions: ["onnx"]))
  var namedOutput: String?

  @Option(
    help: ArgumentHelp(
      "Where to write every epoch's losses, accuracies (for a regression R²), gradient norms and update ratios.",
      valueName: "file.json|.csv"), completion: .file(extensions: ["json", "csv"]))
  var history: String?

  @Option(
    help: ArgumentHelp(
      "Train once with each of these optimizers from the same start, draw the runs together in "
        + "--figure (default: comparison.png) and write no model.", valueName: "name,name,..."))
  var compare: OptimizerList?

  @OptionGroup var general: GeneralOptions

  func validate() throws {
    if let history, HistoryFormat(path: history) == nil {
      throw ValidationError("--history must end in .json or .csv, not \(history).")
    }
    guard compare != nil else { return }
    if optimization.namedOptimizer != nil || namedOutput != nil {
      throw ValidationError(
        "--compare names the optimizers itself and writes no model: leave out --optimizer and "
          + "--output.")
    }
    if watch.live || watch.tensorboard != nil || watch.surface != nil {
      throw ValidationError("--live, --surface and --tensorboard watch one run: not --compare.")
    }
  }

  private var output: String { namedOutput ?? "model.onnx" }

  func run(until cancellation: Cancellation) throws {
    try requireOwnPlaces()
    let data = try data.read()
    var settled = self
    if compare == nil { settled.optimization = optimization.settled(for: data) }
    try settled.run(on: data, until: cancellation)
  }

  private func run(on data: TrainingData, until cancellation: Cancellation) throws {
    for note in data.notes { StandardStream.error.show(TerminalText(["Note: \(note)"])) }
    let split = try Split(of: data.examples, seed: self.data.splitSeed)
    let training = data.examples.examples(at: split.training)
    let network = try architecture.network(
      for: data, training: training, seed: optimization.seed)
    if let compare {
      try self.compare(
        compare.optimizers, network: network, data: data, split: split, until: cancellation)
      return
    }
    var trainer = try Trainer(
      network, on: training, validation: data.examples.examples(at: split.validation),
      options: optimization.trainingOptions(on: training))
    // Opened before the work starts, so that a file that cannot be written fails at once.
    var modelFile = try PartialFile(path: output)
    var record = try RunRecord(history: history, watch: watch, start: network)
    do {
      try train(&trainer, record: &record, until: cancellation)
    } catch let error as TrainingError {
      // A run that diverged is worth inspecting; a run that was stopped leaves nothing.
      try record.draw(trainer, name: output)
      try record.commit()
      throw error
    }
    let surfaceBar = ProgressBar("Surveying the loss")
    defer { surfaceBar.clear() }
    try record.draw(
      surfaceOf: trainer, name: output,
      work: general.work(until: cancellation, on: surfaceBar))
    let result = try TrainingResult(
      trainer, on: data, test: data.examples.examples(at: split.test), modelPath: output,
      historyPath: history, watch: watch)
    let name = (self.data.data == nil ? "digits-" : "") + result.networkName
    try modelFile.append(
      try ONNXModel.encode(
        trainer.trainedNetwork, name: name, metadata: metadata(result, of: trainer)))
    try Work(cancellation: cancellation).checkpoint()
    // The lock keeps the files of one run together if another run writes to the same paths.
    let lock = FolderLock(besides: output)
    try modelFile.commit()
    try record.commit()
    lock.release()
    try general.show(result, text: result.text)
  }

  /// Checks that no input is overwritten, and no foreign file under a name that the user did not
  /// give.
  private func requireOwnPlaces() throws {
    let histories = history.map { path in
      compare.map { $0.optimizers.map { (path: Self.path(path, of: $0), optimizer: $0) } } ?? []
    }
    try OwnFile.requireApart(
      writes: [
        compare == nil ? output : nil, compare == nil ? history : nil, watch.figure, watch.surface,
      ]
        + (histories ?? []).map(\.path),
      reads: [data.data, data.labels])
    for (path, optimizer) in histories ?? [] {
      try OwnFile.requireReplaceable(path) { try OwnFile.isHistory($0, of: optimizer) }
    }
    if compare == nil, namedOutput == nil {
      try OwnFile.requireReplaceable(output, isOwn: OwnFile.isModel)
    }
    if compare != nil, watch.figure == nil {
      try OwnFile.requireReplaceable(Self.comparisonFigure, isOwn: OwnFile.isPicture)
    }
  }

  /// Runs all epochs, and shows and records each.
  private func train(
    _ trainer: inout Trainer, record: inout RunRecord, until cancellation: Cancellation
  ) throws {
    let bar = ProgressBar("Training", patience: .milliseconds(200))
    defer { bar.clear() }
    var curves = watch.live ? LiveCurves() : nil
    let work = try general.work(until: cancellation, on: bar)
    while let epoch = try trainer.nextEpoch(work: curves == nil ? work : work.silent) {
      try record.see(epoch, of: trainer)
      if curves == nil {
        bar.show(epoch.epoch, of: optimization.epochs, detail: epoch.inWords)
      }
      curves?.show(trainer.history)
    }
    curves?.finish(trainer.history)
  }

  /// The model file's metadata about its training.
  private func metadata(_ result: TrainingResult, of trainer: Trainer) -> [(String, String)] {
    let metric = result.training.metric.rawValue
    func score(_ part: String, _ performance: Performance?) -> [(String, String)] {
      performance?.score.map { [("\(part) \(metric)", String($0))] } ?? []
    }
    let command = commandLine(
      task: trainer.network.output.task, loss: trainer.history.configuration.loss)
    return [
      ("limn", Release.version), ("command", command), ("data", result.data),
      ("epochs run", String(result.epochsRun)), ("kept epoch", String(result.keptEpoch)),
    ] + (result.isStandardised ? [("first operation", "standardises the features")] : [])
      + score("training", result.training) + score("validation", result.validation)
      + score("test", result.test)
  }
}

extension EpochRecord {
  /// "epoch 12  loss 0.12  validation accuracy 97.5%".
  fileprivate var inWords: String {
    let loss = NumberText.significant(training.loss, digits: 3)
    let (name, performance) = validation.map { ("validation", $0) } ?? ("training", training)
    return "epoch \(epoch)  loss \(loss)  \(name) \(performance.metric.rawValue) "
      + performance.scoreText(decimals: 1)
  }
}
