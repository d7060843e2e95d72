import LimnCore

/// What a run draws random numbers for; each purpose has its own stream, split from the run's seed.
enum StreamPurpose: Int {
  case initialization, shuffling, dropout
}

extension RandomStream {
  /// The stream of a purpose, independent of those of the others.
  func split(_ purpose: StreamPurpose) -> RandomStream { split(purpose.rawValue) }
}
