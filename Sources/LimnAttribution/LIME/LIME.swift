import LimnCore

/// LIME: a linear surrogate of the model around one input, fitted to what the model says of the input
/// with segments taken away (Ribeiro, Singh, Guestrin 2016, arXiv 1602.04938).
///
/// A mask `z ∈ {0, 1}ⁿ` shows a segment where z is 1 and the background elsewhere. Masks are drawn
/// with each segment present by a fair coin, weighed by their nearness to the input,
/// `π = √exp(−D²/ν²)`, and the score is regressed on z with a ridge penalty that spares the
/// intercept:
///
///     min_{b, β}  Σ_k π_k (f(z_k) − b − z_k · β)² + λ |β|²
///
/// Defaults are those of lime's image mode: cosine distance, ν = 0.25, λ = 1, the input itself the
/// first sample. What is estimated is the limit of many samples, in which λ is nothing; the standard
/// errors are of that. Where all 2ⁿ masks are evaluated, λ is 0 unless it is set, and the values are
/// that limit exactly.
///
/// A segment's coefficient is the value of the whole segment; it is shared equally among its
/// features, so that sums over features are sums over segments. Segments that equal the background
/// change nothing when they join: they are no features of the surrogate, and their value is exactly
/// 0. LIME promises no sum: the completeness gap can be large.
///
/// Masks and the regression belong to the options and the number of players: an input has the same
/// result alone and in any batch, and errors of different inputs are not independent.
public struct LIME: Attributor {
  public let model: any Model
  /// What absent segments show; over several rows the score is averaged.
  public var background: Background
  /// How features are grouped into segments.
  public var segmentation: Segmentation
  /// The most masks to evaluate, the input itself and the empty mask among them; each costs one
  /// model evaluation for each background row. `nil` for ``defaultSamples``, and for all 2ⁿ masks
  /// where no more than ``maximumEnumerated`` players leave them few. All masks are also taken when
  /// they are no more than the samples.
  public var samples: Int?
  /// ν, in the distance's unit.
  public var kernelWidth: Double
  /// λ; `nil` for 1 where masks are sampled and 0 where all are evaluated.
  public var ridge: Double?
  public var distance: MaskDistance
  public var sampling: MaskSampling
  public var selection: FeatureSelection
  public var seed: UInt64

  private let designs = DesignCache<PreparedMasks.Key, PreparedMasks>()

  /// The number of masks where none is named.
  public static let defaultSamples = 1000
  /// Up to this many players all masks are evaluated unless a number of samples is named.
  public static let maximumEnumerated = 16
  /// Fewer masks than this give no error bar.
  public static let minimumSamples = 4

  public init(
    model: any Model, background: Background = .zeros, segmentation: Segmentation = .features,
    samples: Int? = nil, kernelWidth: Double = 0.25, ridge: Double? = nil,
    distance: MaskDistance = .cosine, sampling: MaskSampling = .paired,
    selection: FeatureSelection = .all, seed: UInt64 = 0
  ) {
    self.model = model
    self.background = background
    self.segmentation = segmentation
    self.samples = samples
    self.kernelWidth = kernelWidth
    self.ridge = ridge
    self.distance = distance
    self.sampling = sampling
    self.selection = selection
    self.seed = seed
  }

  public var name: String { "lime" }
  public var reference: Background? { background }

  /// Explains every row of `inputs`, row r by `objectives[r]`; rows in parallel.
  ///
  /// - Throws: `ModelError`; `AttributionError`, among them `.kernelWidth`, `.ridge`,
  ///   `.sampleCount`, `.featureCount` and, without a penalty, `.rankDeficient`.
  public func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    try games.attributions(
      of: inputs, objectives: objectives, work: work, by: attributions(of:))
  }

  /// Explains one input by several objectives, all ten classes say, from the same evaluations.
  ///
  /// - Returns: one attribution for each objective; each states the evaluations spent on all.
  /// - Throws: as ``attributions(of:objectives:work:)``.
  public func attributions(of input: [Float], objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    try games.attributions(
      of: input, objectives: objectives, work: work, by: attributions(of:))
  }

  private var games: CoalitionGames {
    get throws {
      if let ridge, !(ridge >= 0 && ridge.isFinite) { throw AttributionError.ridge(ridge) }
      if let samples, samples < Self.minimumSamples {
        throw AttributionError.sampleCount(found: samples, minimum: Self.minimumSamples)
      }
      try selection.validate()
      _ = try LocalityKernel(width: kernelWidth)
      return try CoalitionGames(model, background: background, segmentation: segmentation)
    }
  }

  private func attributions(of game: inout CoalitionGame) throws -> [Attribution] {
    let kernel = try LocalityKernel(width: kernelWidth)
    game.plannedEvaluations = plannedEvaluations(for: game)
    let ends = try game.ends()
    let surrogates =
      enumerates(game.players.count)
      ? try enumerated(&game, ends: ends, kernel: kernel)
      : try sampled(&game, ends: ends, kernel: kernel)
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
    let masks = enumerates(n) ? 1 << n : samples ?? Self.defaultSamples
    return Double(masks) * Double(game.evaluationsPerCoalition)
  }

  private func enumerates(_ players: Int) -> Bool {
    if let samples { return players < 60 && 1 << players <= samples }
    return players <= Self.maximumEnumerated
  }

  private func options(_ surrogate: Surrogate) -> [Attribution.Option] {
    var options = [
      Attribution.Option("segments", String(surrogate.values.count)),
      Attribution.Option(
        "masks", surrogate.isEnumerated ? "all \(surrogate.points)" : String(surrogate.points)),
    ]
    if !surrogate.isEnumerated {
      options.append(Attribution.Option("sampling", sampling.rawValue))
      options.append(Attribution.Option("seed", String(seed)))
    }
    options.append(Attribution.Option("distance", distance.rawValue))
    options.append(Attribution.Option("kernel width", kernelWidth))
    options.append(Attribution.Option("ridge", surrogate.ridge))
    if let description = selection.description(chosen: surrogate.chosen) {
      options.append(Attribution.Option("selection", description))
    }
    return options
  }

  private func enumerated(
    _ game: inout CoalitionGame, ends: CoalitionEnds, kernel: LocalityKernel
  ) throws -> [Surrogate] {
    let (n, ridge) = (game.players.count, ridge ?? 0)
    let weights = weights(players: n, kernel: kernel)
    let all = try EnumeratedSurrogate(&game, ends: ends, weights: weights)
    let ones = [Double](repeating: 1, count: n)
    let isRankDeficient = all.moments.isRankDeficient
    if isRankDeficient, ridge == 0 {
      throw AttributionError.rankDeficient(samples: 1 << n, features: n)
    }
    return try all.targets.enumerated().map { objective, target in
      let features = selection.features(all.moments, target, parts: ones)
      guard let solution = all.solution(of: objective, features: features, ridge: ridge) else {
        throw AttributionError.rankDeficient(samples: 1 << n, features: n)
      }
      return Surrogate(
        solution, moments: all.moments, target: target, scoreAtInput: ends.full[objective],
        input: ones, points: 1 << n, isEnumerated: true, ridge: ridge,
        isRankDeficient: isRankDeficient, regression: nil)
    }
  }

  private func sampled(
    _ game: inout CoalitionGame, ends: CoalitionEnds, kernel: LocalityKernel
  ) throws -> [Surrogate] {
    let n = game.players.count
    let (samples, ridge) = (samples ?? Self.defaultSamples, ridge ?? 1)
    let key = PreparedMasks.Key(
      players: n, samples: samples, kernelWidth: kernelWidth, ridge: ridge, distance: distance,
      sampling: sampling, seed: seed, fitsAll: selection == .all)
    let prepared = try designs.design(for: key, cost: n * samples) {
      try PreparedMasks(key, weights: weights(players: n, kernel: kernel))
    }
    return try prepared.regression.surrogates(
      scores: try prepared.scores(&game, ends: ends), scoresAtInput: ends.full, ridge: ridge,
      selection: selection, parts: [Double](repeating: 1, count: n), noun: "segments")
  }

  /// π for each number of present players.
  private func weights(players n: Int, kernel: LocalityKernel) -> [Double] {
    (0...n).map { n == 0 ? 1 : kernel.weight(at: distance.distance(present: $0, players: n)) }
  }
}
