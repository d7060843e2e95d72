import LimnCore

/// A method that looks at the gradient at the input.
public protocol GradientMethod: Attributor {
  /// The method's name on the command line and in files.
  static var method: String { get }

  /// Binds the method to a model and a baseline.
  init(_ model: any DifferentiableModel, baseline: Baseline)
}

/// The settings of a method that looks at the gradient at the input.
public struct GradientSettings<Method: GradientMethod>: MethodConfiguration {
  public static var method: String { Method.method }

  /// Of gradient × input the x′ that is subtracted; else what the score at the input is compared with,
  /// and the values do not depend on it.
  public var baseline: Baseline

  /// Creates settings. Those left out have the defaults; units and ranges stand at the properties.
  public init(baseline: Baseline = .zeros) { self.baseline = baseline }

  public func validate() throws {}

  public func bound(to model: any Model) throws -> any Attributor {
    try bound(to: model) { Method(try $1.gradients(of: $0), baseline: $1.baseline) }
  }
}
