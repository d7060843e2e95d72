import Synchronization

#if os(Linux)
  import CBLAS
#endif
#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The number of processors that this process may run on: the default number of workers. On Linux its
/// affinity counts, as `taskset`, Slurm and container runtimes set it; a quota of processor time does
/// not.
public var availableWorkers: Int {
  let online = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  #if os(Linux)
    // OpenBLAS reads the affinity for its own threads; glibc's call for it is not visible to Swift.
    return min(online, max(1, Int(openblas_get_num_procs())))
  #else
    return online
  #endif
}

/// `(0..<count).map(body)`, spread over the threads of `work`. Cancellation is checked before each
/// index.
///
/// Results are in order and `body` sees only its index, so nothing depends on the number of
/// workers. If calls throw, the error of the lowest index is thrown, as in a loop, and no further
/// calls are started.
///
/// - Parameters:
///   - count: the number of indices.
///   - work: the threads, cancellation and progress of the whole.
///   - body: called with an index and that index's share of the work: its part of the progress, and
///     the threads that other indices leave unused.
/// - Throws: `CancellationError`, or whatever `body` throws.
public func parallelMap<Result: Sendable>(
  count: Int, work: Work, _ body: @Sendable (Int, Work) throws -> Result
) throws -> [Result] {
  try parallelFill(count: count, size: 1, work: work) { range, work, slots in
    slots.initialize(to: try body(range.lowerBound, work))
  }
}

/// `parallelMap` for a body that does not divide its own work.
///
/// - Throws: `CancellationError`, or whatever `body` throws.
public func parallelMap<Result: Sendable>(
  count: Int, work: Work, _ body: @Sendable (Int) throws -> Result
) throws -> [Result] {
  try parallelMap(count: count, work: work) { index, _ in try body(index) }
}

/// `parallelMap` for work done in chunks of at most `size` indices: `prepare` does the work shared
/// by a chunk and returns a function that computes the result of each index in it. The chunks do
/// not depend on the number of workers.
///
/// - Parameters:
///   - count: the number of indices.
///   - size: the maximum number of indices in a chunk, at least 1.
///   - work: the threads, cancellation and progress of the whole.
///   - prepare: called with the indices of a chunk and the chunk's share of the work.
/// - Returns: one result for each index, in order.
/// - Throws: `CancellationError`, or whatever `prepare` throws.
public func parallelChunks<Result: Sendable>(
  of count: Int, size: Int, work: Work,
  _ prepare: @Sendable (Range<Int>, Work) throws -> (Int) -> Result
) throws -> [Result] {
  try parallelFill(count: count, size: size, work: work) { range, work, slots in
    let result = try prepare(range, work)
    for index in range { (slots + (index - range.lowerBound)).initialize(to: result(index)) }
  }
}

/// Fills an array in place, chunk by chunk, from several threads, without copying or joining.
///
/// - Parameter body: initializes all slots of a chunk, or throws and initializes none.
private func parallelFill<Result: Sendable>(
  count: Int, size: Int, work: Work,
  _ body: @Sendable (Range<Int>, Work, UnsafeMutablePointer<Result>) throws -> Void
) throws -> [Result] {
  guard count > 0 else { return [] }
  let chunks = (count + size - 1) / size
  // With fewer chunks than workers, each chunk may use several threads.
  let inner = try work.with(workers: (work.workers - 1) / chunks + 1)
  let shares = inner.shares(of: count)
  return try [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
    // Unsafe because the compiler cannot see that no two threads share a slot: each chunk is handed
    // out once, its slots are written by the thread that took it and read after all threads have
    // ended. A lock or a copy would make the threads wait.
    nonisolated(unsafe) let slots = buffer.baseAddress!
    @Sendable func range(_ chunk: Int) -> Range<Int> {
      chunk * size..<min(count, (chunk + 1) * size)
    }
    let next = Atomic(0)
    let hasFailed = Atomic(false)
    let failures = Mutex<[Int: any Error]>([:])
    @Sendable func fillChunks() {
      // Chunks are handed out in order, so when one fails, all before it have been started.
      while !hasFailed.load(ordering: .relaxed) {
        let chunk = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard chunk < chunks else { return }
        do {
          try work.checkpoint()
          let share = shares.share(range(chunk).count)
          try body(range(chunk), share.work, slots + chunk * size)
          share.finish()
        } catch {
          failures.withLock { $0[chunk] = error }
          hasFailed.store(true, ordering: .relaxed)
        }
      }
    }
    if work.workers == 1 || chunks == 1 {
      fillChunks()
    } else {
      ComputingThreads.sideBySide(min(work.workers, chunks), fillChunks)
    }
    let failed = failures.withLock { $0 }
    guard let first = failed.keys.min(), let error = failed[first] else {
      initialized = count
      return
    }
    for chunk in 0..<min(next.load(ordering: .relaxed), chunks) where failed[chunk] == nil {
      (slots + chunk * size).deinitialize(count: range(chunk).count)
    }
    throw error
  }
}
