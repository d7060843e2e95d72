import LimnCore

/// The purposes for which a run draws random numbers; each has its own stream, split from the run's
/// seed.
enum StreamPurpose: Int {
  case initialization, shuffling, dropout
}

extension RandomStream {
  /// The stream for a purpose, independent of those for other purposes.
  func split(_ purpose: StreamPurpose) -> RandomStream { split(purpose.rawValue) }
}
