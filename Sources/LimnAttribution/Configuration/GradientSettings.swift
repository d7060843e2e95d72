import LimnCore

/// A method that looks at the gradient at the input.
public protocol GradientMethod: Attributor {
  /// The method's name on the command line and in files.
  static var method: String { get }

  init(_ model: any DifferentiableModel, baseline: Baseline)
}

/// The settings of a method that looks at the gradient at the input.
public struct GradientSettings<Method: GradientMethod>: MethodConfiguration {
  public static var method: String { Method.method }

  /// Of gradient × input the x′ that is subtracted; else what the score at the input is compared with,
  /// and the values do not depend on it.
  public var baseline: Baseline

  public init(baseline: Baseline = .zeros) { self.baseline = baseline }

  public func validate() throws {}

  public func bound(to model: any Model) throws -> any Attributor {
    Method(try gradients(of: model), baseline: baseline)
  }
}

/// A method that looks at the gradient under noise.
public protocol NoisyGradientMethod: Attributor {
  /// The method's name on the command line and in files.
  static var method: String { get }

  init(_ model: any DifferentiableModel, noise: GradientNoise, baseline: Baseline)
}

/// The settings of a method that looks at the gradient under noise.
public struct NoisyGradientSettings<Method: NoisyGradientMethod>: MethodConfiguration {
  public static var method: String { Method.method }

  public var noise: GradientNoise
  /// What the score at the input is compared with; the values do not depend on it.
  public var baseline: Baseline

  public init(noise: GradientNoise = GradientNoise(), baseline: Baseline = .zeros) {
    self.noise = noise
    self.baseline = baseline
  }

  /// - Throws: `AttributionError.outOfRange` as ``validate()``; `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let settings = try decoder.container(keyedBy: CodingKeys.self)
    noise = try settings.value(.noise)
    baseline = try settings.value(.baseline)
    try validate()
  }

  public func validate() throws { try noise.validate() }

  public func bound(to model: any Model) throws -> any Attributor {
    try validate()
    return Method(try gradients(of: model), noise: noise, baseline: baseline)
  }
}
