import LimnCore

/// A control for image explanations, not an explanation itself: the magnitude of the image's Sobel
/// gradient, `√(g_x² + g_y²)` in each channel. It does not use the model and yet looks like an
/// explanation. A method that does no better has not shown that it explains the model (Adebayo et
/// al. 2018, arXiv 1810.03292; XAI-TRIS, arXiv 2306.12816). The border pixels are repeated outside
/// the image.
///
/// Cost: two model evaluations for each input, at the input and at the baseline.
public struct EdgeDetector: Attributor {
  /// The model that is explained.
  public let model: any Model
  private let settings: Configuration
  private let height: Int
  private let width: Int

  /// Binds the detector to a model of images.
  ///
  /// - Throws: ``AttributionError/noPicture(method:)`` for a model that takes a plain vector; other
  ///   cases of ``AttributionError`` for a baseline that does not fit the model.
  public init(_ model: any Model, settings: Configuration) throws {
    guard case .image(_, let height, let width) = model.inputShape else {
      throw AttributionError.noPicture(method: Configuration.method)
    }
    _ = try settings.baseline.row(width: model.inputShape.count)
    self.model = model
    self.settings = settings
    (self.height, self.width) = (height, width)
  }

  /// Binds the detector to a model, with individual settings; see ``Configuration``.
  ///
  /// - Throws: as ``init(_:settings:)``.
  public init(
    _ model: any Model, baseline: Baseline = .zeros
  ) throws {
    try self.init(model, settings: Configuration(baseline: baseline))
  }

  public var name: String { Configuration.method }
  public var configuration: (any MethodConfiguration)? { settings }
  public var reference: Background? { .baseline(settings.baseline) }

  public func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    try validate(inputs, objectives: objectives, for: model, work: work)
    let start = try settings.baseline.row(width: inputs.columns)
    let atBaseline = try model.checkedScores(of: Matrix(row: start))
    let scores = try model.checkedScores(of: inputs)
    return try parallelMap(count: inputs.rows, work: work) { row in
      let response = model.output.response(ofValid: objectives[row])
      return Attribution(
        method: name, objective: objectives[row], shape: model.inputShape, quantity: .contrast,
        values: edges(of: Array(inputs[row: row])),
        scoreAtInput: objectives[row].value(of: scores[row: row], response: response),
        scoreAtBaseline: objectives[row].value(of: atBaseline[row: 0], response: response),
        evaluations: 2,
        notes: [
          .init(
            .notAShare, "Edges of the picture: a control that knows nothing of the model.")
        ])
    }
  }

  private func edges(of input: [Float]) -> [Double] {
    let size = height * width
    return input.indices.map { index in
      let (channel, y, x) = (index / size, index % size / width, index % width)
      func value(_ down: Int, _ right: Int) -> Double {
        let (row, column) = (
          min(max(y + down, 0), height - 1), min(max(x + right, 0), width - 1)
        )
        return Double(input[channel * size + row * width + column])
      }
      let across =
        value(-1, 1) + 2 * value(0, 1) + value(1, 1) - value(-1, -1) - 2 * value(0, -1)
        - value(1, -1)
      let down =
        value(1, -1) + 2 * value(1, 0) + value(1, 1) - value(-1, -1) - 2 * value(-1, 0)
        - value(-1, 1)
      return (across * across + down * down).squareRoot()
    }
  }
}

extension EdgeDetector {
  /// The settings of the edge detector.
  public struct Configuration: MethodConfiguration {
    public static let method = "edges"

    /// The reference of the score difference; the values do not depend on it.
    public var baseline: Baseline

    /// Creates settings. Units and ranges are documented at the properties.
    public init(baseline: Baseline = .zeros) { self.baseline = baseline }

    public func validate() throws {}

    public func bound(to model: any Model) throws -> any Attributor {
      try EdgeDetector(model, settings: self)
    }
  }
}
