import LimnCore
import Synchronization

/// The training of a server, which has one at a time. The final network stays available until
/// another training starts.
final class Trainings: Sendable {
  private let running = Mutex<LiveTraining?>(nil)
  private let patience: Duration

  /// - Parameter patience: the time after which a training that no page asks about ends.
  init(patience: Duration) { self.patience = patience }

  /// - Throws: ``Refusal`` if another page is training; `TrainingError`.
  func start(_ settings: TrainingSettings, on scene: Scene) throws {
    try running.withLock { running in
      if let running, running.isRunning, running.settings.visitor != settings.visitor {
        throw Refusal(409, "Another page is training a network here: one at a time.")
      }
      let next = try LiveTraining(settings, on: scene, patience: patience)
      running?.take(.stop)
      running = next
    }
  }

  /// - Throws: ``Refusal``.
  func take(_ order: TrainingOrder) throws {
    guard let training = running.withLock({ $0 }) else { throw Self.nothingTrained }
    guard training.settings.visitor == order.visitor else {
      throw Refusal(409, "Another page has begun this training.")
    }
    if let run = order.run { return try training.show(run: run) }
    if let pace = order.pace {
      try TrainingSettings.check(pace: pace)
      training.set(pace: pace)
    } else if order.order == nil {
      training.set(pace: nil)
    }
    if let own = order.order { training.take(own, from: order.page) }
  }

  /// - Throws: `ModelError`, `EncodingError`.
  func frame(after epochs: [Int], for page: String?, of scene: Scene) throws -> [UInt8] {
    guard let training = running(of: scene) else { return TrainingFrame.none }
    return try JSON.encode(try training.frame(after: epochs, for: page))
  }

  var isRunning: Bool { running.withLock { $0?.isRunning == true } }

  /// The training of a scene, if it is the last one started.
  private func running(of scene: Scene) -> LiveTraining? {
    running.withLock { $0?.scene === scene ? $0 : nil }
  }

  private static let nothingTrained = Refusal(404, "No network has been trained here yet.")

  /// - Throws: ``Refusal`` if nothing has been trained yet.
  func current(of scene: Scene) throws -> LiveTraining {
    guard let training = running(of: scene) else { throw Self.nothingTrained }
    return training
  }

  /// - Throws: ``Refusal``, `ONNXError`.
  func modelFile(of scene: Scene) throws -> SiteAnswer {
    SiteAnswer(
      status: 200, contentType: "application/octet-stream",
      body: try current(of: scene).modelFile())
  }

  func stop() { running.withLock { $0?.take(.stop) } }
}

/// A page's order for its training, such as to continue or to change the pace.
struct TrainingOrder: Decodable, Sendable {
  let visitor: String
  let order: LiveTraining.Order?
  /// The number of epochs per second; without an order and a pace, the training runs at full speed.
  let pace: Double?
  /// The page that leaves.
  let page: String?
  /// The index of the run to show.
  let run: Int?
}
