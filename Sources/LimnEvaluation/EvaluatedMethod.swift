import LimnAttribution
import LimnNetwork

/// A method under evaluation: bound to the model it explains, and, for the parameter randomisation,
/// how to bind it to another network.
public struct EvaluatedMethod: Sendable {
  /// The method.
  public let attributor: any Attributor
  /// The same method with the same settings for another network; `nil` leaves the parameter
  /// randomisation out.
  public let remake: (@Sendable (Network) throws -> any Attributor)?

  /// A method to evaluate, and how to bind it to a network with random weights.
  ///
  /// - Parameter remake: `nil` for what the method's configuration gives, where it has one.
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
