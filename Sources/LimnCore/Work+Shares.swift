import Synchronization

extension Work {
  /// Parts of one computation whose progress adds up. Where nobody listens a share costs nothing.
  public struct Shares: Sendable {
    private let whole: Work
    private let sum: Sum?

    init(of whole: Work, total: Double, done: Double) {
      self.whole = whole
      sum = whole.listener.map { Sum(total: total, done: done, listener: $0) }
    }

    /// A part that makes up `weight` of the whole. What its work reports moves the whole on by as much;
    /// ``Share/finish()`` completes it.
    public func share(_ weight: Int = 1) -> Share {
      guard let sum else { return Share(work: whole, part: nil) }
      let part = Part(of: sum, weight: Double(weight))
      return Share(
        work: Work(workers: whole.workers, cancellation: whole.cancellation) {
          part.advance(to: $0.fraction)
        }, part: part)
    }
  }

  /// One part.
  public struct Share: Sendable {
    /// What the part is given.
    public let work: Work
    fileprivate let part: Part?

    /// All of the part is done.
    public func finish() { part?.finish() }
  }

  /// What all parts have done; tells whoever listens.
  fileprivate final class Sum: Sendable {
    private struct State {
      /// What was done before, and the parts that are finished: whole units, so exact.
      var finished: Double
      /// What the parts that are under way have done.
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

    /// Under one lock with the listener, which thereby hears of one step after another.
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

  /// How far one part has come.
  fileprivate final class Part: Sendable {
    private let sum: Sum
    private let weight: Double
    /// `nil` when it is finished.
    private let done = Mutex<Double?>(0)

    init(of sum: Sum, weight: Double) {
      self.sum = sum
      self.weight = weight
      sum.begin()
    }

    func advance(to fraction: Double) {
      done.withLock { done in
        // Never back: a part may begin a second stage at 0.
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
