/// The values of an image that are shown as black and as white.
public struct Tones: Sendable, Hashable {
  /// The value of black for each channel, or a single value for all channels.
  public let black: [Double]
  /// The value of white for each channel; the same number of values as ``black``.
  public let white: [Double]

  /// Creates tones from the values of black and white.
  ///
  /// - Parameters:
  ///   - black: one value for each channel, or one for all.
  ///   - white: the same number of values, each different from the corresponding value of black.
  ///     White may be less than black.
  /// - Throws: ``ModelError/tones(black:white:)`` for other values, or if one is not finite.
  public init(black: [Double], white: [Double]) throws(ModelError) {
    guard !black.isEmpty, black.count == white.count, zip(black, white).allSatisfy(!=),
      (black + white).allSatisfy(\.isFinite)
    else { throw .tones(black: black, white: white) }
    self.black = black
    self.white = white
  }

  private init(from black: Double, to white: Double) {
    self.black = [black]
    self.white = [white]
  }

  /// Infers the tones from an image's values: 0 to 1 or 0 to 255 if all values lie in that range,
  /// otherwise their minimum to their maximum, the same for all channels.
  public init(of values: [Float]) {
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    if low >= 0, high <= 1 {
      self.init(from: 0, to: 1)
    } else if low >= 0, high <= 255 {
      self.init(from: 0, to: 255)
    } else if low < high {
      self.init(from: Double(low), to: Double(high))
    } else {
      // One is less than a step between numbers of more than 53 bits.
      let reach = max(1, Double(low).ulp)
      self.init(from: Double(low) - reach, to: Double(low) + reach)
    }
  }

  /// The brightness of a channel's value, in `0...1`; values beyond black and white are clipped.
  public func light(of value: Float, channel: Int) -> Double {
    let place = min(channel, black.count - 1)
    return min(1, max(0, (Double(value) - black[place]) / (white[place] - black[place])))
  }

  /// The red, green and blue of each pixel, in `0...1`, for values stored channel after channel.
  /// One channel is grey; a fourth is opacity, blended over white.
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

extension Tones: Codable {
  private enum CodingKeys: CodingKey { case black, white }

  /// Decodes tones and validates them as ``init(black:white:)`` does.
  ///
  /// - Throws: `DecodingError`, `ModelError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      black: try container.decode([Double].self, forKey: .black),
      white: try container.decode([Double].self, forKey: .white))
  }
}
