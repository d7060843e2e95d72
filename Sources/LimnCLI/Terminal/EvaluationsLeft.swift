import Limn
import Synchronization

/// How many evaluations of a program are still to come, by what was asked of it for what is done: a
/// program's time is all there is to wait for.
package final class EvaluationsLeft: Sendable {
  private struct State {
    var activity: Work.Activity?
    /// What had been asked and done when the activity began.
    var asked = 0
    var done = 0.0
  }

  private let predictor: Predictor
  private let state = Mutex(State())

  init(_ predictor: Predictor) { self.predictor = predictor }

  /// "some 12,000 evaluations left"; nothing while nothing is done.
  func text(_ progress: Work.Progress) -> String {
    let all = predictor.evaluations.all
    return state.withLock { state in
      if state.activity != progress.activity {
        state = State(activity: progress.activity, asked: all, done: progress.done)
      }
      return Self.text(
        asked: all - state.asked, done: progress.done - state.done,
        left: progress.total - progress.done)
    }
  }

  package static func text(asked: Int, done: Double, left: Double) -> String {
    guard asked > 0, done > 0, left > 0 else { return "" }
    let evaluations = Double(asked) * left / done
    guard evaluations >= 1, evaluations < 1e15 else { return "" }
    // Two digits are all that is known.
    var unit = 1.0
    while evaluations / unit >= 100 { unit *= 10 }
    return "some \(NumberText.grouped(Int((evaluations / unit).rounded() * unit))) evaluations left"
  }
}
