import LimnCore

/// LIME for tables: a linear surrogate fitted to the model's scores of rows drawn from a Gaussian
/// around the one that is explained, each feature by its own standard deviation (Ribeiro, Singh,
/// Guestrin 2016, arXiv 1602.04938; lime's tabular mode with `sample_around_instance`).
///
/// Rows are weighed by `π = √exp(−D²/ν²)` with D the Euclidean distance in the representation and ν =
/// 0.75√n, as in lime; the ridge penalty is 1 and spares the intercept. The row itself is the first
/// sample.
///
/// Features that are constant in the background are not perturbed, and their value is exactly 0.
/// Standard errors are of the limit of many samples, where the penalty is nothing.
public struct TabularLIME: Attributor {
  /// What the surrogate sees of a feature.
  public enum Representation: String, Sendable, Hashable, CaseIterable {
    /// Its distance from the row in standard deviations, β its slope. A feature's value is β times
    /// the row's own distance from the background's mean: what the feature adds there.
    case standardised
    /// 1 where it lies in the same quarter of the background as the row's. A feature's value is β:
    /// what staying in that quarter adds.
    case quartiles
  }

  public let model: any Model
  /// The rows that means, standard deviations and quartiles are taken from.
  public var background: Matrix
  public var representation: Representation
  /// The most rows to evaluate, the row itself and the background's mean among them.
  public var samples: Int
  /// ν, in the representation's unit; `nil` for 0.75√n with n the features that vary.
  public var kernelWidth: Double?
  /// λ.
  public var ridge: Double
  public var selection: FeatureSelection
  public var seed: UInt64

  private let designs = DesignCache<DesignKey, PreparedRegression>()

  /// The number of rows where none is named.
  public static let defaultSamples = 5000

  public init(
    model: any Model, background: Matrix, representation: Representation = .standardised,
    samples: Int = TabularLIME.defaultSamples, kernelWidth: Double? = nil, ridge: Double = 1,
    selection: FeatureSelection = .all, seed: UInt64 = 0
  ) {
    self.model = model
    self.background = background
    self.representation = representation
    self.samples = samples
    self.kernelWidth = kernelWidth
    self.ridge = ridge
    self.selection = selection
    self.seed = seed
  }

  public var name: String { "lime-tabular" }

  /// Explains every row of `inputs`, row r by `objectives[r]`; rows in parallel.
  ///
  /// The baseline whose score is reported is the background's mean.
  ///
  /// - Throws: `ModelError`; `AttributionError`, among them `.emptyBackground`, `.backgroundWidth`,
  ///   `.kernelWidth`, `.ridge`, `.sampleCount`, `.featureCount` and, without a penalty,
  ///   `.rankDeficient`.
  public func attributions(of inputs: Matrix, objectives: [Objective], workers: Int) throws
    -> [Attribution]
  {
    try validate(inputs, objectives: objectives, for: model)
    let scales = try checkedScales()
    return try parallelMap(count: inputs.rows, workers: workers) { row in
      try attributions(
        of: Array(inputs[row: row]), objectives: [objectives[row]], scales: scales)[0]
    }
  }

  /// Explains one row by several objectives from the same evaluations.
  ///
  /// - Returns: one attribution for each objective; each states the evaluations spent on all.
  /// - Throws: as ``attributions(of:objectives:workers:)``.
  public func attributions(of input: [Float], objectives: [Objective]) throws -> [Attribution] {
    guard !objectives.isEmpty else { return [] }
    try validate(
      Matrix(row: input).rows(at: objectives.map { _ in 0 }), objectives: objectives, for: model)
    return try attributions(of: input, objectives: objectives, scales: try checkedScales())
  }

  private func checkedScales() throws -> TabularScales {
    if let kernelWidth { _ = try LocalityKernel(width: kernelWidth) }
    guard ridge >= 0, ridge.isFinite else { throw AttributionError.ridge(ridge) }
    guard samples >= LIME.minimumSamples else {
      throw AttributionError.sampleCount(found: samples, minimum: LIME.minimumSamples)
    }
    try selection.validate()
    return TabularScales(try Background.rows(background).matrix(width: model.inputShape.count))
  }

  private func attributions(of input: [Float], objectives: [Objective], scales: TabularScales)
    throws -> [Attribution]
  {
    let varying = scales.varying
    let offsets = offsets(features: varying.count)
    let prepared = try prepared(input, offsets: offsets, scales: scales, varying: varying)
    let readings = try readings(
      of: input, offsets: offsets, scales: scales, varying: varying, objectives: objectives)
    let outputs = objectives.count
    let atInput = Array(readings[..<outputs])
    let atMean = Array(readings[(readings.count - outputs)...])
    var scores = Array(readings.dropLast(outputs))
    for index in scores.indices { scores[index] -= atInput[index % outputs] }

    let distances = varying.map { feature in
      (Double(input[feature]) - scales.means[feature]) / scales.deviations[feature]
    }
    // What a coefficient is multiplied by to be the feature's value.
    let parts =
      representation == .standardised ? distances : [Double](repeating: 1, count: varying.count)
    let surrogates = try prepared.surrogates(
      scores: scores, scoresAtInput: atInput, ridge: ridge, selection: selection, parts: parts,
      noun: "features")
    return objectives.indices.map { index in
      let surrogate = surrogates[index]
      var values = [Double](repeating: 0, count: input.count)
      var errors = values
      for (place, feature) in varying.enumerated() {
        values[feature] = surrogate.values[place] * parts[place]
        errors[feature] = surrogate.standardErrors[place] * abs(parts[place])
      }
      return Attribution(
        method: name, objective: objectives[index], shape: model.inputShape, values: values,
        standardErrors: errors, scoreAtInput: atInput[index], scoreAtBaseline: atMean[index],
        evaluations: samples, options: options(surrogate, features: varying.count),
        fit: surrogate.fit, notes: surrogate.notes)
    }
  }

  private func options(_ surrogate: Surrogate, features: Int) -> [Attribution.Option] {
    var options = [
      Attribution.Option("representation", representation.rawValue),
      Attribution.Option("features", String(features)),
      Attribution.Option("samples", String(surrogate.points)),
      Attribution.Option("kernel width", String(width(features: features))),
      Attribution.Option("ridge", String(ridge)), Attribution.Option("seed", String(seed)),
    ]
    if let description = selection.description(chosen: surrogate.chosen) {
      options.append(Attribution.Option("selection", description))
    }
    return options
  }

  private func width(features: Int) -> Double {
    kernelWidth ?? 0.75 * Double(max(features, 1)).squareRoot()
  }

  /// Perturbations in standard deviations, samples × features, the first of them none. One place is
  /// left for the background's mean.
  private func offsets(features: Int) -> [Double] {
    var stream = RandomStream(seed: seed)
    return (0..<(samples - 1) * features).map { $0 < features ? 0 : stream.normal() }
  }

  private func prepared(
    _ input: [Float], offsets: [Double], scales: TabularScales, varying: [Int]
  ) throws -> PreparedRegression {
    let n = varying.count
    func make(_ points: [Double]) throws -> PreparedRegression {
      let kernel = try LocalityKernel(width: width(features: n))
      let reference = Array(points[..<n])
      let weights = (0..<samples - 1).map { point in
        let square = (0..<n).reduce(0.0) { sum, feature in
          let difference = points[point * n + feature] - reference[feature]
          return sum + difference * difference
        }
        return kernel.weight(at: square.squareRoot())
      }
      return try PreparedRegression(
        SurrogateDesign(points: points, weights: weights, features: n, isPaired: false),
        ridge: ridge)
    }
    switch representation {
    case .standardised:
      let key = DesignKey(
        features: n, samples: samples, kernelWidth: kernelWidth, ridge: ridge, seed: seed)
      return try designs.design(for: key, cost: n * samples) { try make(offsets) }
    case .quartiles:
      let own = varying.map { scales.quarter(of: Double(input[$0]), feature: $0) }
      let points = offsets.enumerated().map { index, offset in
        let place = index % n
        let feature = varying[place]
        let value = Double(input[feature]) + scales.deviations[feature] * offset
        return scales.quarter(of: value, feature: feature) == own[place] ? 1.0 : 0
      }
      return try make(points)
    }
  }

  /// The score of each perturbed row by each objective, that of the background's mean last.
  private func readings(
    of input: [Float], offsets: [Double], scales: TabularScales, varying: [Int],
    objectives: [Objective]
  ) throws -> [Double] {
    let n = varying.count
    var readings: [Double] = []
    readings.reserveCapacity(samples * objectives.count)
    let chunk = max(1, Self.chunkValues / max(1, input.count))
    for start in stride(from: 0, to: samples, by: chunk) {
      let rows = start..<min(start + chunk, samples)
      var batch = Matrix(row: input).rows(at: rows.map { _ in 0 })
      for row in rows {
        if row == samples - 1 {
          for feature in input.indices {
            batch[row - start, feature] = Float(scales.means[feature])
          }
          continue
        }
        for (place, feature) in varying.enumerated() {
          let offset = scales.deviations[feature] * offsets[row * n + place]
          batch[row - start, feature] = Float(Double(input[feature]) + offset)
        }
      }
      let scores = try model.checkedScores(of: batch)
      for row in 0..<scores.rows {
        for objective in objectives {
          readings.append(objective.value(of: scores[row: row], kind: model.scoreKind))
        }
      }
    }
    return readings
  }

  /// The values of a batch, at most, so that memory stays bounded.
  private static let chunkValues = 1 << 16

  /// All that standardised points and their regression depend on.
  private struct DesignKey: Hashable {
    let features: Int
    let samples: Int
    let kernelWidth: Double?
    let ridge: Double
    let seed: UInt64
  }
}
