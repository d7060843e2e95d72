import LimnCore

/// An attribution method with all its settings, as a value: the one form in which a command line, a
/// report's plan, an evaluation, a page or a server names a method, and from which it is bound to a
/// model.
///
/// Every stored property is a setting, and its name is the setting's name wherever the value is
/// encoded. A setting left at `nil` is not encoded: the method chooses. What is decoded is checked as
/// what is written in code: Limn's own configurations check in `init(from:)`, and ``ConfiguredMethod``
/// checks any.
///
/// A method of your own becomes a full member of reports and evaluations by a configuration:
///
/// ```swift
/// struct Occlusion: Attributor {
///   struct Configuration: MethodConfiguration {
///     static let method = "my-occlusion"
///     var window = 3
///     static let windows = SettingRange("window", 1...64)
///     func validate() throws { try Self.windows.check(window) }
///     func bound(to model: any Model) throws -> any Attributor {
///       Occlusion(model: model, settings: self)
///     }
///   }
///   let model: any Model
///   let settings: Configuration
///   var name: String { Configuration.method }
///   var configuration: (any MethodConfiguration)? { settings }
///   …
/// }
/// ```
public protocol MethodConfiguration: Codable, Sendable, Equatable {
  /// The method's name on the command line and in files: "lime".
  static var method: String { get }

  /// Checks every setting by itself.
  ///
  /// - Throws: `AttributionError.outOfRange`.
  func validate() throws

  /// The method with these settings, for a model.
  ///
  /// - Throws: `AttributionError.outOfRange` as ``validate()``; `.noGradients` for a model without the
  ///   gradients that the method takes, and what else the method asks of its model.
  func bound(to model: any Model) throws -> any Attributor
}

extension MethodConfiguration {
  /// Whether both are the same method with the same settings.
  public func isEqual(to other: any MethodConfiguration) -> Bool { (other as? Self) == self }

  /// The model's gradients.
  ///
  /// - Throws: `AttributionError.noGradients`.
  func gradients(of model: any Model) throws -> any DifferentiableModel {
    guard let model = model as? any DifferentiableModel else {
      throw AttributionError.noGradients(method: Self.method)
    }
    return model
  }
}
