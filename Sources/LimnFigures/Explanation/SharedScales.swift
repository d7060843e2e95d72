import LimnAttribution
import LimnCore
import LimnGraphics

/// One colour scale for all attributions that measure the same thing, so that they can be compared.
///
/// Contributions to a logit share a scale; a slope has another unit and therefore another scale.
/// Made from a whole batch, the scales hold for every picture of it.
public struct SharedScales: Sendable, Hashable {
  /// What one scale measures.
  private struct Key: Sendable, Hashable {
    let quantity: Quantity
    let unit: Objective.Scale

    init(_ attribution: Attribution) {
      quantity = attribution.quantity
      unit = attribution.objective.scale
    }
  }

  private let scales: [Key: ColorScale]
  /// What a pixel of several channels shows.
  let channels: ChannelRule

  /// The scales that just hold all `attributions`, of colour images what their pixels show: symmetric around zero where signs mean something,
  /// from zero upwards where they do not.
  ///
  /// - Parameter channels: what a pixel of several channels shows.
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
  /// - Throws: ``FigureError/noScale(method:)`` for one that measures what none of the attributions
  ///   measured that the scales were made from.
  public func scale(of attribution: Attribution) throws -> ColorScale {
    guard let scale = scales[Key(attribution)] else {
      throw FigureError.noScale(method: attribution.method)
    }
    return scale
  }
}
