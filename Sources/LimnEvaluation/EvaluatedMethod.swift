import LimnAttribution
import LimnNetwork

/// A method under evaluation: bound to the model it explains, and, for the parameter randomisation,
/// how to bind it to another network.
public struct EvaluatedMethod: Sendable {
  public let attributor: any Attributor
  /// The same method with the same options for another network; `nil` leaves the parameter
  /// randomisation out.
  public let remake: (@Sendable (Network) throws -> any Attributor)?

  public init(
    _ attributor: any Attributor, remake: (@Sendable (Network) throws -> any Attributor)? = nil
  ) {
    self.attributor = attributor
    self.remake = remake
  }

  public var name: String { attributor.name }
}
