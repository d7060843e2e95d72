import LimnCore

/// A method that looks at the gradient at the input.
public protocol GradientMethod: Attributor {
  /// The method's name on the command line and in files.
  static var method: String { get }

  /// Binds the method to a model and a baseline.
  ///
  /// - Throws: what makes the baseline unfit for the model.
  init(_ model: any DifferentiableModel, settings: GradientSettings<Self>) throws
}

extension GradientMethod {
  /// The same with its settings one by one; see ``GradientSettings``.
  public init(_ model: any DifferentiableModel, baseline: Baseline = .zeros) throws {
    try self.init(model, settings: GradientSettings(baseline: baseline))
  }
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
    try bound(to: model) { try Method($1.gradients(of: $0), settings: $1) }
  }
}
