import Dispatch
import Limn

/// The speed-up by a second core, from alternating calls with one and two workers.
struct WorkerScaling {
  /// The time of each call with one worker, in milliseconds.
  private(set) var one: [Double] = []
  /// The time of each call with two workers, in milliseconds.
  private(set) var two: [Double] = []

  /// The share of calls that counts as fastest, presumably undisturbed by other guests of the
  /// machine.
  static let fastest = 0.05

  /// Measures calls for `seconds`, with workers in the order one, two, two, one.
  init<Result>(seconds: Int, _ body: (_ workers: Int) throws -> Result) rethrows {
    for workers in [1, 2] { _ = try body(workers) }
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    repeat {
      for workers in [1, 2, 2, 1] {
        // The result is released after the clock has stopped.
        var result: Result?
        let time = try clock.measure { result = try body(workers) } / .milliseconds(1)
        withExtendedLifetime(result) {}
        if workers == 1 { one.append(time) } else { two.append(time) }
      }
    } while clock.now < end
  }

  /// The ratio of the quantiles of both times at a share of the calls: 0.5 for the medians.
  func ratio(_ share: Double) -> Double { one.quantile(share) / two.quantile(share) }
}

/// Small matrix products, about ten milliseconds of them on one core. Threads share nothing, and
/// each has its own matrices in its core's cache, so this is the best speed-up the machine allows.
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
