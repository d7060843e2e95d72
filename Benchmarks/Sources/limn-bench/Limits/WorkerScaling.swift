import Dispatch
import Limn

/// What a second core gives: one worker and two in turn, call by call, and before and after each what
/// the machine itself gives, whose other guests may be using the same cores.
struct WorkerScaling {
  /// A call with one worker or two, and ``Products`` before and after it.
  private struct Call {
    let workers: Int
    let milliseconds: Double
    let before: Pair
    let after: Pair
  }

  /// Milliseconds of ``Products`` in one thread and in two.
  private struct Pair {
    let one: Double
    let two: Double
  }

  private let calls: [Call]
  /// The longest that products take where nobody disturbs them.
  private let limit: Pair

  /// Undisturbed are products that take at most this much longer than the fastest tenth.
  static let tolerance = 0.05

  /// Calls for `seconds`, in the order one, two, two, one.
  init<Result>(seconds: Int, _ body: (_ workers: Int) throws -> Result) rethrows {
    let products = Products()
    for workers in [1, 2] { _ = try body(workers) }
    var calls: [Call] = []
    var before = products.pair()
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    repeat {
      for workers in [1, 2, 2, 1] {
        // What a call gives is let go after the clock has stopped.
        var result: Result?
        let time = try clock.measure { result = try body(workers) }
        withExtendedLifetime(result) {}
        result = nil
        let after = products.pair()
        calls.append(
          Call(
            workers: workers, milliseconds: time / .milliseconds(1), before: before, after: after))
        before = after
      }
    } while clock.now < end
    self.calls = calls
    let factor = 1 + Self.tolerance
    limit = Pair(
      one: factor * calls.map(\.after.one).quantile(0.1),
      two: factor * calls.map(\.after.two).quantile(0.1))
  }

  /// Milliseconds of the calls with a number of workers.
  func times(workers: Int) -> [Double] {
    calls.filter { $0.workers == workers }.map(\.milliseconds)
  }

  /// Those between products that nobody disturbed.
  func undisturbed(workers: Int) -> [Double] {
    calls.filter { $0.workers == workers && isUndisturbed($0.before) && isUndisturbed($0.after) }
      .map(\.milliseconds)
  }

  private func isUndisturbed(_ pair: Pair) -> Bool {
    pair.one <= limit.one && pair.two <= limit.two
  }

  /// Small matrix products, some ten milliseconds of them on one core: each thread has matrices of its
  /// own, in its own core's cache.
  private struct Products {
    private let count = 2048
    private let order = 64

    func pair() -> Pair {
      let clock = ContinuousClock()
      return Pair(
        one: clock.measure { run(1) } / .milliseconds(1),
        two: clock.measure { run(2) } / .milliseconds(1))
    }

    private func run(_ threads: Int) {
      DispatchQueue.concurrentPerform(iterations: threads) { _ in
        let n = order
        let (a, b) = (
          [Float](repeating: 0.5, count: n * n), [Float](repeating: 0.25, count: n * n)
        )
        var c = [Float](repeating: 0, count: n * n)
        for _ in 0..<count / threads {
          BLAS.multiplyAdd(
            rows: n, columns: n, inner: n, scale: 1, a, leading: n, .asIs, b, leading: n, .asIs,
            accumulate: 0, &c, leading: n)
        }
      }
    }
  }
}
