/// Which values of an image are black and which are white.
public struct Tones: Sendable, Hashable {
  /// The values of each channel's dark end; one stands for all channels.
  public let black: [Double]
  /// The values of each channel's bright end, as many.
  public let white: [Double]

  /// The values that are shown black and white.
  ///
  /// - Parameters:
  ///   - black: the values that show no light, one for each channel or one for all.
  ///   - white: the values that show all light, as many, none equal to its dark end.
  public init(black: [Double], white: [Double]) {
    precondition(
      !black.isEmpty && black.count == white.count && zip(black, white).allSatisfy(!=),
      "\(black) to \(white) are no tones")
    self.black = black
    self.white = white
  }

  /// What the values themselves suggest: 0 to 1 or 0 to 255 where they lie within, or else from their
  /// smallest to their largest, all channels alike.
  public init(of values: [Float]) {
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    if low >= 0, high <= 1 {
      self.init(black: [0], white: [1])
    } else if low >= 0, high <= 255 {
      self.init(black: [0], white: [255])
    } else if low < high {
      self.init(black: [Double(low)], white: [Double(high)])
    } else {
      self.init(black: [Double(low) - 1], white: [Double(low) + 1])
    }
  }

  /// How much light a value of a channel is, 0 to 1: what is darker than black is black, and what is
  /// brighter than white is white, as on a screen.
  public func light(of value: Float, channel: Int) -> Double {
    let place = min(channel, black.count - 1)
    return min(1, max(0, (Double(value) - black[place]) / (white[place] - black[place])))
  }

  /// Red, green and blue of each pixel, 0 to 1, of values that lie channel after channel: one channel is
  /// grey, a fourth is opacity over white.
  public func lights(of values: [Float], channels: Int) -> [(Double, Double, Double)] {
    let pixels = values.count / channels
    return (0..<pixels).map { pixel in
      func light(_ channel: Int) -> Double {
        self.light(of: values[channel * pixels + pixel], channel: channel)
      }
      guard channels >= 3 else {
        let grey = light(0)
        return (grey, grey, grey)
      }
      let alpha = channels == 4 ? light(3) : 1
      func shown(_ channel: Int) -> Double { alpha * light(channel) + (1 - alpha) }
      return (shown(0), shown(1), shown(2))
    }
  }
}
