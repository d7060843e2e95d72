import LimnCore

/// LIME: a linear surrogate of the model around one input, fitted to the model's scores of copies
/// with segments removed (Ribeiro, Singh, Guestrin 2016, arXiv 1602.04938).
///
/// A mask `z ∈ {0, 1}ⁿ` keeps a segment if its component is 1 and replaces it by the background
/// otherwise. In random masks each segment is present with probability ½. They are weighted by
/// their proximity to the input, `π = √exp(−D²/ν²)`, and the score is regressed on z with a ridge
/// penalty that excludes the intercept:
///
///     min_{b, β}  Σ_k π_k (f(z_k) − b − z_k · β)² + λ |β|²
///
/// The defaults are those of lime's image mode: cosine distance, ν = 0.25, λ = 1, and the input
/// itself as the first sample. The estimand is the limit of many samples, in which λ is negligible;
/// the standard errors refer to it. If all 2ⁿ masks are evaluated, λ is 0 by default, and the
/// values equal this limit exactly.
///
/// A segment's coefficient is the value of the whole segment; it is divided equally among its
/// features, so that sums over features equal sums over segments. Segments that equal the
/// background change nothing when they join, so they are excluded from the surrogate, and their
/// value is exactly 0. LIME does not guarantee completeness: the gap can be large.
///
/// Masks depend only on the settings and the number of players. An input therefore has the same
/// result alone and in any batch, but the errors of different inputs are not independent.
///
/// Cost for each input: one model evaluation for each mask and background row. For n players, the
/// regression takes about `samples × n²` operations, which inputs with the same number of players
/// share unless features are selected.
public struct LIME: CoalitionAttributor {
  /// The model that is explained.
  public let model: any Model
  /// The settings.
  public var settings: Configuration

  private let designs = DesignCache<MaskDesign.Key, MaskDesign>()

  /// The default number of masks for 17 to 250 players.
  public static let defaultSamples = 1000

  /// The default number of masks: ``defaultSamples``, or four for each player if that is more. For
  /// more than 1,260 players a regression on so many masks would take over 8·10⁹ operations, which
  /// is several seconds, so the number decreases again, to ``defaultSamples`` at least.
  public static func defaultSamples(players: Int) -> Int {
    let affordable = mostOperations / (Double(players) * Double(players))
    return max(defaultSamples, min(4 * players, Int(min(affordable, 1e9))))
  }

  private static let mostOperations = 8e9
  /// The maximum number of players for which all masks are evaluated by default.
  public static let maximumEnumerated = 16
  /// The minimum number of masks, so that standard errors exist.
  public static let minimumSamples = 4

  /// Binds the method to a model.
  ///
  /// - Throws: ``AttributionError`` for a setting out of its range, or a background or segments
  ///   that do not fit the model.
  public init(_ model: any Model, settings: Configuration) throws {
    self.model = model
    self.settings = settings
    try validateSettings()
  }

  /// Binds the method to a model, with individual settings; see ``Configuration``.
  ///
  /// - Throws: as ``init(_:settings:)``.
  public init(
    _ model: any Model, background: Background = .zeros, segmentation: Segmentation = .features,
    samples: Int? = nil, kernelWidth: Double = 0.25, ridge: Double? = nil,
    distance: MaskDistance = .cosine, sampling: MaskSampling = .paired,
    selection: FeatureSelection = .all, seed: UInt64 = 0
  ) throws {
    try self.init(
      model,
      settings: Configuration(
        background: background, segmentation: segmentation, samples: samples,
        kernelWidth: kernelWidth, ridge: ridge, distance: distance, sampling: sampling,
        selection: selection, seed: seed))
  }

  public func attributions(of game: inout CoalitionGame) throws -> [Attribution] {
    game.plannedEvaluations = plannedEvaluations(for: game)
    let ends = try game.ends()
    let surrogates =
      enumerates(game.players.count)
      ? try enumerated(&game, ends: ends)
      : try sampled(&game, ends: ends)
    return surrogates.enumerated().map { index, surrogate in
      Attribution(
        method: name, objective: game.objectives[index], shape: model.inputShape,
        values: game.players.shared(surrogate.values),
        standardErrors: game.players.shared(surrogate.standardErrors),
        scoreAtInput: ends.full[index], scoreAtBaseline: ends.empty[index],
        reference: Reference(game.background), evaluations: game.evaluations,
        options: options(surrogate), fit: surrogate.fit,
        notes: surrogate.notes)
    }
  }

  private func plannedEvaluations(for game: CoalitionGame) -> Double {
    let n = game.players.count
    let masks = enumerates(n) ? 1 << n : samples(players: n)
    return Double(masks) * Double(game.evaluationsPerCoalition)
  }

  private func samples(players: Int) -> Int {
    settings.samples ?? Self.defaultSamples(players: players)
  }

  private func enumerates(_ players: Int) -> Bool {
    if let samples = settings.samples { return players < 60 && 1 << players <= samples }
    return players <= Self.maximumEnumerated
  }

  private func options(_ surrogate: Surrogate) -> [Attribution.Option] {
    var options = [
      Attribution.Option("segments", surrogate.values.count),
      surrogate.isEnumerated
        ? Attribution.Option("masks", "all \(surrogate.points)")
        : Attribution.Option("masks", surrogate.points),
    ]
    if !surrogate.isEnumerated {
      options.append(Attribution.Option("sampling", settings.sampling.rawValue))
      options.append(Attribution.Option(seed: settings.seed))
    }
    options.append(Attribution.Option("distance", settings.distance.rawValue))
    options.append(Attribution.Option("kernel width", settings.kernelWidth))
    options.append(Attribution.Option("ridge", surrogate.ridge))
    if let description = settings.selection.description(chosen: surrogate.chosen) {
      options.append(Attribution.Option("selection", description))
    }
    return options
  }

  private func enumerated(
    _ game: inout CoalitionGame, ends: CoalitionEnds
  ) throws -> [Surrogate] {
    let (n, ridge) = (game.players.count, settings.ridge ?? 0)
    let weights = weights(players: n)
    let all = try EnumeratedSurrogate(&game, ends: ends, weights: weights)
    let basis = Surrogate.Basis(
      equations: all.equations, input: [Double](repeating: 1, count: n), points: 1 << n,
      isEnumerated: true, ridge: ridge, isRankDeficient: all.equations.isRankDeficient)
    if basis.isRankDeficient, ridge == 0 {
      throw AttributionError.rankDeficient(samples: 1 << n, features: n)
    }
    return try all.targets.enumerated().map { objective, target in
      let features = settings.selection.features(all.equations, target, parts: basis.input)
      guard let solution = all.solution(of: objective, features: features, ridge: ridge) else {
        throw AttributionError.rankDeficient(samples: 1 << n, features: n)
      }
      return Surrogate(
        solution, of: basis, target: target, scoreAtInput: ends.full[objective],
        shrinkage: all.equations.shrinkage(features, ridge: ridge))
    }
  }

  private func sampled(
    _ game: inout CoalitionGame, ends: CoalitionEnds
  ) throws -> [Surrogate] {
    let n = game.players.count
    let (samples, ridge) = (samples(players: n), settings.ridge ?? 1)
    try DesignMemory.masks.check("samples", samples, features: n)
    let key = MaskDesign.Key(
      players: n, samples: samples, kernelWidth: settings.kernelWidth, ridge: ridge,
      distance: settings.distance, sampling: settings.sampling, seed: settings.seed,
      fitsAll: settings.selection == .all)
    let prepared = try designs.design(for: key, cost: n * samples) {
      try MaskDesign(key, weights: weights(players: n))
    }
    return try prepared.regression.surrogates(
      scores: try prepared.scores(&game, ends: ends), scoresAtInput: ends.full,
      selection: settings.selection, parts: [Double](repeating: 1, count: n), noun: "segments")
  }

  /// π for each number of present players.
  private func weights(players n: Int) -> [Double] {
    (0...n).map {
      n == 0
        ? 1
        : localityWeight(
          at: settings.distance.distance(present: $0, players: n), width: settings.kernelWidth)
    }
  }
}

extension LIME: AnytimeAttributor {
  /// Intermediate estimates are fitted to a sixteenth and to a quarter of the samples, which adds
  /// about a third to the evaluations.
  ///
  /// - Throws: as ``AnytimeAttributor/attribution(of:objective:work:improved:)``.
  public func attribution(
    of input: [Float], objective: Objective, work: Work,
    improved: (Attribution) throws -> Void
  ) throws -> Attribution {
    let all = samples(
      players: try game(of: input, objectives: [objective], work: work).players.count)
    let shares = work.shares(of: 21)
    for divisor in [16, 4] where all / divisor >= Self.minimumSamples {
      var part = self
      part.settings.samples = all / divisor
      let share = shares.share(16 / divisor)
      do {
        let found = try part.attribution(of: input, objective: objective, work: share.work)
        try improved(
          found.adding(
            .init(
              .interim, "an interim estimate: \(all / divisor) of \(all) samples are drawn")))
      } catch AttributionError.rankDeficient {
        // Too few samples to determine the coefficients; more may suffice.
      }
      share.finish()
    }
    let share = shares.share(16)
    defer { share.finish() }
    return try attribution(of: input, objective: objective, work: share.work)
  }
}
