import Dispatch
import Limn

/// What a second core gives: one worker and two in turn, call by call.
struct WorkerScaling {
  /// Milliseconds of each call with one worker.
  private(set) var one: [Double] = []
  /// The same with two.
  private(set) var two: [Double] = []

  /// The share of the calls that is the fastest: those that no other guest of the machine disturbed.
  static let fastest = 0.05

  /// Calls for `seconds`, in the order one, two, two, one.
  init<Result>(seconds: Int, _ body: (_ workers: Int) throws -> Result) rethrows {
    for workers in [1, 2] { _ = try body(workers) }
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    repeat {
      for workers in [1, 2, 2, 1] {
        // What a call gives is let go after the clock has stopped.
        var result: Result?
        let time = try clock.measure { result = try body(workers) } / .milliseconds(1)
        withExtendedLifetime(result) {}
        if workers == 1 { one.append(time) } else { two.append(time) }
      }
    } while clock.now < end
  }

  /// The ratio of the times that a share of the calls stays below: 0.5 for the medians.
  func ratio(_ share: Double) -> Double { one.quantile(share) / two.quantile(share) }
}

/// Small matrix products, some ten milliseconds of them on one core: threads that share nothing, each
/// with matrices of its own in its own core's cache. What the machine gives to anybody.
struct BareProducts {
  private let count = 2048
  private let order = 64

  func run(threads: Int) {
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      let n = order
      let (a, b) = ([Float](repeating: 0.5, count: n * n), [Float](repeating: 0.25, count: n * n))
      var c = [Float](repeating: 0, count: n * n)
      for _ in 0..<count / threads {
        BLAS.multiplyAdd(
          rows: n, columns: n, inner: n, scale: 1, a, leading: n, .asIs, b, leading: n, .asIs,
          accumulate: 0, &c, leading: n)
      }
    }
  }
}
