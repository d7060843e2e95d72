import Dispatch
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The number of cores this process may use: the default number of workers.
public var availableWorkers: Int {
  max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
}

/// `(0..<count).map(body)`, spread over `workers` threads.
///
/// The results stand in order and `body` sees only its index, so nothing depends on the number of
/// workers. When calls throw, the error of the lowest index is the one thrown, as a loop would, and
/// no call is begun after it.
public func parallelMap<Result: Sendable>(
  count: Int, workers: Int, _ body: @Sendable (Int) throws -> Result
) throws -> [Result] {
  precondition(workers > 0, "\(workers) workers do no work")
  guard workers > 1, count > 1 else { return try (0..<count).map(body) }
  let next = Atomic(0)
  let hasFailed = Atomic(false)
  let outcomes = Mutex([Swift.Result<Result, any Error>?](repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: min(workers, count)) { _ in
    // Indices are handed out in order, so when a call fails all lower ones have been begun.
    while !hasFailed.load(ordering: .relaxed) {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      let outcome = Swift.Result { try body(index) }
      if case .failure = outcome { hasFailed.store(true, ordering: .relaxed) }
      outcomes.withLock { $0[index] = outcome }
    }
  }
  return try outcomes.withLock { outcomes in
    try outcomes.map { outcome in
      guard let outcome else { preconditionFailure("only a failure leaves an index out") }
      return try outcome.get()
    }
  }
}
