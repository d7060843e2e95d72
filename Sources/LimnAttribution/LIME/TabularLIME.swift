import LimnCore

/// LIME for tables: a linear surrogate fitted to the model's scores of rows drawn from a Gaussian
/// around the explained row, with the standard deviation of each feature in the background
/// (Ribeiro, Singh, Guestrin 2016, arXiv 1602.04938; lime's tabular mode with
/// `sample_around_instance`).
///
/// Rows are weighted by `π = √exp(−D²/ν²)`, with D the Euclidean distance in the representation and
/// ν = 0.75√n by default, as in lime. The ridge penalty is 1 by default and excludes the intercept.
/// The row itself is the first sample.
///
/// Features that are constant in the background are not perturbed, and their value is exactly 0.
/// Standard errors refer to the limit of many samples, in which the penalty is negligible.
///
/// Cost: ``Configuration/samples`` model evaluations for each row.
public struct TabularLIME: ConfigurableAttributor {
  /// How features are represented in the surrogate.
  public enum Representation: String, Sendable, Hashable, CaseIterable {
    /// The difference from the explained row, in standard deviations. A feature's value is its
    /// slope β times the row's own difference from the background's mean.
    case standardised
    /// 1 if the feature lies in the same quarter of the background as the row's, else 0. A
    /// feature's value is β, the effect of staying in that quarter.
    case quartiles
  }

  /// The model that is explained.
  public let model: any Model
  /// The settings.
  public var settings: Configuration {
    didSet {
      scales = DesignCache()
      steps = DesignCache()
    }
  }

  private let regressions = DesignCache<RegressionKey, RidgeRegression>()
  private let perturbations = DesignCache<Perturbations, Matrix>()
  /// The background's means, deviations and quartiles, computed once.
  private var scales = DesignCache<Int, TabularScales>()
  /// The effect of the draws on a network's first layer.
  private var steps = DesignCache<Perturbations.Steps, Matrix>()

  /// Everything that standardised points and their regression depend on.
  private struct RegressionKey: Hashable {
    let drawn: Perturbations
    let kernelWidth: Double?
    let ridge: Double
    /// Whether rows are fitted on all features, not on a selection for each.
    let fitsAll: Bool
  }

  /// The default number of rows to evaluate.
  public static let defaultSamples = 5000

  /// Binds the method to a model.
  ///
  /// - Throws: ``AttributionError/noCategories(method:)`` for a model with categorical columns;
  ///   other cases of ``AttributionError`` for a setting out of its range, a background that does
  ///   not fit the model, or more samples than fit in memory.
  public init(_ model: any Model, settings: Configuration) throws {
    self.model = model
    self.settings = settings
    guard model.input.categories.isEmpty else {
      throw AttributionError.noCategories(method: Configuration.method)
    }
    _ = try checkedScales()
  }

  /// Binds the method to a model, with individual settings; see ``Configuration``.
  ///
  /// - Throws: as ``init(_:settings:)``.
  public init(
    _ model: any Model, background: Matrix, representation: Representation = .standardised,
    samples: Int = TabularLIME.defaultSamples, kernelWidth: Double? = nil, ridge: Double = 1,
    selection: FeatureSelection = .all, seed: UInt64 = 0
  ) throws {
    try self.init(
      model,
      settings: Configuration(
        background: background, representation: representation, samples: samples,
        kernelWidth: kernelWidth, ridge: ridge, selection: selection, seed: seed))
  }

  /// The background's mean, which contributions are relative to.
  public var reference: Background? {
    settings.background.rows > 0
      ? .baseline(.values(TabularScales(settings.background).means.map(Float.init))) : nil
  }

  /// Explains every row of `inputs`, row r by `objectives[r]`. Rows are explained in parallel.
  ///
  /// The reported score at the baseline is the score of the background's mean.
  ///
  /// - Throws: `ModelError`, `CancellationError`; ``AttributionError``, among them
  ///   ``AttributionError/beyondMemory(setting:found:largest:features:)`` and, without a penalty,
  ///   ``AttributionError/rankDeficient(samples:features:)``.
  public func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    try validate(inputs, objectives: objectives, for: model, work: work)
    let scales = try checkedScales()
    return try parallelMap(count: inputs.rows, work: work) { row, work in
      try attributions(
        of: Array(inputs[row: row]), objectives: [objectives[row]], scales: scales, work: work)[0]
    }
  }

  /// Explains one row by several objectives with the same evaluations.
  ///
  /// - Returns: one attribution for each objective; each states the evaluations of all objectives
  ///   together.
  /// - Throws: as ``attributions(of:objectives:work:)``.
  public func attributions(of input: [Float], objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    guard !objectives.isEmpty else { return [] }
    try validate(
      Matrix(row: input).rows(at: objectives.map { _ in 0 }), objectives: objectives, for: model)
    return try attributions(
      of: input, objectives: objectives, scales: try checkedScales(), work: work)
  }

  private func checkedScales() throws -> TabularScales {
    try settings.validate()
    let rows = try Background.rows(settings.background).matrix(width: model.inputShape.count)
    let scales = scales.design(for: rows.columns, cost: rows.columns) { TabularScales(rows) }
    try DesignMemory.draws.check("samples", settings.samples, features: scales.varying.count)
    return scales
  }

  private func attributions(
    of input: [Float], objectives: [Objective], scales: TabularScales, work: Work
  ) throws -> [Attribution] {
    let n = scales.varying.count
    // One evaluation is reserved for the background's mean.
    let drawn = Perturbations(features: n, rows: settings.samples - 1, seed: settings.seed)
    let offsets = perturbations.design(for: drawn, cost: drawn.cost) { drawn.offsets() }
    let regression = try regression(input, drawn, offsets, scales: scales)
    let reader = ObjectiveReader(objectives: objectives, output: model.output)
    var scores = try PerturbedRows(model, around: input, scales: scales, reader: reader)
      .readings(of: offsets, drawn: drawn, known: steps, work: work)
    let atMean = try reader.readings(
      of: model.checkedScores(of: Matrix(row: scales.means.map(Float.init))))
    let outputs = objectives.count
    let atInput = Array(scores[..<outputs])
    for index in scores.indices { scores[index] -= atInput[index % outputs] }

    let distances = scales.varying.map { feature in
      (Double(input[feature]) - scales.means[feature]) / scales.deviations[feature]
    }
    // The factors from coefficients to values.
    let parts =
      settings.representation == .standardised ? distances : [Double](repeating: 1, count: n)
    let surrogates = try regression.surrogates(
      scores: scores, scoresAtInput: atInput, selection: settings.selection, parts: parts,
      noun: "features")
    return objectives.indices.map { index in
      let surrogate = surrogates[index]
      var values = [Double](repeating: 0, count: input.count)
      var errors = values
      for (place, feature) in scales.varying.enumerated() {
        values[feature] = surrogate.values[place] * parts[place]
        errors[feature] = surrogate.standardErrors[place] * abs(parts[place])
      }
      return Attribution(
        method: name, objective: objectives[index], shape: model.inputShape, values: values,
        standardErrors: errors, scoreAtInput: atInput[index], scoreAtBaseline: atMean[index],
        evaluations: settings.samples, options: options(surrogate, features: n),
        fit: surrogate.fit, notes: surrogate.notes)
    }
  }

  private func options(_ surrogate: Surrogate, features: Int) -> [Attribution.Option] {
    var options = [
      Attribution.Option("representation", settings.representation.rawValue),
      Attribution.Option("features", features),
      Attribution.Option("samples", surrogate.points),
      Attribution.Option("kernel width", width(features: features)),
      Attribution.Option("ridge", settings.ridge),
      Attribution.Option(seed: settings.seed),
    ]
    if let description = settings.selection.description(chosen: surrogate.chosen) {
      options.append(Attribution.Option("selection", description))
    }
    return options
  }

  private func width(features: Int) -> Double {
    settings.kernelWidth ?? 0.75 * Double(max(features, 1)).squareRoot()
  }

  private func regression(
    _ input: [Float], _ drawn: Perturbations, _ offsets: Matrix, scales: TabularScales
  ) throws -> RidgeRegression {
    let width = width(features: drawn.features)
    switch settings.representation {
    case .standardised:
      let key = RegressionKey(
        drawn: drawn, kernelWidth: settings.kernelWidth, ridge: settings.ridge,
        fitsAll: settings.selection == .all)
      return try regressions.design(for: key, cost: drawn.features * settings.samples) {
        try RidgeRegression(
          RegressionDesign(offsets: offsets, width: width), ridge: settings.ridge,
          isShared: key.fitsAll)
      }
    case .quartiles:
      return try RidgeRegression(
        RegressionDesign(quartersOf: offsets, around: input, scales: scales, width: width),
        ridge: settings.ridge, isShared: false)
    }
  }
}
