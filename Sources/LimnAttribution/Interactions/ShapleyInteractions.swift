import LimnCore
import LimnNetwork

/// Shapley interactions of order two: for each pair of players, how much more they contribute
/// together than separately, averaged over the coalitions of the other players (Grabisch and
/// Roubens 1999):
/// `I_ij = Σ_{S∌i,j} |S|!(n − |S| − 2)!/(n − 1)! · [v(S∪ij) − v(S∪i) − v(S∪j) + v(S)]`. The
/// attribution's values sum to the score difference and include half of each pair;
/// ``Attribution/interactions`` contains the pairs.
///
/// They are computed exactly from all coalitions of up to twenty players, in closed form for logits
/// of a network with one hidden rectifier layer, or estimated from paired coalitions, with a
/// standard error for every pair.
public struct ShapleyInteractions: CoalitionAttributor {
  /// The model that is explained.
  public let model: any Model
  /// The settings.
  public var settings: Configuration
  private let units: RectifiedUnits?

  /// Binds the method to a model.
  ///
  /// - Throws: ``AttributionError`` for a setting out of its range, or a background or segments
  ///   that do not fit the model.
  public init(_ model: any Model, settings: Configuration) throws {
    self.model = model
    self.settings = settings
    units = RectifiedUnits(model)
    try validateSettings()
  }

  /// Binds the method to a model, with individual settings; see ``Configuration``.
  ///
  /// - Throws: as ``init(_:settings:)``.
  public init(
    _ model: any Model, background: Background = .zeros, segmentation: Segmentation = .features,
    index: Interactions.Index = .shapley, estimator: Estimator = .auto, evaluations: Int? = nil,
    seed: UInt64 = 0
  ) throws {
    try self.init(
      model,
      settings: Configuration(
        background: background, segmentation: segmentation, index: index, estimator: estimator,
        evaluations: evaluations, seed: seed))
  }

  /// Explains the input of a game. With several objectives, each is explained with evaluations of
  /// its own.
  ///
  /// - Returns: one attribution for each of the game's objectives.
  /// - Throws: `ModelError`, `CancellationError`;
  ///   ``AttributionError/tooManyPlayers(found:maximum:)`` for more than twenty players with
  ///   ``Estimator/exact`` or the Shapley-Taylor index; ``AttributionError/notAnalytic(_:)`` for
  ///   ``Estimator/closedForm`` with a model or objective without a closed form;
  ///   ``AttributionError/evaluationsBelowMinimum(found:minimum:)``.
  public func attributions(of game: inout CoalitionGame) throws -> [Attribution] {
    guard game.objectives.count > 1 else { return [try attribution(of: &game)] }
    return try game.objectives.map { objective in
      var own = CoalitionGame(
        model: model, input: game.input, background: game.background,
        segments: game.players.segments, objectives: [objective], work: game.work)
      return try attribution(of: &own)
    }
  }

  private enum Way: String {
    case enumeration = "exact"
    case closedForm = "analytic"
    case sampling = "sampled"
  }

  private static let defaultEvaluations = 2048

  /// How the pairs of a game are computed.
  private func way(for game: CoalitionGame) throws -> Way {
    let n = game.players.count
    let canCount = n <= PairEnumeration.maximumPlayers
    let cost =
      game.evaluationsForEnds + max(0, (1 << min(n, 40)) - 2) * game.evaluationsPerCoalition
    let hasForm = units?.applies(to: game.objectives) ?? false
    if settings.index == .shapleyTaylor || settings.estimator == .exact || n < 3 {
      guard canCount else {
        throw AttributionError.tooManyPlayers(found: n, maximum: PairEnumeration.maximumPlayers)
      }
      return .enumeration
    }
    switch settings.estimator {
    case .exact: return .enumeration
    case .closedForm:
      guard hasForm else { throw AttributionError.notAnalytic(.analytic) }
      return .closedForm
    case .sampled: return .sampling
    case .auto:
      if canCount, cost <= settings.evaluations ?? (1 << 16) { return .enumeration }
      if hasForm, let units {
        let operations = AnalyticShapley(units).cost(game) * 2 * Double(n)
        if operations <= ShapleyPlan.mostOperations { return .closedForm }
      }
      return .sampling
    }
  }

  private func attribution(of game: inout CoalitionGame) throws -> Attribution {
    let (objective, segments) = (game.objectives[0], game.players.segments)
    let way = try way(for: game)
    let ends = try game.ends()
    let active = game.players.active
    let count = segments.count
    var singles = [Double](repeating: 0, count: count)
    var valueErrors: [Double]?
    var pairs = [Double](repeating: 0, count: count * count)
    var (errors, bounds): ([Double]?, [Double]?) = (nil, nil)
    var shapley = [Double](repeating: 0, count: active.count)
    /// Values of pairs of players as pairs of segments.
    func spread(_ values: [Double]) -> [Double] {
      var result = [Double](repeating: 0, count: count * count)
      for (place, i) in active.enumerated() {
        for (other, j) in active.enumerated() {
          result[i * count + j] = values[place * active.count + other]
        }
      }
      return result
    }
    var notes: [Attribution.Note] = []
    switch way {
    case .enumeration:
      if active.count > 1 {
        let found = try PairEnumeration.result(&game, ends: ends, index: settings.index)
        pairs = spread(found.pairs)
        shapley = found.singles
      } else if active.count == 1 {
        shapley = [ends.full[0] - ends.empty[0]]
      }
    case .closedForm:
      guard let units else { throw AttributionError.notAnalytic(.analytic) }
      let form = AnalyticShapley(units)
      let values = try form.estimates(game)
      let found = try PairClosedForm(
        closedForm: form, model: model, segments: segments, objective: objective
      ).estimate(
        input: game.input, background: game.background, active: active, work: game.work)
      shapley = values[0].values
      pairs = found.pairs
      bounds = found.errorBounds
      // A pair is a difference of two values, so its bound is twice as large.
      let largest = pairs.reduce(0) { max($0, abs($1)) }
      if found.errorBounds.contains(where: { $0 > 2 * AnalyticShapley.promise * largest }) {
        notes.append(
          .init(
            .wideBound,
            "The closed form's pairs may miss the truth by more than \(2 * AnalyticShapley.promise) of "
              + "the largest: see their error bounds, or take the sampled ones."))
      }
    case .sampling:
      let budget = settings.evaluations ?? max(Self.defaultEvaluations, 8 * active.count)
      let allPairs = active.count < 60 ? (1 << (active.count - 1)) - 1 : Int.max
      let least =
        game.evaluations + 2 * min(2 * active.count, allPairs) * game.evaluationsPerCoalition
      guard budget >= least else {
        throw AttributionError.evaluationsBelowMinimum(found: budget, minimum: least)
      }
      let affordable = (budget - game.evaluations) / (2 * game.evaluationsPerCoalition)
      let process = try GaussianProcess(
        players: active.count, pairs: min(affordable, allPairs, GaussianProcess.maximumPairs),
        stream: RandomStream(seed: settings.seed), work: game.work)
      let (values, complements) = try game.valuesWithComplements(
        of: .members(process.sample.members))
      let (full, empty) = (ends.full[0], ends.empty[0])
      var (odd, even) = ([(full - empty) / 2], [(full + empty) / 2])
      for (value, complement) in zip(values, complements) {
        odd.append((value - complement) / 2)
        even.append((value + complement) / 2)
      }
      let estimate = process.estimates(odd, outputs: 1)[0]
      let found = try PairProcess.estimate(process.sample, even: even, work: game.work)
      shapley = estimate.values
      valueErrors = estimate.standardErrors
      pairs = spread(found.pairs)
      errors = spread(found.standardErrors)
    }
    for (place, segment) in active.enumerated() { singles[segment] = shapley[place] }
    // Half of each pair is assigned to either player, so that the values of every index sum to the
    // score difference.
    let halves = (0..<count).map { (player: Int) -> Double in
      let row = pairs[player * count..<(player + 1) * count]
      return Array(row).sum() / 2
    }
    var values = singles
    switch settings.index {
    case .shapley: break
    case .aggregated: for i in 0..<count { singles[i] -= halves[i] }
    case .shapleyTaylor: for i in 0..<count { values[i] += halves[i] }
    }
    var options: [Attribution.Option] = [
      .init("estimator", way.rawValue), .init("index", settings.index.rawValue),
      .init("players", "\(active.count)"),
    ]
    if way == .sampling { options.append(.init("seed", "\(settings.seed)")) }
    return Attribution(
      method: name, objective: objective, shape: model.inputShape,
      values: game.players.shared(active.map { values[$0] }),
      standardErrors: valueErrors.map(game.players.shared), scoreAtInput: ends.full[0],
      scoreAtBaseline: ends.empty[0], reference: Reference(game.background),
      evaluations: game.evaluations, options: options, notes: notes,
      interactions: Interactions(
        index: settings.index, singles: singles, pairs: pairs, standardErrors: errors,
        errorBounds: bounds, segments: segments.labels))
  }
}

extension ShapleyInteractions {
  /// How pairs are computed.
  public enum Estimator: String, Sendable, Hashable, Codable, CaseIterable {
    /// All coalitions if they are few enough, else the closed form if there is one, else sampling.
    case auto
    /// All coalitions, exactly; for at most twenty players.
    case exact
    /// A closed form, for logits of a network with one hidden rectifier layer.
    case closedForm = "analytic"
    /// Estimates from paired coalitions, with standard errors.
    case sampled
  }

  /// The settings of Shapley interactions.
  public struct Configuration: CoalitionConfiguration {
    public static let method = "shap-interactions"

    /// The values of absent players.
    public var background: Background
    /// How features are grouped into players.
    public var segmentation: Segmentation
    /// The interaction index.
    public var index: Interactions.Index
    /// How the pairs are computed.
    public var estimator: Estimator
    /// The maximum number of model evaluations for an input if pairs are sampled; `nil` for 2048,
    /// or 8 for each player if that is more. With ``Estimator/auto``, also the limit up to which
    /// all coalitions are evaluated; `nil` for 65,536.
    public var evaluations: Int?
    /// The seed of the random draws.
    public var seed: UInt64

    /// Creates settings. Units and ranges are documented at the properties.
    public init(
      background: Background = .zeros, segmentation: Segmentation = .features,
      index: Interactions.Index = .shapley, estimator: Estimator = .auto, evaluations: Int? = nil,
      seed: UInt64 = 0
    ) {
      self.background = background
      self.segmentation = segmentation
      self.index = index
      self.estimator = estimator
      self.evaluations = evaluations
      self.seed = seed
    }

    public func validate() throws {
      try segmentation.validate()
      try SHAP.Configuration.evaluationRange.check(evaluations)
    }

    public func bound(to model: any Model) throws -> any Attributor {
      try ShapleyInteractions(model, settings: self)
    }
  }
}
