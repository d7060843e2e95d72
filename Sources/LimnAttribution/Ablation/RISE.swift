import LimnCore

/// RISE (Petsiuk, Das, Saenko 2018, arXiv 1806.07421): the input is shown through random masks, and a
/// feature's value is how much higher the score is where the masks show it than where they hide it,
///
///     E[f·M_i]/E[M_i] − E[f·(1 − M_i)]/E[1 − M_i] = cov(f, M_i)/(p (1 − p)).
///
/// The first mean is the paper's map, `mean score + (1 − p) · value`: the order of
/// features and the picture are its own, without the mean score that every pixel of it bears.
///
/// Masks are the paper's: a coarse grid, each cell shown with probability p, enlarged bilinearly and cut
/// out at a random shift, so that the mean of a mask is p at every pixel, and the estimate without bias.
/// Where p = ½ a mask and its complement are equally likely and are taken together: the part of the score
/// that is the same under both, which only makes noise, goes out. Over segments, and over features of a
/// plain vector, each is shown or hidden whole; the value is then the Banzhaf value where p = ½, and exact
/// where all masks are no more than the samples.
///
/// The standard errors are those of a mean of independent terms, of masks or of pairs of masks.
///
/// Cost: one evaluation for each mask and background row.
public struct RISE: ConfigurableAttributor {
  /// The model that is explained.
  public let model: any Model
  /// The settings.
  public var settings: Configuration

  /// Binds the method to a model.
  ///
  /// - Throws: `AttributionError.outOfRange`, `.maskGrid` for a grid that does not fit the input; what makes
  ///   the background or the segments unfit for the model.
  public init(_ model: any Model, settings: Configuration) throws {
    try settings.validate()
    self.model = model
    self.settings = settings
    _ = try settings.background.matrix(width: model.inputShape.count)
    _ = try settings.masks(for: model.inputShape)
  }

  /// The same with its settings one by one; see ``Configuration``.
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
  /// - Throws: as for every method; `AttributionError.maskGrid` for a grid that does not fit the input.
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

  /// What the masks of one input say.
  struct Estimate {
    let values: [Double]
    /// `nil` where all masks were evaluated.
    let standardErrors: [Double]?
    let atInput: Double
    let atBackground: Double
    /// The mean score under the masks.
    let mean: Double
    /// The masks that were evaluated, complements among them.
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
