import Limn

extension TrainCommand {
  /// Trains the network once with each optimizer and draws the runs together.
  ///
  /// Each uses its default learning rate, or all use the given one. A run that diverges is shown up
  /// to that point.
  func compare(
    _ optimizers: [StandardOptimizer], network: Network, data: TrainingData, split: Split,
    until cancellation: Cancellation
  ) throws {
    let place = watch.figure ?? Self.comparisonFigure
    let file = try FigureFile(path: place)
    let bar = ProgressBar("Training", patience: .milliseconds(200))
    defer { bar.clear() }
    let (training, validation) = (
      data.examples.examples(at: split.training), data.examples.examples(at: split.validation)
    )
    let options = optimizers.map {
      optimization.with($0).settled(for: data).trainingOptions(on: training)
    }
    try TrainingMemory.requireRoom(
      for: network, examples: options.map { $0.batchSize(of: training.count) }.max() ?? 1,
      runs: optimizers.count)
    let trainers = try parallelMap(
      count: optimizers.count, work: general.work(until: cancellation, on: bar)
    ) { index, work in
      var trainer = try Trainer(
        network, on: training, validation: validation, options: options[index])
      do {
        _ = try trainer.run(work: work)
      } catch TrainingError.nonFiniteLoss {
        // The history records the divergence, and the figure shows it.
      }
      return trainer
    }
    bar.clear()
    try file.write {
      try TrainingFigure(
        zip(optimizers, trainers).map { TrainingRun(name: $0.rawValue, history: $1.history) })
    }
    let histories = history.map { path in optimizers.map { Self.path(path, of: $0) } } ?? []
    for (path, trainer) in zip(histories, trainers) {
      try HistoryFile(path: path).write(trainer.history)
    }
    let test = data.examples.examples(at: split.test)
    let comparison = OptimizerComparison(
      data: data.name, seed: optimization.seed, figure: place, histories: histories,
      runs: zip(optimizers, trainers).map {
        OptimizerComparison.Run(
          $1, name: $0.rawValue, test: test)
      })
    try general.show(comparison, text: comparison.text)
  }

  static let comparisonFigure = "comparison.png"

  /// The path of an optimizer's history: "history-adam.json" for "history.json".
  static func path(_ path: String, of optimizer: StandardOptimizer) -> String {
    guard let dot = path.lastIndex(of: ".") else { return "\(path)-\(optimizer.rawValue)" }
    return "\(path[..<dot])-\(optimizer.rawValue)\(path[dot...])"
  }
}

extension OptimizationOptions {
  /// The same options for another optimizer.
  func with(_ optimizer: StandardOptimizer) -> OptimizationOptions {
    var options = self
    options.namedOptimizer = optimizer
    return options
  }
}
