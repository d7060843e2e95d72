import Dispatch
import Limn

/// What a second core gives: one worker and two in turn, call by call, and each time what the machine
/// itself gives, whose other guests may be using the same cores.
struct Scaling {
  /// One round.
  private struct Round {
    /// Milliseconds with one worker, and with two.
    let one: Double
    let two: Double
    /// One over two of ``Products``, which share nothing.
    let machine: Double

    var ratio: Double { one / two }
  }

  private let rounds: [Round]

  /// From here on the machine gave two whole cores; undisturbed it is 1.95.
  static let whole = 1.9

  /// Rounds for `seconds`.
  init<Result>(seconds: Int, _ body: (_ workers: Int) throws -> Result) rethrows {
    let products = Products()
    let clock = ContinuousClock()
    func milliseconds(_ workers: Int) throws -> Double {
      // What the call gives is let go after the clock has stopped.
      var result: Result?
      defer { withExtendedLifetime(result) {} }
      return try clock.measure { result = try body(workers) } / .milliseconds(1)
    }
    for workers in [1, 2] { _ = try body(workers) }
    var rounds: [Round] = []
    let end = clock.now + .seconds(seconds)
    repeat {
      let (one, two) = (try milliseconds(1), try milliseconds(2))
      let bare = clock.measure { products.run(1) } / clock.measure { products.run(2) }
      rounds.append(Round(one: one, two: two, machine: bare))
    } while clock.now < end
    self.rounds = rounds
  }

  /// The number of rounds.
  var count: Int { rounds.count }

  /// Median milliseconds with one worker, and with two.
  var one: Double { rounds.map(\.one).median }
  var two: Double { rounds.map(\.two).median }

  /// The median ratio of all rounds.
  var ratio: Double { rounds.map(\.ratio).median }

  /// The median of what the machine gave.
  var machine: Double { rounds.map(\.machine).median }

  /// The ratios of the rounds before and after which the machine gave two whole cores.
  var undisturbed: [Double] {
    zip(rounds, rounds.dropFirst()).filter {
      $0.machine >= Self.whole && $1.machine >= Self.whole
    }.map(\.1.ratio)
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
  /// The middle one, of an even number that before the middle.
  var median: Double { sorted()[(count - 1) / 2] }
}
