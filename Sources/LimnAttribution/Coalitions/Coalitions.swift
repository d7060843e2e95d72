import LimnCore

/// A list of coalitions to evaluate.
public enum Coalitions: Sendable {
  /// One coalition a row, one player a column: 1 where the player is present, 0 where it is absent.
  case members(Matrix)
  /// The coalitions visited by walks, one walk after the other.
  case walks(CoalitionWalks)

  /// The number of coalitions.
  public var count: Int {
    switch self {
    case .members(let matrix): matrix.rows
    case .walks(let walks): walks.coalitions
    }
  }

  /// Stops a caller whose coalitions are those of another game.
  func requirePlayers(_ count: Int) {
    switch self {
    case .members(let matrix):
      precondition(matrix.columns == count, "\(matrix.columns) columns for \(count) players")
    case .walks(let walks):
      precondition(walks.players == count, "walks of \(walks.players) players for \(count)")
    }
  }

  /// The same list in pieces of about `size` coalitions (a walk is not cut), so that the memory of
  /// an evaluation is bounded.
  func chunks(of size: Int) -> [Coalitions] {
    switch self {
    case .members(let matrix):
      guard matrix.rows > size else { return [self] }
      return stride(from: 0, to: matrix.rows, by: size).map {
        .members(matrix.rows($0..<min($0 + size, matrix.rows)))
      }
    case .walks(let walks):
      guard count > size else { return [self] }
      return walks.pieces(of: size).map(Coalitions.walks)
    }
  }
}
