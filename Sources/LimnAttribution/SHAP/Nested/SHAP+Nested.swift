import LimnCore

extension SHAP {
  /// The maximum number of evaluations for enumerating nested blocks with the estimators `auto` and
  /// `exact`.
  static let (mostNested, mostNestedExact) = (1 << 16, 1 << 24)

  /// Owen values of nested blocks instead of Shapley values.
  ///
  /// - Throws: ``AttributionError`` for an estimator without nested blocks, a budget that is too
  ///   small, or too many coalitions to enumerate; any error of evaluating the game.
  func owenAttributions(of game: inout CoalitionGame) throws -> [Attribution] {
    guard game.objectives.count == 1 else {
      return try game.objectives.map { objective in
        var own = CoalitionGame(
          model: model, input: game.input, background: game.background,
          segments: game.players.segments, objectives: [objective], work: game.work)
        return try owenAttributions(of: &own)[0]
      }
    }
    guard case .image(_, let height, let width) = model.inputShape else {
      throw AttributionError.blocksOfVector
    }
    let blocks = NestedBlocks(pixels: game.players.active, height: height, width: width)
    let each = game.evaluationsPerCoalition
    var all = game.evaluationsForEnds
    for node in blocks.nodes.indices where !blocks.nodes[node].children.isEmpty {
      let (cost, overflows) = blocks.coalitions(of: node).multipliedReportingOverflow(by: each)
      all = overflows || all > Int.max - cost ? .max : all + cost
    }
    let takesAll: Bool
    switch settings.estimator {
    case .auto: takesAll = all <= settings.evaluations ?? Self.mostNested
    case .exact:
      guard all <= Self.mostNestedExact else {
        throw AttributionError.beyondEnumeration(found: all, maximum: Self.mostNestedExact)
      }
      takesAll = true
    case .permutation: takesAll = false
    default: throw AttributionError.nestedEstimator(settings.estimator)
    }
    let budget = settings.evaluations ?? Self.defaultEvaluations
    let parts = blocks.nodes.first?.children.count ?? 0
    let least = game.evaluationsForEnds + max(0, (1 << parts) - 2) * each
    guard takesAll || budget >= least else {
      throw AttributionError.evaluationsBelowMinimum(found: budget, minimum: least)
    }
    game.plannedEvaluations = Double(takesAll ? all : budget)
    let ends = try game.ends()
    let found = try OwenValues(
      blocks: blocks, budget: (budget - game.evaluationsForEnds) / each, takesAll: takesAll,
      seed: settings.seed
    ).result(&game, ends: ends)
    var notes: [Attribution.Note] = []
    if found.closed > 0 {
      notes.append(
        .init(
          .fewSamples,
          "\(found.closed) blocks share their value equally among their pixels: more evaluations would "
            + "open them"))
    }
    if let precision = settings.precision, let largest = found.standardErrors?.max(),
      largest > precision
    {
      notes.append(
        .init(.notConverged, "the budget ended before the precision of \(precision) was reached"))
    }
    return [
      Attribution(
        method: name, objective: game.objectives[0], shape: model.inputShape,
        values: game.players.shared(found.values),
        standardErrors: found.standardErrors.map(game.players.shared),
        scoreAtInput: ends.full[0], scoreAtBaseline: ends.empty[0],
        reference: Reference(game.background), evaluations: game.evaluations,
        options: [
          .init("estimator", takesAll ? "exact" : "permutation"), .init("segments", "nested"),
          .init("players", game.players.count),
        ] + (takesAll ? [] : [.init(seed: settings.seed)]), notes: notes)
    ]
  }
}
