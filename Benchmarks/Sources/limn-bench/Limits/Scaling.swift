import Dispatch
import Limn

/// What a second core gives: one worker and two in turn, call by call, so that a slow phase of the
/// machine meets both.
struct Scaling {
  /// Milliseconds of each call with one worker, sorted.
  let one: [Double]
  /// The same with two.
  let two: [Double]
  /// One over the other, of calls that followed each other, sorted.
  let ratios: [Double]
  /// The same of ``Products``, which share nothing: what the machine gave at that time.
  let machine: [Double]

  /// Calls for `seconds`.
  init<Result>(seconds: Int, _ body: (_ workers: Int) throws -> Result) rethrows {
    let products = Products()
    let clock = ContinuousClock()
    var (one, two, machine): ([Double], [Double], [Double]) = ([], [], [])
    for workers in [1, 2] { _ = try body(workers) }
    let end = clock.now + .seconds(seconds)
    repeat {
      // What a call gives is let go after the clock has stopped.
      var result: Result?
      for workers in [1, 2] {
        let time = try clock.measure { result = try body(workers) } / .milliseconds(1)
        if workers == 1 { one.append(time) } else { two.append(time) }
        result = nil
      }
      withExtendedLifetime(result) {}
      let bare = [1, 2].map { workers in clock.measure { products.run(workers) } / .milliseconds(1)
      }
      machine.append(bare[0] / bare[1])
    } while clock.now < end
    ratios = zip(one, two).map { $0 / $1 }.sorted()
    self.one = one.sorted()
    self.two = two.sorted()
    self.machine = machine.sorted()
  }
}

/// Small matrix products, some ten milliseconds of them: each worker has matrices of its own, in its
/// own core's cache.
private struct Products {
  private let count = 2048
  private let order = 64

  func run(_ workers: Int) {
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      let n = order
      let (a, b) = ([Float](repeating: 0.5, count: n * n), [Float](repeating: 0.25, count: n * n))
      var c = [Float](repeating: 0, count: n * n)
      for _ in 0..<count / workers {
        BLAS.multiplyAdd(
          rows: n, columns: n, inner: n, scale: 1, a, leading: n, .asIs, b, leading: n, .asIs,
          accumulate: 0, &c, leading: n)
      }
    }
  }
}

extension [Double] {
  /// The element at a fraction of a sorted array: 0.5 for the median.
  func quantile(_ fraction: Double) -> Double { self[Int(fraction * Double(count - 1))] }
}
