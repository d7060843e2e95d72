import Limn

/// The files about a training run besides its model: history, curves, loss surface, events.
struct RunRecord: ~Copyable {
  private var history: HistoryFile
  private var figure: FigureFile
  private var surface: FigureFile
  private var folder: MadeFolders?
  private var events: EventFile?
  private var path: TrainingPath?

  /// Opens all files before the work starts, so that one that cannot be written fails at once.
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

  /// Records an epoch.
  ///
  /// - Parameter trainer: the trainer, in its state after the epoch.
  mutating func see(_ epoch: EpochRecord, of trainer: Trainer) throws {
    try events?.write(epoch, of: trainer)
    path?.append(trainer.network, epoch: epoch.epoch)
  }

  /// Makes all files of a run that ended well; ``commit()`` moves them into place.
  ///
  /// - Parameters:
  ///   - name: the name of the run in the figures.
  ///   - work: the work in which the loss surface is computed.
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

  /// Makes the files of a run that ended well or diverged: its course is worth inspecting in either
  /// case.
  mutating func draw(_ trainer: Trainer, name: String) throws {
    if !trainer.history.epochs.isEmpty {
      try figure.draw { try TrainingFigure([TrainingRun(name: name, history: trainer.history)]) }
    }
    try history.fill(trainer.history)
  }

  /// Moves the files into place.
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
