import LimnCore

extension SHAP {
  func attributions(
    _ estimates: [ShapleyEstimate], of game: CoalitionGame, ends: CoalitionEnds,
    by plan: ShapleyPlan,
    notes: (ShapleyEstimate) -> [Attribution.Note]
  ) -> [Attribution] {
    estimates.indices.map { index in
      Attribution(
        method: name, objective: game.objectives[index], shape: model.inputShape,
        values: game.players.shared(estimates[index].values),
        standardErrors: estimates[index].standardErrors.map(game.players.shared),
        errorBounds: estimates[index].errorBounds.map(game.players.shared),
        scoreAtInput: ends.full[index], scoreAtBaseline: ends.empty[index],
        reference: Reference(game.background), evaluations: game.evaluations,
        options: options(of: estimates[index], players: game.players.count, by: plan),
        notes: notes(estimates[index]))
    }
  }

  private func options(of estimate: ShapleyEstimate, players: Int, by plan: ShapleyPlan)
    -> [Attribution.Option]
  {
    var options = [
      Attribution.Option("estimator", plan.estimator.rawValue),
      Attribution.Option("players", players),
    ]
    if let bound = estimate.errorBounds?.max() {
      options.append(Attribution.Option("largest error bound", bound))
    }
    if plan.estimator == .gaussianProcess {
      options.append(Attribution.Option("decays", decays.rawValue))
      if decays == .learned {
        options.append(Attribution.Option("predicted", estimate.isLinked ? "logits" : "values"))
      }
    }
    if estimate.standardErrors != nil {
      options.append(Attribution.Option(seed: settings.seed))
    }
    return options
  }

  /// Notes on values without an error bar or with a large bound, on a precision that was not
  /// reached within the budget, and on why values are sampled although a closed form exists.
  func notes(on estimate: ShapleyEstimate, by plan: ShapleyPlan) -> [Attribution.Note] {
    var notes = plan.reason.map { [Attribution.Note(.otherWay, $0)] } ?? []
    if plan.estimator == .moments {
      notes.append(
        .init(
          .noErrorBar,
          "the values are a Gaussian approximation without an error bar, and the completeness gap is "
            + "what they miss in total"))
    }
    if !AnalyticShapley.keepsPromise(estimate) {
      notes.append(
        .init(
          .wideBound,
          "the closed form's values may miss the truth by more than \(AnalyticShapley.promise) of the "
            + "largest: see their error bounds, or choose another estimator"))
    }
    if let precision = settings.precision, let largest = estimate.standardErrors?.max(),
      largest > precision
    {
      notes.append(
        .init(.notConverged, "the budget ended before the precision of \(precision) was reached"))
    }
    return notes
  }
}
