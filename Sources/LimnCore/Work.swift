/// What a long computation is given besides its inputs: how many threads it may use, whether it is
/// still wanted, and whom to tell how far it has come. No result depends on it.
///
/// Everything in Limn that can take long takes a `Work` and passes it down. Every loop reaches a
/// checkpoint within about 50 ms on a model of the embedded one's size; one call of a model is never
/// cut short, so a slow model sets the pace.
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

  /// A description of how a computation may run.
  ///
  /// - Parameters:
  ///   - workers: the number of threads; at least 1.
  ///   - cancellation: what stops the computation; `nil` for one that cannot be stopped.
  ///   - progress: called with how far it has come, from any thread, with one call at a time.
  public init(
    workers: Int = availableWorkers, cancellation: Cancellation? = nil,
    progress: (@Sendable (Progress) -> Void)? = nil
  ) {
    precondition(workers > 0, "\(workers) workers do no work")
    self.workers = workers
    self.cancellation = cancellation
    listener = progress
  }

  /// Ends the computation where it is no longer wanted. The cost is one relaxed atomic load.
  ///
  /// - Throws: `CancellationError`.
  public func checkpoint() throws(CancellationError) {
    if let cancellation { try cancellation.check() }
  }

  /// Tells whoever listens how far the computation has come.
  public func report(_ progress: Progress) { listener?(progress) }

  /// Reaches a checkpoint, then tells how far the computation has come: what a loop does in each
  /// round.
  ///
  /// - Throws: `CancellationError`.
  public func checkpoint(done: Int, of total: Int) throws(CancellationError) {
    try checkpoint()
    listener?(Progress(done: Double(done), total: Double(total)))
  }

  /// The same work with another number of threads.
  public func with(workers: Int) -> Work {
    Work(workers: workers, cancellation: cancellation, progress: listener)
  }

  /// The same work, of which nobody is told.
  public var silent: Work { Work(workers: workers, cancellation: cancellation) }

  /// The same work, whose reports say what is being done.
  public func doing(_ activity: Activity) -> Work {
    guard let listener else { return self }
    return Work(workers: workers, cancellation: cancellation) { progress in
      listener(Progress(done: progress.done, total: progress.total, activity: activity))
    }
  }

  /// Divides the work into shares, one after another or side by side, whose progress adds up.
  ///
  /// - Parameters:
  ///   - total: what the weights of all shares add up to; the whole is reported in its unit.
  ///   - done: what was done before.
  public func shares(of total: Int, done: Int = 0) -> Shares {
    Shares(of: self, total: Double(total), done: Double(done))
  }
}

extension Work {
  /// How far a computation has come.
  public struct Progress: Sendable, Hashable {
    /// In 0...`total`; a part of a unit where the unit itself takes long.
    public let done: Double
    /// Rows, steps or epochs, by the activity.
    public let total: Double
    /// What is being done.
    public let activity: Activity

    /// So much done of a total, in the same unit.
    public init(done: Double, total: Double, activity: Activity = .explaining) {
      self.done = done
      self.total = total
      self.activity = activity
    }

    /// `done / total`, in 0...1; 1 where there is nothing to do.
    public var fraction: Double { total > 0 ? min(done / total, 1) : 1 }
  }

  /// What is being done, and thereby the unit of a ``Progress``.
  public enum Activity: Sendable, Hashable {
    /// Inputs are explained; in rows.
    case explaining
    /// The methods are tested; in steps.
    case evaluating
    /// A network is trained; in epochs.
    case training
    /// The loss is taken over a plane; in points.
    case surveying
    /// Results are written; in rows.
    case writing
  }
}
