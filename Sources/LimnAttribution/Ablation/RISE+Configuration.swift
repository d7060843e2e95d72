import LimnCore

extension RISE {
  /// The settings of RISE.
  public struct Configuration: MethodConfiguration {
    public static let method = "rise"

    /// The values of hidden features.
    public var background: Background
    /// The segments that are shown or hidden as a whole; `nil` for smooth masks of an image, or for
    /// single features of a plain vector.
    public var segmentation: Segmentation?
    /// The number of cells in a smooth mask, vertically and horizontally; `nil` for 7×7 as in the
    /// paper, or fewer in images below 14 pixels, where a cell covers two pixels.
    public var grid: Occlusion.Size?
    /// The number of masks for an input, including complements; if masks are paired, an odd number
    /// is reduced by one. In ``sampleRange``.
    public var samples: Int
    /// The probability p that a cell, segment or feature is shown; in ``shownRange``.
    public var shown: Double
    /// The seed of the masks.
    public var seed: UInt64

    /// Creates settings. Units and ranges are documented at the properties.
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
    /// - Throws: ``AttributionError/outOfRange(setting:found:range:)`` as ``validate()``;
    ///   `DecodingError`.
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

    /// The permitted number of cells along each side of a mask.
    public static let gridRange = SettingRange("grid", 1...1000)
    /// The permitted number of masks: at least two pairs, for a standard error.
    public static let sampleRange = SettingRange("samples", 4...100_000_000)
    /// The permitted probability that a cell is shown.
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

  /// The default number of masks, as in the paper for VGG-16.
  public static let defaultSamples = 4000
}

extension RISE.Configuration {
  /// The kind of masks for a model's inputs.
  enum Masks {
    /// Grids of cells, upsampled and shifted.
    case smooth(SmoothMasks)
    /// Segments or features, shown or hidden as a whole.
    case whole(Segments)

    /// The grid of smooth masks.
    var grid: Occlusion.Size? {
      if case .smooth(let masks) = self { masks.grid } else { nil }
    }
  }

  /// Whether masks are paired with their complements, which are equally likely only for p = ½.
  var takesPairs: Bool { shown == 0.5 }

  /// - Throws: ``AttributionError`` for a grid or segments that do not fit the input.
  func masks(for shape: InputShape) throws -> Masks {
    if let segmentation { return .whole(try segmentation.segments(of: shape)) }
    guard shape.isImage else {
      guard grid == nil else { throw AttributionError.blocksOfVector }
      return .whole(try Segmentation.features.segments(of: shape))
    }
    return .smooth(try SmoothMasks(of: shape, grid: grid, shown: shown))
  }
}
