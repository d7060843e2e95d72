/// The values of the full and the empty coalition, one for each objective, in the objectives'
/// units.
public struct CoalitionEnds: Sendable, Equatable {
  /// `v(N) = f(x)`.
  public let full: [Double]
  /// `v(∅)`, the mean of f over the background.
  public let empty: [Double]
  /// The values of f at each background row: `[row][objective]`.
  public let emptyByRow: [[Double]]

  /// `v(N) − v(∅)`, which the players' values must sum to.
  public var differences: [Double] { zip(full, empty).map { $0 - $1 } }
}
