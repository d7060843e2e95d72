import LimnCore
import LimnNetwork

/// Shapley values: each player's mean marginal contribution over all orders in which the players
/// can join, `φ_i = Σ_{S∌i} |S|!(n − |S| − 1)!/n! · [v(S ∪ i) − v(S)]` (Shapley 1953; Lundberg and
/// Lee 2017, arXiv 1705.07874).
///
/// Segments that equal the background are no players: their value is exactly 0. The values sum to
/// f(x) − f(x′) by construction of each estimator but `.moments`; what roundings leave is the
/// completeness gap. A segment's value is shared equally among its features.
///
/// Over ``Segmentation/nested`` blocks the values are Owen values: blocks join as a whole (Owen 1977; Winter 1989).
///
/// The sample of coalitions or orders belongs to the seed, the budget and the number of players: an
/// input has the same result alone and in any batch, and errors of different inputs are not
/// independent.
public struct SHAP: CoalitionAttributor {
  /// The model that is explained.
  public let model: any Model
  /// The settings.
  public var settings: Configuration

  /// The network taken apart, where it is one whose logits need no coalitions.
  let units: RectifiedUnits?
  let regressions = DesignCache<PairedCoalitions.Key, KernelRegression>()
  let processes = DesignCache<PairedCoalitions.Key, GaussianProcess>()
  let orders = DesignCache<PairedOrders.Key, PairedOrders>()

  /// The budget where none is named, for inputs of few players.
  public static let defaultEvaluations = 2048

  /// Binds the method to a model with settings.
  ///
  /// - Throws: `AttributionError.outOfRange`; what makes the background or the segments unfit for the
  ///   model.
  public init(_ model: any Model, settings: Configuration) throws {
    self.model = model
    self.units = RectifiedUnits(model)
    self.settings = settings
    try validateSettings()
  }

  /// The same with its settings one by one; see ``Configuration``.
  public init(
    _ model: any Model, background: Background = .zeros, segmentation: Segmentation = .features,
    estimator: ShapleyEstimator = .auto, evaluations: Int? = nil, precision: Double? = nil,
    decays: ShapleyDecays = .fixed, seed: UInt64 = 0
  ) throws {
    try self.init(
      model,
      settings: Configuration(
        background: background, segmentation: segmentation, estimator: estimator,
        evaluations: evaluations, precision: precision, decays: decays, seed: seed))
  }

  /// Of nested blocks the pixels are the players.
  public func segments(of shape: InputShape) throws -> Segments {
    settings.segmentation == .nested
      ? Segmentation.pixels(of: shape) : try settings.segmentation.segments(of: shape)
  }

  public func attributions(of game: inout CoalitionGame) throws -> [Attribution] {
    try attributions(of: &game, improved: nil)
  }

  /// - Parameter improved: given what there is on the way, and what it cost.
  private func attributions(
    of game: inout CoalitionGame, improved: (([Attribution]) throws -> Void)?
  ) throws -> [Attribution] {
    if settings.segmentation == .nested { return try owenAttributions(of: &game) }
    var plan = try ShapleyPlan(for: game, settings, units: units)
    game.plannedEvaluations = plan.plannedEvaluations
    let ends = try game.ends()
    var estimates = try estimates(&game, ends: ends, by: plan, improved: improved)
    if estimates.isEmpty {
      // The closed form does not reach what it promises, and nobody asked for it by name.
      plan = try ShapleyPlan(for: game, settings, units: units, withClosedForm: false)
      game.plannedEvaluations = plan.plannedEvaluations
      plan.reason =
        "the closed form is not sure of its values to "
        + "\(AnalyticShapley.promise) of the largest for this input, so they are sampled"
      estimates = try self.estimates(&game, ends: ends, by: plan, improved: improved)
    }
    return attributions(estimates, of: game, ends: ends, by: plan) { notes(on: $0, by: plan) }
  }
}

extension SHAP: AnytimeAttributor {
  /// Permutation and background sampling hand out an estimate whenever a quarter more orders are
  /// played, Gaussian-process quadrature after each round of a large budget.
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
