/// The distance of a mask from the mask of ones, which is the input itself.
///
/// Since masks consist of 0s and 1s, the distance depends only on the number of ones.
public enum MaskDistance: String, Sendable, Hashable, CaseIterable {
  /// One minus the cosine similarity, `1 − √(s/n)`, in 0…1; the mask of zeros has distance 1. The
  /// default of lime for images.
  case cosine
  /// The square root of the number of absent players, `√(n − s)`. The default of lime for tables.
  case euclidean
  /// The share of absent players, `(n − s)/n`, in 0…1.
  case hamming

  /// The distance of a mask from the mask of ones.
  ///
  /// - Parameters:
  ///   - present: the number s of ones, at most `players`.
  ///   - players: the number n of players, at least 1.
  public func distance(present: Int, players: Int) -> Double {
    let (s, n) = (Double(present), Double(players))
    return switch self {
    case .cosine: 1 - (s / n).squareRoot()
    case .euclidean: (n - s).squareRoot()
    case .hamming: (n - s) / n
    }
  }
}
