import LimnCore

/// RISE (Petsiuk, Das, Saenko 2018, arXiv 1806.07421): the input is shown through random masks, and
/// a feature's value is the mean score when it is shown minus the mean score when it is hidden,
///
///     E[f·M_i]/E[M_i] − E[f·(1 − M_i)]/E[1 − M_i] = cov(f, M_i)/(p (1 − p)).
///
/// The paper's map is the first mean, `mean score + (1 − p) · value`. It has the same order of
/// features, but adds the mean score to every pixel.
///
/// Masks are generated as in the paper (section 3.3): each cell of a coarse grid is shown with
/// probability p, and the grid is upsampled bilinearly and cropped at a random shift. The mean of a
/// mask is p at every pixel, so the estimate is unbiased. If p = ½, each mask is paired with its
/// complement, which is equally likely: the part of the score that both share, and that would only
/// add noise, cancels. Segments, and the features of a plain vector, are shown or hidden as a
/// whole. Their value for p = ½ is the Banzhaf value, and it is exact if the samples are enough to
/// enumerate all masks.
///
/// The standard errors are those of a mean over independent masks or pairs of masks.
///
/// Cost for each input: one model evaluation for each mask and background row, plus one for the
/// input and one for each background row.
public struct RISE: ConfigurableAttributor {
  /// The model that is explained.
  public let model: any Model
  /// The settings.
  public var settings: Configuration

  /// Binds the method to a model.
  ///
  /// - Throws: ``AttributionError`` for a setting out of its range, or a grid, background or
  ///   segments that do not fit the model.
  public init(_ model: any Model, settings: Configuration) throws {
    try settings.validate()
    self.model = model
    self.settings = settings
    _ = try settings.background.matrix(width: model.inputShape.count)
    _ = try settings.masks(for: model.inputShape)
  }

  /// Binds the method to a model, with individual settings; see ``Configuration``.
  ///
  /// - Throws: as ``init(_:settings:)``.
  public init(
    _ model: any Model, background: Background = .zeros, segmentation: Segmentation? = nil,
    grid: Occlusion.Size? = nil,
    samples: Int = RISE.defaultSamples, shown: Double = 0.5, seed: UInt64 = 0
  ) throws {
    try self.init(
      model,
      settings: Configuration(
        background: background, segmentation: segmentation, grid: grid, samples: samples,
        shown: shown, seed: seed))
  }

  public var reference: Background? { settings.background }
  public var rowsShareProducts: Bool { false }

  /// Explains every row of `inputs`, row r by `objectives[r]`, with the same masks.
  ///
  /// - Throws: `ModelError`, ``AttributionError``, `CancellationError`.
  public func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    try settings.validate()
    try validate(inputs, objectives: objectives, for: model, work: work)
    let background = try settings.background.matrix(width: model.inputShape.count)
    let scores = try model.checkedScores(of: background)
    let masks = try settings.masks(for: model.inputShape)
    return try parallelMap(count: inputs.rows, work: work) { row, work in
      let (input, objective) = (Array(inputs[row: row]), objectives[row])
      let estimate: Estimate
      switch masks {
      case .smooth(let masks):
        estimate = try SmoothTrial(
          model: model, masks: masks, background: background, scoresOfBackground: scores,
          settings: settings
        ).estimate(of: input, objective: objective, work: work)
      case .whole(let segments):
        let setting = GameSetting(
          model: model, background: background, segments: segments, objectives: [objective],
          scoresOfBackground: scores)
        var game = CoalitionGame(setting, input: input, work: work)
        estimate = try SegmentTrial(settings: settings).estimate(&game)
      }
      return Attribution(
        method: name, objective: objective, shape: model.inputShape, quantity: .drop,
        values: estimate.values, standardErrors: estimate.standardErrors,
        scoreAtInput: estimate.atInput, scoreAtBaseline: estimate.atBackground,
        reference: Reference(background), evaluations: estimate.evaluations,
        options: estimate.options(settings, grid: masks.grid),
        notes: [
          .init(
            .notAShare,
            "RISE compares mean scores with a feature shown and hidden: drops overlap, and do not sum "
              + "to the score difference.")
        ])
    }
  }

  /// The estimate from the masks of one input.
  struct Estimate {
    let values: [Double]
    /// `nil` if all masks were evaluated, so that the values are exact.
    let standardErrors: [Double]?
    let atInput: Double
    let atBackground: Double
    /// The mean score over the masks.
    let mean: Double
    /// The number of masks evaluated, including complements.
    let masks: Int
    let evaluations: Int

    func options(_ settings: Configuration, grid: Occlusion.Size?) -> [Attribution.Option] {
      let kind = standardErrors == nil ? "all" : settings.takesPairs ? "paired" : "independent"
      return (grid.map { [.init("grid", "\($0)")] } ?? []) + [
        .init("masks", masks), .init("drawn", kind), .init("shown", settings.shown),
        .init("mean score", mean),
      ] + (standardErrors == nil ? [] : [.init(seed: settings.seed)])
    }
  }
}
