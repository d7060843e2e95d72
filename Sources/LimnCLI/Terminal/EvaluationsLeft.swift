import Limn
import Synchronization

/// Estimates the number of evaluations of a program that are left, from those already made for the
/// finished share of the work: waiting for a program dominates the run time.
package final class EvaluationsLeft: Sendable {
  private struct State {
    var activity: Work.Activity?
    /// The evaluations made and the work done when the activity started.
    var asked = 0
    var done = 0.0
  }

  private let predictor: Predictor
  private let state = Mutex(State())

  init(_ predictor: Predictor) { self.predictor = predictor }

  /// "some 12,000 evaluations left"; empty until some work is done.
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
    // The estimate is good for two digits.
    var unit = 1.0
    while evaluations / unit >= 100 { unit *= 10 }
    return
      "about \(NumberText.grouped(Int((evaluations / unit).rounded() * unit))) evaluations left"
  }
}
