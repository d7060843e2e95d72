/// A continuous map from numbers to colours.
public enum ColorMap: Sendable, Hashable, CaseIterable {
  /// From blue (−1) through near-white (0) to red (+1), for evidence against and for.
  ///
  /// Two straight lines in OKLab of equal length and equal lightness, so that equal differences
  /// look equally large and both signs equally strong. Blue and red remain distinguishable in all
  /// common forms of colour blindness.
  case diverging
  /// From light yellow (0) through green to dark blue (1), with evenly decreasing lightness.
  case sequential
  /// From white (0) to black (1), like ink on paper; for inputs.
  case ink

  /// The positions for which the map is defined.
  public var domain: ClosedRange<Double> {
    self == .diverging ? -1...1 : 0...1
  }

  /// The colour at a position in ``domain``.
  public func color(at position: Double) -> Color {
    precondition(domain.contains(position), "\(position) lies outside the colour map")
    switch self {
    case .diverging:
      let end = position < 0 ? Self.against : Self.inFavour
      return Self.neutral.mixed(with: end, by: abs(position)).color
    case .sequential:
      let chroma = 0.02 + 0.05 * position + 0.16 * position * (1 - position)
      return OKLab(
        lightness: 0.97 - 0.72 * position, chroma: chroma, hue: 105 + 180 * position
      ).color
    case .ink:
      return OKLab(lightness: 1, a: 0, b: 0)
        .mixed(with: OKLab(lightness: 0.2, a: 0, b: 0), by: position).color
    }
  }

  /// Evenly spaced colours from one end of the map to the other as hexadecimal digits, six for each
  /// colour, without separators; for pages that draw heatmaps themselves.
  ///
  /// - Parameter count: the number of colours, at least 2.
  public func hexadecimal(count: Int) -> String {
    let (low, high) = (domain.lowerBound, domain.upperBound)
    return (0..<count).map { index in
      let color = color(at: low + (high - low) * Double(index) / Double(count - 1))
      return [color.red, color.green, color.blue].map { part in
        let text = String(Int((part * 255).rounded()), radix: 16)
        return text.count < 2 ? "0" + text : text
      }.joined()
    }.joined()
  }

  private static let neutral = OKLab(lightness: 0.98, chroma: 0, hue: 0)
  private static let inFavour = OKLab(lightness: 0.45, chroma: 0.165, hue: 27)
  private static let against = OKLab(lightness: 0.45, chroma: 0.165, hue: 262)
}
