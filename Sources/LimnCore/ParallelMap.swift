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

/// `(0..<count).map(body)`, spread over the threads of `work`; stops at its cancellation before the
/// next index.
///
/// The results stand in order and `body` sees only its index, so nothing depends on the number of
/// workers. When calls throw, the error of the lowest index is the one thrown, as a loop would, and
/// no call is begun after it.
///
/// - Parameter body: given an index and the work of it: its share of the progress, and the threads that
///   the other indices leave to it.
/// - Throws: `CancellationError`, or what `body` throws.
public func parallelMap<Result: Sendable>(
  count: Int, work: Work, _ body: @Sendable (Int, Work) throws -> Result
) throws -> [Result] {
  try parallelFill(count: count, size: 1, work: work) { range, work, slots in
    slots.initialize(to: try body(range.lowerBound, work))
  }
}

/// The same for a body that takes no time worth dividing.
public func parallelMap<Result: Sendable>(
  count: Int, work: Work, _ body: @Sendable (Int) throws -> Result
) throws -> [Result] {
  try parallelMap(count: count, work: work) { index, _ in try body(index) }
}

/// The same for work that is done in chunks of at most `size` indices: `prepare` does what serves a
/// whole chunk, and what it returns makes the result of each index in it. The chunks do not depend on
/// the number of workers.
public func parallelChunks<Result: Sendable>(
  of count: Int, size: Int, work: Work,
  _ prepare: @Sendable (Range<Int>, Work) throws -> (Int) -> Result
) throws -> [Result] {
  try parallelFill(count: count, size: size, work: work) { range, work, slots in
    let result = try prepare(range, work)
    for index in range { (slots + (index - range.lowerBound)).initialize(to: result(index)) }
  }
}

/// An array whose chunks are made in place by several threads: nothing is copied or joined after.
///
/// - Parameter body: initializes the slots of a chunk, all of them, or throws and none.
private func parallelFill<Result: Sendable>(
  count: Int, size: Int, work: Work,
  _ body: @Sendable (Range<Int>, Work, UnsafeMutablePointer<Result>) throws -> Void
) throws -> [Result] {
  guard count > 0 else { return [] }
  let chunks = (count + size - 1) / size
  // Where there are fewer chunks than workers, a chunk may use the others.
  let inner = work.with(workers: (work.workers - 1) / chunks + 1)
  let shares = inner.shares(of: count)
  return try [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
    // Unsafe for the compiler, which cannot see that no two threads share a slot: a chunk is handed out
    // once, its slots are written by the thread that took it, and read when all threads have ended. A
    // lock or a copy in its place is what the threads would wait for.
    nonisolated(unsafe) let slots = buffer.baseAddress!
    @Sendable func range(_ chunk: Int) -> Range<Int> {
      chunk * size..<min(count, (chunk + 1) * size)
    }
    let next = Atomic(0)
    let hasFailed = Atomic(false)
    let failures = Mutex<[Int: any Error]>([:])
    @Sendable func fillChunks() {
      // Chunks are handed out in order, so when one fails all before it have been begun.
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
