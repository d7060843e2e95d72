import LimnCore

/// How a picture is converted to numbers: how it is fitted to the model's size, and the scale of
/// its values.
public struct PicturePreparation: Sendable, Hashable, Codable {
  /// How a picture whose size differs from the model's is fitted.
  public enum Fit: String, Sendable, Hashable, Codable, CaseIterable {
    /// Stretches or shrinks the whole picture along each axis.
    case resize
    /// Crops to the largest centred part with the model's proportions.
    case crop
    /// For grey pictures, centres the part that contains ink at the size of handwritten digits, and
    /// scales the tones from paper to ink; see ``ImageInput``.
    case centre
    /// Rejects the picture with an error.
    case refuse
  }

  /// How a picture of another size is fitted.
  public var fit: Fit
  /// The value of full brightness in a channel, or of full ink in a grey picture, before the mean
  /// is subtracted. Darkness, or no ink, is 0.
  public var full: Float
  /// The end of the grey scale that represents ink; irrelevant for colours.
  public var polarity: ImageInput.Polarity
  /// The mean that is subtracted from each channel: one for each channel, one for all, or empty for
  /// 0.
  public var mean: [Float]
  /// The deviation by which each channel is then divided: one for each channel, one for all, or
  /// empty for 1.
  public var deviation: [Float]

  /// Creates a preparation; see the properties.
  public init(
    fit: Fit = .resize, full: Float = Digits.fullInk,
    polarity: ImageInput.Polarity = .whiteOnBlack, mean: [Float] = [], deviation: [Float] = []
  ) {
    self.fit = fit
    self.full = full
    self.polarity = polarity
    self.mean = mean
    self.deviation = deviation
  }

  /// Creates the default preparation for a model: resizing, with values from 0 to
  /// ``standardFull(for:)``.
  public init(for shape: InputShape) {
    self.init(full: Self.standardFull(for: shape))
  }

  /// The default full value for a model: 16 for 8×8 grey images like the digits, otherwise 1.
  public static func standardFull(for shape: InputShape) -> Float {
    shape == Digits.inputShape ? Digits.fullInk : 1
  }

  /// The model's value for a fraction of full light or ink.
  func value(_ share: Double, channel: Int) -> Float {
    let value = share * Double(full)
    guard !mean.isEmpty || !deviation.isEmpty else { return Float(value) }
    let shift = Self.entry(of: mean, channel) ?? 0
    return Float((value - Double(shift)) / Double(Self.entry(of: deviation, channel) ?? 1))
  }

  private static func entry(of list: [Float], _ channel: Int) -> Float? {
    list.isEmpty ? nil : list[min(channel, list.count - 1)]
  }

  /// The values that represent black and white after this preparation.
  ///
  /// - Parameter channels: the number of channels of the model's input.
  /// - Throws: `DataError` for numbers that do not prepare a picture with so many channels;
  ///   `ModelError.tones` if black and white round to the same value, for example because of a very
  ///   large mean.
  public func tones(channels: Int) throws -> Tones {
    try check(channels: channels)
    return try Tones(
      black: (0..<channels).map { Double(value(0, channel: $0)) },
      white: (0..<channels).map { Double(value(1, channel: $0)) })
  }

  /// Checks that the parameters are valid for a number of channels.
  ///
  /// - Throws: `DataError.channelNumbers`, `.badFull`, `.badMean`, `.badDeviation`.
  func check(channels: Int) throws(DataError) {
    guard full > 0, full.isFinite else { throw .badFull(full) }
    for (name, list) in [("mean", mean), ("deviation", deviation)]
    where ![0, 1, channels].contains(list.count) {
      throw .channelNumbers(of: name, found: list.count, channels: channels)
    }
    if let bad = mean.first(where: { !$0.isFinite }) { throw .badMean(bad) }
    if let bad = deviation.first(where: { !($0 > 0 && $0.isFinite) }) { throw .badDeviation(bad) }
  }

  /// The preparation in words: "values 0 to 1, less the mean 0.485, 0.456, 0.406, over the
  /// deviation 0.229, 0.224, 0.225".
  func words() -> String {
    func list(_ values: [Float]) -> String {
      values.map { $0 == $0.rounded() && abs($0) < 1e6 ? String(Int($0)) : String($0) }
        .joined(separator: ", ")
    }
    return "values 0 to \(list([full]))" + (mean.isEmpty ? "" : ", less the mean \(list(mean))")
      + (deviation.isEmpty ? "" : ", over the deviation \(list(deviation))")
  }
}
