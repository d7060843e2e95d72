import Limn

/// What is kept of a training run beside its model: history, curves, loss surface, events.
struct RunRecord: ~Copyable {
  private let history: HistoryFile
  private let figure: FigureFile
  private let surface: FigureFile
  private var events: EventFile?
  private var path: TrainingPath?

  /// Opens all places before the work begins, so that one that cannot be written to costs no time.
  ///
  /// - Parameter start: the network before training.
  /// - Throws: `FileError.cannotWrite`, `GraphicsError.unknownFormat`.
  init(history: String?, watch: WatchOptions, start: Network) throws {
    let historyFile = try HistoryFile(path: history)
    let figureFile = try FigureFile(path: watch.figure)
    let surfaceFile = try FigureFile(path: watch.surface)
    events = try watch.tensorboard.map { try EventFile.made(in: $0) }
    self.history = historyFile
    figure = figureFile
    surface = surfaceFile
    path = watch.surface == nil ? nil : TrainingPath(from: start)
  }

  /// Takes in an epoch.
  ///
  /// - Parameter trainer: as it stands after it.
  mutating func see(_ epoch: EpochRecord, of trainer: Trainer) throws {
    try events?.write(epoch, of: trainer)
    path?.append(trainer.network, epoch: epoch.epoch)
  }

  /// Writes all of a run that ended well.
  ///
  /// - Parameters:
  ///   - name: what the figures call the run.
  ///   - training: the examples it learnt from.
  consuming func write(
    _ trainer: Trainer, name: String, training: LabeledSet, loss: Loss
  ) throws {
    let path = path
    try surface.write {
      guard let path else { throw TrainingError.shortPath(states: 0) }
      return try LossSurfaceFigure(
        LossSurface(around: trainer.trainedNetwork, path: path, on: training, loss: loss),
        title: "\(name): loss on the training examples")
    }
    try figure.write { try TrainingFigure([TrainingRun(name: name, history: trainer.history)]) }
    if let events { try events.commit() }
    try history.write(trainer.history)
  }

  /// Writes what there is of a run that broke off: the way there is worth looking at.
  consuming func writeBrokenOff(_ trainer: Trainer, name: String) throws {
    if !trainer.history.epochs.isEmpty {
      try figure.write { try TrainingFigure([TrainingRun(name: name, history: trainer.history)]) }
    }
    if let events { try events.commit() }
    try history.write(trainer.history)
  }
}
