import LimnCore
import LimnNetwork

/// Shapley values: each player's mean marginal contribution over all orders in which the players
/// can join, `φ_i = Σ_{S∌i} |S|!(n − |S| − 1)!/n! · [v(S ∪ i) − v(S)]` (Shapley 1953; Lundberg and
/// Lee 2017, arXiv 1705.07874).
///
/// Segments that equal the background are not players, and their value is exactly 0. With every
/// estimator except `.moments`, the values sum to f(x) − f(x′) by construction, and the
/// completeness gap is only rounding. A segment's value is divided equally among its features.
///
/// With ``Segmentation/nested`` blocks the values are Owen values, for orders in which blocks join
/// as a whole (Owen 1977; Winter 1989).
///
/// The sample of coalitions or orders depends only on the seed, the budget and the number of
/// players. An input therefore has the same result alone and in any batch, but the errors of
/// different inputs are not independent.
///
/// Cost for each input: at most ``Configuration/evaluations`` model evaluations; the closed forms
/// evaluate the model only at the input and the background.
public struct SHAP: CoalitionAttributor {
  /// The model that is explained.
  public let model: any Model
  /// The settings.
  public var settings: Configuration

  /// The network's hidden units, if its logits have a closed form.
  let units: RectifiedUnits?
  let regressions = DesignCache<PairedCoalitions.Key, KernelRegression>()
  let processes = DesignCache<PairedCoalitions.Key, GaussianProcess>()
  let orders = DesignCache<PairedOrders.Key, PairedOrders>()

  /// The default budget of model evaluations, for inputs with few players; see
  /// ``Configuration/evaluations``.
  public static let defaultEvaluations = 2048

  /// Binds the method to a model.
  ///
  /// - Throws: ``AttributionError`` for a setting out of its range, or a background or segments
  ///   that do not fit the model.
  public init(_ model: any Model, settings: Configuration) throws {
    self.model = model
    self.units = RectifiedUnits(model)
    self.settings = settings
    try validateSettings()
  }

  /// Binds the method to a model, with individual settings; see ``Configuration``.
  ///
  /// - Throws: as ``init(_:settings:)``.
  public init(
    _ model: any Model, background: Background = .zeros, segmentation: Segmentation = .features,
    estimator: ShapleyEstimator = .auto, evaluations: Int? = nil, precision: Double? = nil,
    decays: ShapleyDecays? = nil, seed: UInt64 = 0
  ) throws {
    try self.init(
      model,
      settings: Configuration(
        background: background, segmentation: segmentation, estimator: estimator,
        evaluations: evaluations, precision: precision, decays: decays, seed: seed))
  }

  /// The partition into segments; for nested blocks, one segment for each pixel.
  ///
  /// - Throws: ``AttributionError`` for a segmentation that does not fit the shape.
  public func segments(of shape: InputShape) throws -> Segments {
    settings.segmentation == .nested
      ? Segmentation.pixels(of: shape) : try settings.segmentation.segments(of: shape)
  }

  public func attributions(of game: inout CoalitionGame) throws -> [Attribution] {
    try attributions(of: &game, improved: nil)
  }

  /// - Parameter improved: called with intermediate attributions.
  private func attributions(
    of game: inout CoalitionGame, improved: (([Attribution]) throws -> Void)?
  ) throws -> [Attribution] {
    if settings.segmentation == .nested { return try owenAttributions(of: &game) }
    var plan = try ShapleyPlan(for: game, settings, units: units)
    game.plannedEvaluations = plan.plannedEvaluations
    let ends = try game.ends()
    var estimates = try estimates(&game, ends: ends, by: plan, improved: improved)
    if estimates.isEmpty {
      // The closed form, which `auto` chose, does not reach its target accuracy.
      plan = try ShapleyPlan(for: game, settings, units: units, withClosedForm: false)
      game.plannedEvaluations = plan.plannedEvaluations
      plan.reason =
        "the closed form cannot guarantee its values to \(AnalyticShapley.promise) of the largest "
        + "for this input, so they are sampled"
      estimates = try self.estimates(&game, ends: ends, by: plan, improved: improved)
    }
    return attributions(estimates, of: game, ends: ends, by: plan) { notes(on: $0, by: plan) }
  }
}

extension SHAP: AnytimeAttributor {
  /// Permutation and background sampling give an intermediate estimate each time the number of
  /// orders has grown by a quarter, Gaussian-process quadrature after each round of a large budget.
  ///
  /// - Throws: as ``AnytimeAttributor/attribution(of:objective:work:improved:)``.
  public func attribution(
    of input: [Float], objective: Objective, work: Work,
    improved: (Attribution) throws -> Void
  ) throws -> Attribution {
    try withoutActuallyEscaping(improved) { improved in
      var game = try game(of: input, objectives: [objective], work: work)
      return try attributions(of: &game) { try improved($0[0]) }[0]
    }
  }
}
