import LimnCore

/// An attribution method with all its settings, as a value that can be bound to a model. Command
/// line, reports, evaluations, pages and the server all describe a method by this value.
///
/// Every stored property is a setting, encoded under the property's name. A setting that is `nil`
/// is not encoded, and the method chooses its value. Decoded settings are validated like settings
/// in code: by `init(from:)` in Limn's own configurations, and by ``ConfiguredMethod`` for any
/// configuration.
///
/// With a configuration, your own methods can be used in reports and evaluations like Limn's:
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

  /// Checks each setting on its own, without a model.
  ///
  /// - Throws: ``AttributionError/outOfRange(setting:found:range:)``.
  func validate() throws

  /// Binds the method with these settings to a model.
  ///
  /// - Throws: ``AttributionError/outOfRange(setting:found:range:)`` as ``validate()``;
  ///   ``AttributionError/noGradients(method:)`` if the method needs gradients and the model has
  ///   none; other errors if the model does not meet the method's requirements.
  func bound(to model: any Model) throws -> any Attributor
}

extension MethodConfiguration {
  /// Whether both values are the same method with the same settings.
  public func isEqual(to other: any MethodConfiguration) -> Bool { (other as? Self) == self }

  /// The model's gradients.
  ///
  /// - Throws: ``AttributionError/noGradients(method:)``.
  func gradients(of model: any Model) throws -> any DifferentiableModel {
    guard let model = model as? any DifferentiableModel else {
      throw AttributionError.noGradients(method: Self.method)
    }
    return model
  }
}
