/// How a long computation may run: how many threads it may use, whether it has been cancelled, and
/// where it reports its progress. No result depends on it.
///
/// Every long-running function of Limn takes a `Work` and passes it on to what it calls. Every loop
/// reaches a checkpoint within about 50 ms for a model of the embedded one's size. A single call of
/// a model is never interrupted, so slow models respond to cancellation more slowly.
///
/// ```swift
/// let work = Work(cancellation: cancellation) { print("\($0.fraction * 100)%") }
/// let found = try method.attributions(of: digits, objectives: objectives, work: work)
/// ```
public struct Work: Sendable {
  /// The number of threads; at least 1.
  public let workers: Int
  let cancellation: Cancellation?
  let listener: (@Sendable (Progress) -> Void)?

  /// Creates a computation on all cores, ``availableWorkers``.
  ///
  /// - Parameters:
  ///   - cancellation: stops the computation; `nil` if it cannot be stopped.
  ///   - progress: progress callback, called from any thread, one call at a time.
  public init(
    cancellation: Cancellation? = nil, progress: (@Sendable (Progress) -> Void)? = nil
  ) {
    self.init(valid: availableWorkers, cancellation, progress)
  }

  /// Creates a computation on a given number of threads.
  ///
  /// - Parameters:
  ///   - workers: the number of threads; at least 1.
  ///   - cancellation: stops the computation; `nil` if it cannot be stopped.
  ///   - progress: progress callback, called from any thread, one call at a time.
  /// - Throws: ``WorkError`` for fewer than one worker.
  public init(
    workers: Int, cancellation: Cancellation? = nil,
    progress: (@Sendable (Progress) -> Void)? = nil
  ) throws(WorkError) {
    guard workers > 0 else { throw .workers(found: workers) }
    self.init(valid: workers, cancellation, progress)
  }

  private init(
    valid workers: Int, _ cancellation: Cancellation?, _ progress: (@Sendable (Progress) -> Void)?
  ) {
    self.workers = workers
    self.cancellation = cancellation
    listener = progress
  }

  /// A computation on one thread.
  ///
  /// - Parameters:
  ///   - cancellation: stops the computation; `nil` if it cannot be stopped.
  ///   - progress: progress callback, called from any thread, one call at a time.
  public static func serial(
    cancellation: Cancellation? = nil, progress: (@Sendable (Progress) -> Void)? = nil
  ) -> Work {
    Work(valid: 1, cancellation, progress)
  }

  /// Stops the computation if it has been cancelled. Costs one relaxed atomic load.
  ///
  /// - Throws: `CancellationError`.
  public func checkpoint() throws(CancellationError) {
    if let cancellation { try cancellation.check() }
  }

  /// Passes progress to the callback, if there is one.
  public func report(_ progress: Progress) { listener?(progress) }

  /// Reaches a checkpoint, then reports progress; called once in each round of a loop.
  ///
  /// - Throws: `CancellationError`.
  public func checkpoint(done: Int, of total: Int) throws(CancellationError) {
    try checkpoint()
    listener?(Progress(done: Double(done), total: Double(total)))
  }

  /// The same work with another number of threads.
  ///
  /// - Throws: ``WorkError`` for fewer than one worker.
  public func with(workers: Int) throws(WorkError) -> Work {
    try Work(workers: workers, cancellation: cancellation, progress: listener)
  }

  /// The same work without a progress callback.
  public var silent: Work { Work(valid: workers, cancellation, nil) }

  /// The same work, whose progress reports carry `activity`.
  public func doing(_ activity: Activity) -> Work {
    guard let listener else { return self }
    return reporting { progress in
      listener(Progress(done: progress.done, total: progress.total, activity: activity))
    }
  }

  /// The same work with another progress callback.
  func reporting(to listener: @escaping @Sendable (Progress) -> Void) -> Work {
    Work(valid: workers, cancellation, listener)
  }

  /// Divides the work into shares, sequential or concurrent, whose progress adds up.
  ///
  /// - Parameters:
  ///   - total: the sum of the weights of all shares; progress is reported in this unit.
  ///   - done: the amount done before.
  public func shares(of total: Int, done: Int = 0) -> Shares {
    Shares(of: self, total: Double(total), done: Double(done))
  }
}

extension Work {
  /// The progress of a computation.
  public struct Progress: Sendable, Hashable {
    /// The amount done, in `0...total`; fractional where a single unit takes long.
    public let done: Double
    /// The total amount, in the unit of the activity.
    public let total: Double
    /// The current activity.
    public let activity: Activity

    /// Creates a progress value; `done` and `total` are in the same unit.
    public init(done: Double, total: Double, activity: Activity = .explaining) {
      self.done = done
      self.total = total
      self.activity = activity
    }

    /// The fraction done, `done / total`, in `0...1`; 1 if there is nothing to do.
    public var fraction: Double { total > 0 ? min(done / total, 1) : 1 }
  }

  /// The current activity, which determines the unit of a ``Progress``.
  public enum Activity: Sendable, Hashable {
    /// Explaining inputs; the unit is rows.
    case explaining
    /// Evaluating methods; the unit is steps.
    case evaluating
    /// Training a network; the unit is epochs.
    case training
    /// Computing the loss over a plane; the unit is points.
    case surveying
    /// Writing results; the unit is rows.
    case writing
  }
}
