import LimnCore

extension RISE {
  /// The settings of RISE.
  public struct Configuration: MethodConfiguration {
    public static let method = "rise"

    /// What a hidden feature shows.
    public var background: Background
    /// What is shown or hidden whole; `nil` for smooth masks of a picture, and each feature of a plain
    /// vector.
    public var segmentation: Segmentation?
    /// The cells of a smooth mask, down and across; `nil` for 7×7 as in the paper, in small pictures as
    /// many as give each cell two pixels.
    public var grid: Occlusion.Size?
    /// The masks of an input, complements among them; with an odd number of paired ones one less.
    public var samples: Int
    /// p: how likely a cell, a segment or a feature is to be shown.
    public var shown: Double
    /// Fixes what is drawn at random.
    public var seed: UInt64

    /// Creates settings. Those left out have the defaults; units and ranges stand at the
    /// properties.
    public init(
      background: Background = .zeros, segmentation: Segmentation? = nil,
      grid: Occlusion.Size? = nil, samples: Int = RISE.defaultSamples, shown: Double = 0.5,
      seed: UInt64 = 0
    ) {
      self.background = background
      self.segmentation = segmentation
      self.grid = grid
      self.samples = samples
      self.shown = shown
      self.seed = seed
    }

    /// Decodes and validates settings.
    ///
    /// - Throws: `AttributionError.outOfRange` as ``validate()``; `DecodingError`.
    public init(from decoder: any Decoder) throws {
      let settings = try decoder.container(keyedBy: CodingKeys.self)
      background = try settings.value(.background)
      segmentation = try settings.ifPresent(.segmentation)
      grid = try settings.ifPresent(.grid)
      samples = try settings.value(.samples)
      shown = try settings.value(.shown)
      seed = try settings.value(.seed)
      try validate()
    }

    /// The cells that a mask may have along a side.
    public static let gridRange = SettingRange("grid", 1...1000)
    /// Two pairs at least, for a standard error.
    public static let sampleRange = SettingRange("samples", 4...100_000_000)
    /// The probabilities with which a cell may be shown.
    public static let shownRange = SettingRange("shown", 0.01...0.99)

    public func validate() throws {
      try segmentation?.validate()
      try Self.gridRange.check(grid?.height)
      try Self.gridRange.check(grid?.width)
      try Self.sampleRange.check(samples)
      try Self.shownRange.check(shown)
    }

    public func bound(to model: any Model) throws -> any Attributor {
      try RISE(model, settings: self)
    }
  }

  /// The masks where no other number is asked for: the paper's for VGG-16.
  public static let defaultSamples = 4000
}

extension RISE.Configuration {
  /// What the masks of a model's inputs are made of.
  enum Masks {
    /// Cells of a grid, enlarged and shifted.
    case smooth(SmoothMasks)
    /// Segments, or features, shown or hidden whole.
    case whole(Segments)

    /// The grid of smooth masks.
    var grid: Occlusion.Size? {
      if case .smooth(let masks) = self { masks.grid } else { nil }
    }
  }

  /// Whether a mask and its complement are equally likely.
  var takesPairs: Bool { shown == 0.5 }

  /// - Throws: `AttributionError.maskGrid`; what makes the segments unfit for the input.
  func masks(for shape: InputShape) throws -> Masks {
    if let segmentation { return .whole(try segmentation.segments(of: shape)) }
    guard shape.isImage else {
      guard grid == nil else { throw AttributionError.blocksOfVector }
      return .whole(try Segmentation.features.segments(of: shape))
    }
    return .smooth(try SmoothMasks(of: shape, grid: grid, shown: shown))
  }
}
