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

/// One training, on a thread of its own, that pages watch.
///
/// The training only leaves behind what an epoch ends with: a copy of the network, which costs nothing
/// until the next step writes to it, and the epoch's record. Whoever looks computes what is shown of them on
/// a thread of theirs: so it is not slowed by being watched.
final class LiveTraining: Sendable {
  let settings: TrainingSettings
  private let state: Mutex<State>
  private let validation: LabeledSet
  private let cancellation = Cancellation()

  enum Phase: String, Encodable {
    case running, paused, ended
  }

  private struct State {
    var phase: Phase
    /// Epochs that are let through though the training is paused.
    var steps = 0
    var pace: Double?
    var network: Network
    var epochs: [EpochRecord] = []
    /// As it was a few epochs ago, or at the end.
    var history: TrainingHistory
    var fault: String?
    var lastLook = ContinuousClock.now
  }

  /// Nobody has looked for so long: the page is closed.
  static let patience = Duration.seconds(20)
  private let patience: Duration
  private static let historyStride = 25

  /// Begins at once.
  ///
  /// - Throws: ``Refusal``, `TrainingError`, `DataError`.
  init(_ settings: TrainingSettings, patience: Duration = LiveTraining.patience) throws {
    try settings.check()
    self.settings = settings
    self.patience = patience
    let digits = Digits.all
    let split = try Split(of: digits)
    validation = digits.examples(at: split.validation)
    let trainer = try Trainer(
      try settings.architecture.network(seed: settings.seed),
      on: digits.examples(at: split.training), validation: validation, options: settings.options)
    state = Mutex(
      State(
        phase: settings.startsPaused == true ? .paused : .running, pace: settings.pace,
        network: trainer.network, history: trainer.history))
    // A thread of its own, of no more weight than those that answer the pages.
    DispatchQueue(label: "limn.training", qos: .utility).async { [self] in run(trainer) }
  }

  private func run(_ start: Trainer) {
    var trainer = start
    let work = Work(workers: 1, cancellation: cancellation)
    do {
      while try waitForTurn() {
        let began = ContinuousClock.now
        guard let record = try trainer.nextEpoch(work: work) else { break }
        state.withLock { state in
          state.network = trainer.network
          state.epochs.append(record)
          // A copy of the history makes the trainer copy all of it in the next epoch.
          if record.epoch % Self.historyStride == 0 { state.history = trainer.history }
        }
        try rest(since: began)
      }
      end(trainer, nil)
    } catch is CancellationError {
      end(trainer, nil)
    } catch {
      end(trainer, "\(error)")
    }
  }

  private func end(_ trainer: Trainer, _ fault: String?) {
    state.withLock { state in
      state.phase = .ended
      state.history = trainer.history
      state.fault = fault
    }
  }

  /// Waits while the training is paused; says whether there is a next epoch.
  private func waitForTurn() throws -> Bool {
    while true {
      let (mayGo, isOver) = state.withLock { state -> (Bool, Bool) in
        if ContinuousClock.now - state.lastLook > patience { return (false, true) }
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

  /// Keeps to the pace that was asked for.
  private func rest(since began: ContinuousClock.Instant) throws {
    guard let pace = state.withLock({ $0.phase == .running ? $0.pace : nil }) else { return }
    let next = began + .seconds(1 / pace)
    while ContinuousClock.now < next, !cancellation.isCancelled {
      let left = (next - ContinuousClock.now) / .microseconds(1)
      usleep(UInt32(max(0, min(left, 20_000))))
    }
  }

  var isRunning: Bool { state.withLock { $0.phase != .ended } }
  var network: Network { state.withLock { $0.network } }

  enum Order: String, Decodable {
    case run, pause, step, stop
  }

  func take(_ order: Order) {
    state.withLock { state in
      state.lastLook = .now
      guard state.phase != .ended else { return }
      switch order {
      case .run: state.phase = .running
      case .pause: state.phase = .paused
      case .step:
        state.phase = .paused
        state.steps += 1
      case .stop: cancellation.cancel()
      }
    }
  }

  func set(pace: Double?) { state.withLock { $0.pace = pace } }

  /// What is to be seen now.
  ///
  /// - Parameter epoch: the last that whoever asks has seen.
  /// - Throws: `ModelError`.
  func frame(after epoch: Int) throws -> TrainingFrame {
    let now = state.withLock { state in
      state.lastLook = .now
      return state
    }
    return TrainingFrame(
      phase: now.phase, epoch: now.epochs.count,
      epochs: now.epochs.dropFirst(max(0, epoch)).map(TrainingFrame.Epoch.init),
      fault: now.fault, model: PageSetup.Model(name: Self.networkName, network: now.network),
      confusion: try ConfusionMatrix(of: now.network, on: validation).counts,
      words: now.history.epochs.count < Self.fewestJudged
        ? [] : Diagnosis(of: now.history).sentences(on: now.history))
  }

  /// What its network is called.
  static let networkName = "the network trained here"
  /// Epochs before which a diagnosis would be hasty.
  private static let fewestJudged = 10

  /// The network as a model file.
  ///
  /// - Throws: `ONNXError`.
  func modelFile() throws -> [UInt8] {
    try ONNXModel.encode(network, name: "limn-live")
  }
}
