import LimnCore
import LimnNetwork

/// A method that shows the units of a layer.
public protocol LayerMethod: Attributor {
  /// The method's name on the command line and in files.
  static var method: String { get }

  /// Binds the method to a network.
  ///
  /// - Throws: `AttributionError.noSuchLayer`; what makes the baseline unfit.
  init(_ network: Network, settings: LayerSettings<Self>) throws
}

extension LayerMethod {
  /// The same with its settings one by one; see ``LayerSettings``.
  public init(_ network: Network, layer: String, baseline: Baseline = .zeros) throws {
    try self.init(network, settings: LayerSettings(layer: layer, baseline: baseline))
  }
}

/// The settings of a method that shows the units of a layer.
public struct LayerSettings<Method: LayerMethod>: MethodConfiguration {
  public static var method: String { Method.method }

  /// A layer's name, as a summary has it.
  public var layer: String
  /// Where the path of conductance starts; of activations what the score at the input is compared with,
  /// and the values do not depend on it.
  public var baseline: Baseline

  /// Creates settings. Those left out have the defaults; units and ranges stand at the properties.
  public init(layer: String, baseline: Baseline = .zeros) {
    self.layer = layer
    self.baseline = baseline
  }

  public func validate() throws {}

  public func bound(to model: any Model) throws -> any Attributor {
    try bound(to: model) { try Method($1.layers(of: $0), settings: $1) }
  }
}
