import LimnAttribution

/// How the values of a colour pixel's channels become the one that a heatmap shows.
public enum ChannelRule: String, Sendable, Hashable, CaseIterable {
  /// Their sum, so that what speaks for and against in one pixel is set off, and pixels still add up to
  /// the attribution's sum; their mean where each channel tells of the pixel as a whole
  /// (``Quantity/addsUpOverChannels``).
  case sum
  /// The same of their magnitudes: how much a pixel counts, whichever way.
  case absolute

  /// For each pixel one value; the values themselves where there is one channel and they keep their sign.
  public func pixels(of attribution: Attribution) -> [Double] {
    Self.joined(self == .sum ? attribution.values : attribution.values.map(abs), of: attribution)
  }

  /// The standard errors of what ``sum`` shows, as far as they can go: that of a sum is at most the sum of
  /// its channels'.
  package static func errors(of attribution: Attribution) -> [Double]? {
    attribution.standardErrors.map { joined($0, of: attribution) }
  }

  private static func joined(_ values: [Double], of attribution: Attribution) -> [Double] {
    let (shape, sums) = (attribution.shape, attribution.shape.pixelSums(values))
    guard shape.channels > 1, !attribution.quantity.addsUpOverChannels else { return sums }
    return sums.map { $0 / Double(shape.channels) }
  }

  /// What a colour bar says of a measure of several channels: "drop of the logit of 3, summed over
  /// channels".
  package func measure(_ label: String, of quantity: Quantity, channels: Int) -> String {
    guard channels > 1 else { return self == .absolute ? "size of the \(label)" : label }
    switch (self, quantity.addsUpOverChannels) {
    case (.sum, true): return "\(label), summed over channels"
    case (.sum, false): return label
    case (.absolute, true): return "size over all channels of the \(label)"
    case (.absolute, false): return "size of the \(label)"
    }
  }
}
