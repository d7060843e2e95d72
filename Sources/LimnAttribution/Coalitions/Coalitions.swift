import LimnCore

/// A list of coalitions to evaluate.
public enum Coalitions: Sendable {
  /// A matrix of coalitions × players: 1 if the player is present, 0 if it is absent.
  case members(Matrix)
  /// The coalitions visited by walks, one walk after another.
  case walks(CoalitionWalks)

  /// The number of coalitions.
  public var count: Int {
    switch self {
    case .members(let matrix): matrix.rows
    case .walks(let walks): walks.coalitions
    }
  }

  /// Checks that the coalitions have the right number of players.
  func requirePlayers(_ count: Int) {
    switch self {
    case .members(let matrix):
      precondition(matrix.columns == count, "\(matrix.columns) columns for \(count) players")
    case .walks(let walks):
      precondition(walks.players == count, "walks of \(walks.players) players for \(count)")
    }
  }

  /// The list in pieces of about `size` coalitions, so that the memory of an evaluation is bounded;
  /// walks are not split.
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
