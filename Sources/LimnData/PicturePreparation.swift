import LimnCore

/// How a picture becomes numbers: how it is fitted to a model's size, and the scale of its values.
public struct PicturePreparation: Sendable, Hashable, Codable {
  /// What is done to a picture of another size than the model's.
  public enum Fit: String, Sendable, Hashable, Codable, CaseIterable {
    /// The whole picture, stretched or squeezed along each axis.
    case resize
    /// The largest part around its middle that has the model's proportions.
    case crop
    /// Of a grey picture the part that has ink, from paper's tone to the ink's, set into the middle and as
    /// large as handwritten digits are; see ``ImageInput``.
    case centre
    /// Nothing: it is an error.
    case refuse
  }

  /// What is done to a picture of another size.
  public var fit: Fit
  /// What a channel holds where it is brightest, or a grey picture where it is all ink, before the mean
  /// is taken off. Darkness, or no ink, is 0.
  public var full: Float
  /// Which end of a grey scale is ink; of no consequence for colours.
  public var polarity: ImageInput.Polarity
  /// What is taken off each channel; one stands for all, none for 0.
  public var mean: [Float]
  /// What each channel is divided by after that; one stands for all, none for 1.
  public var deviation: [Float]

  /// How pictures become inputs; see the properties.
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

  /// What is done for a model that nobody said more about: resized, values from 0 to ``standardFull(for:)``.
  public init(for shape: InputShape) {
    self.init(full: Self.standardFull(for: shape))
  }

  /// The full value of a model that nobody said more about: 16 of the digits' 8×8 grey pixels, else 1.
  public static func standardFull(for shape: InputShape) -> Float {
    shape == Digits.inputShape ? Digits.fullInk : 1
  }

  /// What a share of light, or of ink, is to the model.
  func value(_ share: Double, channel: Int) -> Float {
    let value = share * Double(full)
    guard !mean.isEmpty || !deviation.isEmpty else { return Float(value) }
    let shift = Self.entry(of: mean, channel) ?? 0
    return Float((value - Double(shift)) / Double(Self.entry(of: deviation, channel) ?? 1))
  }

  private static func entry(of list: [Float], _ channel: Int) -> Float? {
    list.isEmpty ? nil : list[min(channel, list.count - 1)]
  }

  /// Which values are black and white after this preparation.
  ///
  /// - Parameter channels: of the model's input.
  public func tones(channels: Int) -> Tones {
    Tones(
      black: (0..<channels).map { Double(value(0, channel: $0)) },
      white: (0..<channels).map { Double(value(1, channel: $0)) })
  }

  /// - Throws: `DataError.channelNumbers`, `.badFull`, `.badDeviation`.
  func check(channels: Int) throws(DataError) {
    guard full > 0, full.isFinite else { throw .badFull(full) }
    for (name, list) in [("mean", mean), ("deviation", deviation)]
    where ![0, 1, channels].contains(list.count) {
      throw .channelNumbers(of: name, found: list.count, channels: channels)
    }
    if let bad = mean.first(where: { !$0.isFinite }) { throw .badMean(bad) }
    if let bad = deviation.first(where: { !($0 > 0 && $0.isFinite) }) { throw .badDeviation(bad) }
  }

  /// "values 0 to 1, less the mean 0.485, 0.456, 0.406, over the deviation 0.229, 0.224, 0.225".
  func words() -> String {
    func list(_ values: [Float]) -> String {
      values.map { $0 == $0.rounded() && abs($0) < 1e6 ? String(Int($0)) : String($0) }
        .joined(separator: ", ")
    }
    return "values 0 to \(list([full]))" + (mean.isEmpty ? "" : ", less the mean \(list(mean))")
      + (deviation.isEmpty ? "" : ", over the deviation \(list(deviation))")
  }
}
