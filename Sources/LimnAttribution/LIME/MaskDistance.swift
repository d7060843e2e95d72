/// How far a mask is from the mask of ones, the input itself.
///
/// A mask is 0s and 1s, so its distance goes with the number of its ones alone.
public enum MaskDistance: String, Sendable, Hashable, CaseIterable {
  /// One minus the cosine of the angle between them, `1 − √(s/n)`, in 0…1; the mask of zeros, which
  /// has no angle, is at 1. lime's choice for images.
  case cosine
  /// The root of the number of absent players, `√(n − s)`. lime's choice for tables.
  case euclidean
  /// The share of absent players, `(n − s)/n`, in 0…1.
  case hamming

  /// The distance of a mask from the one that shows everything.
  ///
  /// - Parameters:
  ///   - present: the number s of ones, at most `players`.
  ///   - players: n > 0.
  public func distance(present: Int, players: Int) -> Double {
    let (s, n) = (Double(present), Double(players))
    return switch self {
    case .cosine: 1 - (s / n).squareRoot()
    case .euclidean: (n - s).squareRoot()
    case .hamming: (n - s) / n
    }
  }
}
