import LimnAttribution

/// How the values of a colour pixel's channels become the one that a heatmap shows.
public enum ChannelRule: String, Sendable, Hashable, CaseIterable {
  /// Their sum, so that what speaks for and against in one pixel is set off, and pixels still add up to
  /// the attribution's sum.
  case sum
  /// The sum of their magnitudes: how much a pixel counts, whichever way.
  case absolute

  /// For each pixel one value; the values themselves where there is one channel and they keep their sign.
  public func pixels(of attribution: Attribution) -> [Double] {
    switch self {
    case .sum: attribution.shape.pixelSums(attribution.values)
    case .absolute: attribution.shape.pixelSums(attribution.values.map(abs))
    }
  }
}
