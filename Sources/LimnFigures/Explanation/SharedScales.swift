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

  /// The scales that just hold all `attributions`: symmetric around zero where signs mean something,
  /// from zero upwards where they do not.
  ///
  /// - Throws: ``FigureError/nonFinite(in:index:)``.
  public init(of attributions: some Collection<Attribution>) throws {
    var limits: [Key: Double] = [:]
    for attribution in attributions {
      try attribution.requireFinite()
      let largest = attribution.values.reduce(0) { max($0, abs($1)) }
      limits[Key(attribution)] = max(limits[Key(attribution), default: 0], largest)
    }
    var scales: [Key: ColorScale] = [:]
    for (key, limit) in limits {
      scales[key] =
        key.quantity.isSigned ? try .symmetric(limit: limit) : try .sequential(0...limit)
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
