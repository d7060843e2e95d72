import LimnAttribution

/// How a heatmap combines the values of a colour pixel's channels into one.
public enum ChannelRule: String, Sendable, Hashable, CaseIterable {
  /// Their sum: positive and negative values of a pixel cancel, and pixels still add up to the
  /// attribution's sum. Their mean if each channel's value already refers to the whole pixel
  /// (``Quantity/addsUpOverChannels``).
  case sum
  /// The same for their magnitudes: how much a pixel matters, in either direction.
  case absolute

  /// One value for each pixel; the attribution's own values if there is one channel and they keep
  /// their sign.
  public func pixels(of attribution: Attribution) -> [Double] {
    Self.joined(self == .sum ? attribution.values : attribution.values.map(abs), of: attribution)
  }

  /// Upper bounds on the standard errors of the values of ``sum``: the standard error of a sum is
  /// at most the sum of its channels' standard errors. `nil` if the method does not sample.
  package static func errors(of attribution: Attribution) -> [Double]? {
    attribution.standardErrors.map { joined($0, of: attribution) }
  }

  private static func joined(_ values: [Double], of attribution: Attribution) -> [Double] {
    let (shape, sums) = (attribution.shape, attribution.shape.pixelSums(values))
    guard shape.channels > 1, !attribution.quantity.addsUpOverChannels else { return sums }
    return sums.map { $0 / Double(shape.channels) }
  }

  /// The label of a colour bar for several channels: "drop of the logit of 3, summed over
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
