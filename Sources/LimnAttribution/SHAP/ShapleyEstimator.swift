/// The algorithms for Shapley values.
public enum ShapleyEstimator: String, Sendable, Hashable, CaseIterable {
  /// The best for the model and budget: ``analytic`` if it applies, else ``exact`` if the budget
  /// allows all coalitions, else ``gaussianProcess``; ``sampling`` if the background is too large
  /// for the budget, and ``permutation`` if a Gaussian process would take too long.
  case auto
  /// Antithetic permutation sampling, with standard errors (Castro, Gómez, Tejada 2009).
  case permutation
  /// Permutation sampling that draws a background row for each pair of permutations, with standard
  /// errors (Štrumbelj and Kononenko 2014).
  case sampling
  /// Regression with the Shapley kernel on pairs of coalitions, sampled without replacement, with
  /// standard errors (Musco and Witter 2024, arXiv 2410.01817).
  case kernel
  /// Gaussian-process quadrature with coalitions chosen far apart, with posterior standard errors.
  case gaussianProcess = "gaussian-process"
  /// Exact enumeration of all coalitions, for up to 24 players.
  case exact
  /// A closed form for the logits of a network with one hidden rectifier layer, or none, with an
  /// error bound for each value (by the multilinear extension, Owen 1972).
  case analytic
  /// A Gaussian approximation for the logits of a network with one hidden rectifier layer, or none,
  /// without error bars and about a hundred times faster than ``analytic`` (Ancona, Öztireli, Gross
  /// 2019, arXiv 1903.10992).
  case moments
}

/// How the kernel of ``ShapleyEstimator/gaussianProcess`` decays when coalitions differ in a
/// player, and what else is learned from the evaluations.
public enum ShapleyDecays: String, Sendable, Hashable, CaseIterable, Codable {
  /// The same decay for all players and games, so that one matrix is used for every input.
  case fixed
  /// One decay for each player, fitted to the coalitions evaluated for the input by penalised
  /// marginal likelihood, with interactions of three players that stand out. A probability is
  /// estimated from predictions of the logits behind it, if these predict it better. It takes tenths
  /// of a second and no additional evaluations.
  case learned
}
