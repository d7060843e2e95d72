import LimnAttribution
import LimnNetwork

/// A method to evaluate: an attributor bound to its model and, for parameter randomisation, a
/// closure that binds the method to another network.
public struct EvaluatedMethod: Sendable {
  /// The method.
  public let attributor: any Attributor
  /// Binds the same method with the same settings to another network; `nil` to omit parameter
  /// randomisation.
  public let remake: (@Sendable (Network) throws -> any Attributor)?

  /// Creates a method to evaluate.
  ///
  /// - Parameters:
  ///   - attributor: the method, bound to its model.
  ///   - remake: binds the same method to another network; `nil` to use the method's
  ///     `Attributor.configuration`, if it has one.
  public init(
    _ attributor: any Attributor, remake: (@Sendable (Network) throws -> any Attributor)? = nil
  ) {
    self.attributor = attributor
    if let remake {
      self.remake = remake
    } else if let own = attributor.configuration {
      self.remake = { try own.bound(to: $0) }
    } else {
      self.remake = nil
    }
  }

  /// The method's name.
  public var name: String { attributor.name }
}
