import Synchronization

extension Work {
  /// Parts of one computation whose progress adds up. Without a progress callback, shares cost
  /// nothing.
  public struct Shares: Sendable {
    private let whole: Work
    private let sum: Sum?

    init(of whole: Work, total: Double, done: Double) {
      self.whole = whole
      sum = whole.listener.map { Sum(total: total, done: done, listener: $0) }
    }

    /// Creates a part that makes up `weight` of the whole. The progress reported by its work
    /// advances the whole accordingly; ``Share/finish()`` completes it.
    public func share(_ weight: Int = 1) -> Share {
      guard let sum else { return Share(work: whole, part: nil) }
      let part = Part(of: sum, weight: Double(weight))
      return Share(
        work: whole.reporting { part.advance(to: $0.fraction) }, part: part)
    }
  }

  /// One part of a computation.
  public struct Share: Sendable {
    /// The work to pass to the part.
    public let work: Work
    fileprivate let part: Part?

    /// Marks the whole part as done.
    public func finish() { part?.finish() }
  }

  /// The progress of all parts together, which it passes to the progress callback.
  fileprivate final class Sum: Sendable {
    private struct State {
      /// Progress made before and by finished parts; in whole units, and therefore exact.
      var finished: Double
      /// Progress of the parts that are still running.
      var running = 0.0
      var runningParts = 0
    }

    private let total: Double
    private let state: Mutex<State>
    private let listener: @Sendable (Progress) -> Void

    init(total: Double, done: Double, listener: @escaping @Sendable (Progress) -> Void) {
      self.total = total
      state = Mutex(State(finished: done))
      self.listener = listener
      listener(Progress(done: done, total: total))
    }

    func begin() { state.withLock { $0.runningParts += 1 } }

    /// Runs under the same lock as the callback, which therefore receives one step at a time.
    func advance(by step: Double) {
      state.withLock { state in
        state.running += step
        tell(state)
      }
    }

    func finish(weight: Double, ofWhich running: Double) {
      state.withLock { state in
        state.finished += weight
        state.runningParts -= 1
        state.running = state.runningParts == 0 ? 0 : state.running - running
        tell(state)
      }
    }

    private func tell(_ state: State) {
      listener(Progress(done: min(state.finished + state.running, total), total: total))
    }
  }

  /// The progress of one part.
  fileprivate final class Part: Sendable {
    private let sum: Sum
    private let weight: Double
    /// `nil` once the part is finished.
    private let done = Mutex<Double?>(0)

    init(of sum: Sum, weight: Double) {
      self.sum = sum
      self.weight = weight
      sum.begin()
    }

    func advance(to fraction: Double) {
      done.withLock { done in
        // Progress never goes back: a part may begin a second stage at 0.
        guard let before = done, fraction * weight > before else { return }
        done = fraction * weight
        sum.advance(by: fraction * weight - before)
      }
    }

    func finish() {
      done.withLock { done in
        guard let before = done else { return }
        done = nil
        sum.finish(weight: weight, ofWhich: before)
      }
    }
  }
}
