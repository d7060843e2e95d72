/// How Shapley values are found.
public enum ShapleyEstimator: String, Sendable, Hashable, CaseIterable {
  /// The best that fits: ``analytic`` where it applies, else ``exact`` where the budget holds all
  /// coalitions, else ``gaussianProcess``; ``sampling`` where a background is too large for the
  /// budget.
  case auto
  /// Antithetic permutation sampling, with standard errors (Castro et al. 2009).
  case permutation
  /// Permutation sampling that draws a background row for each permutation (Štrumbelj and
  /// Kononenko 2014).
  case sampling
  /// Paired regression on the Shapley kernel, without replacement (Musco and Witter 2024,
  /// arXiv 2410.01817).
  case kernel
  /// Gaussian-process quadrature over coalitions chosen far apart, with posterior standard errors.
  case gaussianProcess = "gaussian-process"
  /// All coalitions in Gray-code order, up to 24 players.
  case exact
  /// Closed form for a one-hidden-layer network's logits, with a bound on each value's error
  /// (Owen 1972).
  case analytic
  /// Gaussian approximation of a one-hidden-layer network's logits, no coalition evaluated and no
  /// error bar: about a hundred times as fast as ``analytic`` (Ancona et al. 2019,
  /// arXiv 1903.10992).
  case moments
}

/// What ``ShapleyEstimator/gaussianProcess`` takes for how fast the values of coalitions part as they
/// differ in a player.
public enum ShapleyDecays: String, Sendable, Hashable, CaseIterable, Codable {
  /// The same for all players and games: one matrix serves every input.
  case fixed
  /// One for each player, learned from the coalitions evaluated for the input and objective, by marginal
  /// likelihood: tenths of a second, and no evaluation more.
  case learned
}
