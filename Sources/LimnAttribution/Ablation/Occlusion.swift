import LimnCore

/// Occlusion (Zeiler and Fergus 2014, arXiv 1311.2901): a window that shows the background moves
/// over the image. A pixel's value is the drop of the score, `f(x) − f(x occluded)`, averaged over
/// the windows that cover it.
///
/// Windows start at the upper left corner and move by the stride; the last ones are clipped at the
/// border, so that every pixel is covered. A window covers all channels of its pixels. A plain
/// vector is treated as one row of pixels, so that a window covers adjacent features.
///
/// Cost for each input: one model evaluation for each window and background row, plus one for the
/// input and one for each background row.
public struct Occlusion: Attributor {
  /// The model that is explained.
  public let model: any Model
  private let settings: Configuration
  private let scores: AblatedScores
  private let windows: Patches

  /// Binds the method to a model.
  ///
  /// - Throws: ``AttributionError/windowSize(window:stride:input:)`` if the window or the stride
  ///   does not fit the input; other cases of ``AttributionError`` for a setting out of its range
  ///   or a background that does not fit the model; `ModelError`.
  public init(_ model: any Model, settings: Configuration) throws {
    try settings.validate()
    self.model = model
    self.settings = settings
    windows = try Patches(of: model.inputShape, window: settings.window, stride: settings.stride)
    scores = try AblatedScores(model, background: settings.background)
  }

  /// Binds the method to a model, with individual settings; see ``Configuration``.
  ///
  /// - Throws: as ``init(_:settings:)``.
  public init(
    _ model: any Model, background: Background = .zeros, window: Size? = nil, stride: Size? = nil
  ) throws {
    try self.init(
      model, settings: Configuration(background: background, window: window, stride: stride))
  }

  public var name: String { Configuration.method }
  public var configuration: (any MethodConfiguration)? { settings }
  public var reference: Background? { settings.background }
  public var rowsShareProducts: Bool { false }

  public func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    try validate(inputs, objectives: objectives, for: model, work: work)
    let groups = windows.members
    return try parallelMap(count: inputs.rows, work: work) { row, work in
      let found = try scores.drops(
        of: Array(inputs[row: row]), groups: groups, objective: objectives[row], work: work)
      var (sums, counts) = (
        [Double](repeating: 0, count: inputs.columns), [Int](repeating: 0, count: inputs.columns)
      )
      for (features, drop) in zip(groups, found.drops) {
        for feature in features {
          sums[feature] += drop
          counts[feature] += 1
        }
      }
      return Attribution(
        method: name, objective: objectives[row], shape: model.inputShape, quantity: .drop,
        values: zip(sums, counts).map { $0 / Double(max($1, 1)) }, scoreAtInput: found.input,
        scoreAtBaseline: found.background, reference: scores.reference,
        evaluations: found.evaluations,
        options: [
          .init("window", "\(windows.window)"), .init("stride", "\(windows.stride)"),
        ])
    }
  }
}

extension Occlusion {
  /// A height and a width, in pixels.
  public struct Size: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The height, in pixels.
    public let height: Int
    /// The width, in pixels.
    public let width: Int

    /// Creates a size in pixels. It is checked when a method is bound to a model.
    public init(height: Int, width: Int) {
      self.height = height
      self.width = width
    }

    /// The size as text, height first: "3×2".
    public var description: String { "\(height)×\(width)" }
  }

  /// The settings of occlusion.
  public struct Configuration: MethodConfiguration {
    public static let method = "occlusion"

    /// The values of occluded pixels.
    public var background: Background
    /// The size of the window, at most the input's. `nil` for an eighth of each side, but at least
    /// 3 pixels, in an image, and for a single feature in a plain vector.
    public var window: Size?
    /// The distance between windows, at most the window's size; `nil` for half the window's size,
    /// rounded down, but at least 1.
    public var stride: Size?

    /// Creates settings. Units and ranges are documented at the properties.
    public init(background: Background = .zeros, window: Size? = nil, stride: Size? = nil) {
      self.background = background
      self.window = window
      self.stride = stride
    }

    /// The permitted height and width of a window, in pixels.
    public static let windowRange = SettingRange("window", 1...1_000_000)
    /// The permitted strides of a window, in pixels.
    public static let strideRange = SettingRange("stride", 1...1_000_000)

    public func validate() throws {
      try Self.windowRange.check(window?.height)
      try Self.windowRange.check(window?.width)
      try Self.strideRange.check(stride?.height)
      try Self.strideRange.check(stride?.width)
    }

    public func bound(to model: any Model) throws -> any Attributor {
      try Occlusion(model, settings: self)
    }
  }
}

/// The positions of a window that moves over an input.
struct Patches: Sendable, Equatable {
  let window: Occlusion.Size
  let stride: Occlusion.Size
  /// The features covered at each position of the window, in row-major order of positions.
  let members: [[Int]]

  /// - Throws: `AttributionError.windowSize`.
  init(of shape: InputShape, window asked: Occlusion.Size?, stride step: Occlusion.Size?) throws {
    let (height, width) = shape.plane
    let isVector = if case .vector = shape { true } else { false }
    func side(_ size: Int) -> Int { isVector ? 1 : min(size, max(3, size / 8)) }
    let window = asked ?? Occlusion.Size(height: side(height), width: side(width))
    let stride =
      step
      ?? Occlusion.Size(height: max(1, window.height / 2), width: max(1, window.width / 2))
    guard window.height <= height, window.width <= width, stride.height <= window.height,
      stride.width <= window.width
    else { throw AttributionError.windowSize(window: window, stride: stride, input: shape) }
    self.window = window
    self.stride = stride
    func starts(_ size: Int, _ window: Int, _ stride: Int) -> [Int] {
      (0...(size - window + stride - 1) / stride).map { $0 * stride }
    }
    let channels = shape.count / (height * width)
    var members: [[Int]] = []
    for top in starts(height, window.height, stride.height) {
      for left in starts(width, window.width, stride.width) {
        var features: [Int] = []
        for channel in 0..<channels {
          for y in top..<min(top + window.height, height) {
            for x in left..<min(left + window.width, width) {
              features.append((channel * height + y) * width + x)
            }
          }
        }
        members.append(features)
      }
    }
    self.members = members
  }
}

extension InputShape {
  /// The height and width in pixels; a plain vector has height 1.
  var plane: (height: Int, width: Int) {
    let sizes = dimensions
    return sizes.count < 2 ? (1, count) : (sizes[sizes.count - 2], sizes[sizes.count - 1])
  }
}
