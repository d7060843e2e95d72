import LimnCore
import Synchronization

/// The one training that a server has at a time, and whose it is. The network that it ended with stays
/// until another begins.
final class Trainings: Sendable {
  private let running = Mutex<LiveTraining?>(nil)
  let ground: TrainingGround?
  private let patience: Duration

  /// - Parameters:
  ///   - ground: what is trained on; `nil` of a model for which there are no examples.
  ///   - patience: for a training that nobody looks at.
  init(on ground: TrainingGround?, patience: Duration) {
    self.ground = ground
    self.patience = patience
  }

  /// - Throws: ``Refusal`` where another page is training; `TrainingError`.
  func start(_ settings: TrainingSettings) throws {
    guard let ground else { throw Refusal(400, "There is nothing to train on here.") }
    try running.withLock { running in
      if let running, running.isRunning, running.settings.visitor != settings.visitor {
        throw Refusal(409, "Another page is training a network here: one at a time.")
      }
      let next = try LiveTraining(settings, on: ground, patience: patience)
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
  func frame(after epoch: Int, for page: String?) throws -> [UInt8] {
    guard let training = running.withLock({ $0 }) else { return TrainingFrame.none }
    return try JSON.encode(try training.frame(after: epoch, for: page))
  }

  var isRunning: Bool { running.withLock { $0?.isRunning == true } }

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
  /// Which page leaves.
  let page: String?
  /// Which of several runs to show.
  let run: Int?
}
