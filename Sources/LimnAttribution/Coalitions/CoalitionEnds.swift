/// What a game is worth with everybody and with nobody: one value for each objective.
public struct CoalitionEnds: Sendable, Equatable {
  /// `v(N) = f(x)`.
  public let full: [Double]
  /// `v(∅)`, the mean of f over the background.
  public let empty: [Double]
  /// f of each background row.
  public let emptyByRow: [[Double]]

  /// `v(N) − v(∅)`: what the values of all players have to sum to.
  public var differences: [Double] { zip(full, empty).map { $0 - $1 } }
}
