import Limn

/// What is kept of a training run beside its model: history, curves, loss surface, events.
struct RunRecord: ~Copyable {
  private var history: HistoryFile
  private var figure: FigureFile
  private var surface: FigureFile
  private var folder: MadeFolders?
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
    if let place = watch.tensorboard {
      let made = try MadeFolders(place)
      events = try EventFile.made(in: made)
      folder = consume made
    } else {
      events = nil
      folder = nil
    }
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

  /// Makes all of a run that ended well; ``commit()`` puts it in its place.
  ///
  /// - Parameters:
  ///   - name: what the figures call the run.
  ///   - work: of the loss surface.
  mutating func draw(surfaceOf trainer: Trainer, name: String, work: Work) throws {
    let path = path
    try surface.draw {
      guard let path else { throw TrainingError.shortPath(states: 0) }
      return try LossSurfaceFigure(
        LossSurface(around: trainer, path: path, work: work),
        title: "\(name): loss on the training examples")
    }
    try draw(trainer, name: name)
  }

  /// Makes what there is of a run, whether it ended well or broke off: the way there is worth looking at.
  mutating func draw(_ trainer: Trainer, name: String) throws {
    if !trainer.history.epochs.isEmpty {
      try figure.draw { try TrainingFigure([TrainingRun(name: name, history: trainer.history)]) }
    }
    try history.fill(trainer.history)
  }

  /// Moves what was made to its place.
  ///
  /// - Throws: `FileError.cannotWrite`.
  consuming func commit() throws {
    try surface.commit()
    try figure.commit()
    if let events { try events.commit() }
    if let folder { folder.keep() }
    try history.commit()
  }
}
