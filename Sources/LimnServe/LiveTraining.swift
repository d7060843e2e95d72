import Dispatch
import LimnCore
import LimnData
import LimnFigures
import LimnNetwork
import LimnONNX
import LimnTraining
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A training, or a race of several optimizers from the same start, on a thread of its own, which
/// pages can watch.
///
/// The training publishes only the network at the end of each epoch, whose copy costs nothing until
/// the next step writes to it, and the epoch's record. Everything else that a page shows is
/// computed on the page's own thread, so that watching does not slow the training.
final class LiveTraining: Sendable {
  let settings: TrainingSettings
  /// The scene of its page.
  let scene: Scene
  private let ground: TrainingGround
  private let state: Mutex<State>
  private let cancellation = Cancellation()

  enum Phase: String, Encodable {
    case running, paused, ended
  }

  /// The published state of one optimizer's run.
  private struct Run {
    let optimizer: StandardOptimizer
    let rate: Double
    var network: Network
    var epochs: [EpochRecord] = []
    /// The history of a few epochs ago, or of the end.
    var history: TrainingHistory
    var fault: String?
  }

  private struct State {
    var phase: Phase
    /// The number of epochs still to run while the training is paused.
    var steps = 0
    var pace: Double?
    var runs: [Run]
    /// The index of the run that is explained and inspected.
    var shown = 0
    /// The time at which it ends, unless a page asks before.
    var deadline: ContinuousClock.Instant
    /// The page that announced its closing: its last requests do not extend the deadline.
    var left: String?
    /// The results last computed for the shown run, with their epoch.
    var judged: (epoch: Int, run: Int, confusion: [[Int]]?, words: [String])?
  }

  /// The time without a request after which the page counts as closed.
  static let patience = Duration.seconds(20)
  /// The time that a closing page has left; a reloaded page asks again before that.
  static let parting = Duration.seconds(4)
  private let patience: Duration
  private static let historyStride = 25

  /// Starts training at once.
  ///
  /// - Throws: ``Refusal``, `TrainingError`, `ModelError`.
  init(
    _ settings: TrainingSettings, on scene: Scene, patience: Duration = LiveTraining.patience
  ) throws {
    try settings.check()
    guard let ground = scene.ground else {
      throw Refusal(400, "There is nothing to train on here.")
    }
    self.settings = settings
    self.scene = scene
    self.ground = ground
    self.patience = patience
    let network = try ground.network(try settings.items(), seed: settings.seed)
    guard network.parameterCount <= TrainingSettings.mostParameters else {
      throw Refusal(
        400, "The page trains networks of up to \(TrainingSettings.mostParameters) parameters.")
    }
    let options = settings.options(on: ground.training)
    let trainers = try options.map {
      try Trainer(
        network, on: ground.training, validation: ground.validation, options: $0.options)
    }
    let runs = zip(options, trainers).enumerated().map { index, pair in
      Run(
        optimizer: pair.0.optimizer,
        rate: index == 0 ? settings.rate : pair.0.optimizer.usualLearningRate,
        network: pair.1.trainedNetwork, history: pair.1.history)
    }
    state = Mutex(
      State(
        phase: settings.startsPaused == true ? .paused : .running, pace: settings.pace, runs: runs,
        deadline: .now + patience))
    // A thread of its own, with a priority no higher than that of the threads that answer pages.
    DispatchQueue(label: "limn.training", qos: .utility).async { [self] in run(trainers) }
  }

  private func run(_ start: [Trainer]) {
    var trainers = start
    let work = Work.serial(cancellation: cancellation)
    var open = Set(trainers.indices)
    while !open.isEmpty, waitForTurn() {
      let began = ContinuousClock.now
      for index in open.sorted() where !cancellation.isCancelled {
        if !advance(&trainers[index], index, work: work) { open.remove(index) }
      }
      rest(since: began)
    }
    state.withLock { state in
      state.phase = .ended
      for index in trainers.indices { state.runs[index].history = trainers[index].history }
      state.judged = nil
    }
  }

  /// Trains one epoch of one run; returns whether there may be another.
  private func advance(_ trainer: inout Trainer, _ index: Int, work: Work) -> Bool {
    do {
      guard let record = try trainer.nextEpoch(work: work) else { return false }
      state.withLock { state in
        state.runs[index].network = trainer.trainedNetwork
        state.runs[index].epochs.append(record)
        // Publishing the history makes the trainer copy all of it in the next epoch, so this is
        // done rarely.
        if record.epoch % Self.historyStride == 0 { state.runs[index].history = trainer.history }
      }
      return true
    } catch is CancellationError {
      return false
    } catch {
      state.withLock { $0.runs[index].fault = "\(error)" }
      return false
    }
  }

  /// Waits while the training is paused; returns whether there is a next epoch.
  private func waitForTurn() -> Bool {
    while true {
      let (mayGo, isOver) = state.withLock { state -> (Bool, Bool) in
        if ContinuousClock.now > state.deadline { return (false, true) }
        if state.phase == .running { return (true, false) }
        guard state.steps > 0 else { return (false, state.phase == .ended) }
        state.steps -= 1
        return (true, false)
      }
      if isOver || cancellation.isCancelled { return false }
      if mayGo { return true }
      usleep(5000)
    }
  }

  /// Sleeps to keep the requested pace.
  private func rest(since began: ContinuousClock.Instant) {
    guard let pace = state.withLock({ $0.phase == .running ? $0.pace : nil }) else { return }
    let next = began + .seconds(1 / pace)
    while ContinuousClock.now < next, !cancellation.isCancelled {
      let left = (next - ContinuousClock.now) / .microseconds(1)
      usleep(UInt32(max(0, min(left, 20_000))))
    }
  }

  var isRunning: Bool { state.withLock { $0.phase != .ended } }
  /// The explained network.
  var network: Network { state.withLock { $0.runs[$0.shown].network } }

  enum Order: String, Decodable {
    case run, pause, step, stop
    /// The page is being closed or reloaded.
    case leave
  }

  /// - Parameter page: for ``Order/leave``, the page that leaves.
  func take(_ order: Order, from page: String? = nil) {
    state.withLock { state in
      state.deadline = .now + (order == .leave ? min(Self.parting, patience) : patience)
      if order == .leave { state.left = page }
      guard state.phase != .ended else { return }
      switch order {
      case .run: state.phase = .running
      case .pause: state.phase = .paused
      case .step:
        state.phase = .paused
        state.steps += 1
      case .stop: cancellation.cancel()
      case .leave: break
      }
    }
  }

  func set(pace: Double?) { state.withLock { $0.pace = pace } }

  /// Shows another run.
  ///
  /// - Throws: ``Refusal``.
  func show(run: Int) throws(Refusal) {
    let isThere = state.withLock { state in
      guard state.runs.indices.contains(run) else { return false }
      state.shown = run
      return true
    }
    guard isThere else { throw Refusal(400, "There is no run \(run).") }
  }

  /// The current state for a page.
  ///
  /// - Parameters:
  ///   - epochs: the last epoch of each run that the page has seen.
  ///   - page: the page that asks.
  /// - Throws: `ModelError`.
  func frame(after epochs: [Int], for page: String?) throws -> TrainingFrame {
    let now = state.withLock { state in
      if page == nil || page != state.left {
        state.deadline = max(state.deadline, .now + patience)
      }
      return state
    }
    let run = now.runs[now.shown]
    let (confusion, words) = try judgement(of: run, at: now)
    return TrainingFrame(
      phase: now.phase, settings: settings, epoch: now.runs.map(\.epochs.count).max() ?? 0,
      runs: now.runs.enumerated().map { number, run in
        // Racing runs are not all in the same epoch.
        let seen = number < epochs.count ? epochs[number] : epochs.last ?? 0
        return TrainingFrame.Run(
          optimizer: run.optimizer.rawValue, rate: run.rate,
          epochs: run.epochs.dropFirst(max(0, seen)).map(TrainingFrame.Epoch.init),
          fault: run.fault)
      },
      shown: now.shown,
      model: PageSetup.Model(
        ExplainedModel(name: Self.networkName, model: run.network, methods: [])),
      confusion: confusion, words: words,
      metric: Performance.Metric(for: run.network.output.task).rawValue)
  }

  /// The confusion matrix and the diagnosis, computed once per epoch.
  private func judgement(of run: Run, at now: State) throws -> ([[Int]]?, [String]) {
    if let known = now.judged, known.epoch == run.epochs.count, known.run == now.shown {
      return (known.confusion, known.words)
    }
    let confusion =
      run.network.output.task == .classification
      ? try ConfusionMatrix(of: run.network, on: ground.validation).counts : nil
    let words =
      run.history.epochs.count < Self.fewestJudged
      ? [] : Diagnosis(of: run.history).sentences(on: run.history)
    state.withLock { state in
      // At the end, the history becomes complete without a change of the number of epochs.
      guard state.phase == now.phase else { return }
      state.judged = (run.epochs.count, now.shown, confusion, words)
    }
    return (confusion, words)
  }

  /// The name of its network: that of the file that the page offers.
  static let networkName = "limn-live.onnx"
  /// The number of epochs before which a diagnosis would be premature.
  private static let fewestJudged = 10

  /// The network as a model file.
  ///
  /// - Throws: `ONNXError`.
  func modelFile() throws -> [UInt8] {
    try ONNXModel.encode(network, name: "limn-live")
  }
}
