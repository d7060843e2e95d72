/// What ``ShapleyEstimator/gaussianProcess`` takes for how fast the values of coalitions part as they
/// differ in a player.
public enum ShapleyDecays: String, Sendable, Hashable, CaseIterable, Codable {
  /// The same for all players and games: one matrix serves every input.
  case fixed
  /// One for each player, learned from the coalitions evaluated for the input and objective, by marginal
  /// likelihood: tenths of a second, and no evaluation more.
  case learned
}
