import LimnCore
import Synchronization

/// The one training that a server has at a time, and whose it is. The network that it ended with stays
/// until another begins.
final class Trainings: Sendable {
  private let running = Mutex<LiveTraining?>(nil)
  private let patience: Duration

  /// - Parameter patience: for a training that nobody looks at.
  init(patience: Duration) { self.patience = patience }

  /// - Throws: ``Refusal`` where another page is training; `TrainingError`.
  func start(_ settings: TrainingSettings) throws {
    try running.withLock { running in
      if let running, running.isRunning, running.settings.visitor != settings.visitor {
        throw Refusal(409, "Another page is training a network here: one at a time.")
      }
      let next = try LiveTraining(settings, patience: patience)
      running?.take(.stop)
      running = next
    }
  }

  /// - Throws: ``Refusal``.
  func take(_ order: TrainingOrder) throws {
    let training = try current()
    guard training.settings.visitor == order.visitor else {
      throw Refusal(409, "Another page has begun this training.")
    }
    if let pace = order.pace {
      try TrainingSettings.check(pace: pace)
      training.set(pace: pace)
    } else if order.order == nil {
      training.set(pace: nil)
    }
    if let order = order.order { training.take(order) }
  }

  /// - Throws: ``Refusal`` where nothing was trained yet.
  func current() throws -> LiveTraining {
    guard let training = running.withLock({ $0 }) else {
      throw Refusal(404, "No network has been trained here yet.")
    }
    return training
  }

  /// - Throws: ``Refusal``, `ONNXError`.
  func modelFile() throws -> SiteAnswer {
    SiteAnswer(
      status: 200, contentType: "application/octet-stream", body: try current().modelFile())
  }

  func stop() { running.withLock { $0?.take(.stop) } }
}

/// What a page asks of its training: to go on, or to go at another pace.
struct TrainingOrder: Decodable, Sendable {
  let visitor: String
  let order: LiveTraining.Order?
  /// Epochs a second; with neither an order nor a pace it goes as fast as it can.
  let pace: Double?
}
