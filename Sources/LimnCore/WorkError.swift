/// What can be wrong with a ``Work``.
public enum WorkError: Error, Equatable {
  /// Fewer threads than one.
  case workers(found: Int)
}

extension WorkError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .workers(let found):
      "a computation needs at least 1 worker, not \(found)."
    }
  }
}
