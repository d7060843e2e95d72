import LimnAttribution
import LimnCore
import LimnGraphics

/// One colour scale for all attributions of the same quantity, so that they can be compared.
///
/// Contributions to a logit share a scale; a slope has a different unit and therefore a different
/// scale. Scales made from a whole batch are valid for every picture of it.
public struct SharedScales: Sendable, Hashable {
  /// The quantity that a scale measures.
  private struct Key: Sendable, Hashable {
    let quantity: Quantity
    let unit: Objective.Scale

    init(_ attribution: Attribution) {
      quantity = attribution.quantity
      unit = attribution.objective.scale
    }
  }

  private let scales: [Key: ColorScale]
  /// How a pixel's channels are combined.
  let channels: ChannelRule

  /// The scales that just cover all `attributions` (for colour images, the combined values of their
  /// pixels): symmetric around zero for signed quantities, from zero upwards for others.
  ///
  /// - Parameter channels: how a pixel's channels are combined.
  /// - Throws: ``FigureError/nonFinite(in:index:)``.
  public init(of attributions: some Collection<Attribution>, channels: ChannelRule = .sum) throws {
    self.channels = channels
    var limits: [Key: Double] = [:]
    for attribution in attributions {
      try attribution.requireFinite()
      let largest = channels.pixels(of: attribution).reduce(0) { max($0, abs($1)) }
      limits[Key(attribution)] = max(limits[Key(attribution), default: 0], largest)
    }
    var scales: [Key: ColorScale] = [:]
    for (key, limit) in limits {
      scales[key] =
        key.quantity.isSigned && channels == .sum
        ? try .symmetric(limit: limit) : try .sequential(0...limit)
    }
    self.scales = scales
  }

  /// The scale of an attribution.
  ///
  /// - Throws: ``FigureError/noScale(method:)`` if none of the attributions from which the scales
  ///   were made measures the same quantity.
  public func scale(of attribution: Attribution) throws -> ColorScale {
    guard let scale = scales[Key(attribution)] else {
      throw FigureError.noScale(method: attribution.method)
    }
    return scale
  }
}
