import LimnCore

/// A method that uses the gradient at the input.
public protocol GradientMethod: Attributor {
  /// The method's name on the command line and in files.
  static var method: String { get }

  /// Binds the method to a model.
  ///
  /// - Throws: ``AttributionError`` for a baseline that does not fit the model.
  init(_ model: any DifferentiableModel, settings: GradientSettings<Self>) throws
}

extension GradientMethod {
  /// Binds the method to a model, with individual settings; see ``GradientSettings``.
  ///
  /// - Throws: as ``init(_:settings:)``.
  public init(_ model: any DifferentiableModel, baseline: Baseline = .zeros) throws {
    try self.init(model, settings: GradientSettings(baseline: baseline))
  }
}

/// The settings of a method that uses the gradient at the input.
public struct GradientSettings<Method: GradientMethod>: MethodConfiguration {
  public static var method: String { Method.method }

  /// For gradient × input, the x′ that is subtracted from the input. For other methods, the
  /// reference of the score difference; their values do not depend on it.
  public var baseline: Baseline

  /// Creates settings. Units and ranges are documented at the properties.
  public init(baseline: Baseline = .zeros) { self.baseline = baseline }

  public func validate() throws {}

  public func bound(to model: any Model) throws -> any Attributor {
    try bound(to: model) { try Method($1.gradients(of: $0), settings: $1) }
  }
}
