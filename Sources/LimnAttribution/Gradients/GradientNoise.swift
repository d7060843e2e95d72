import LimnCore

/// The noise SmoothGrad and VarGrad look through: normal, independent in each feature, with a
/// standard deviation of ``level`` times the input's range.
public struct GradientNoise: Sendable, Hashable {
  /// The standard deviation as a share of `max x − min x`; Smilkov et al. find 0.1 to 0.2 to show
  /// most, and 0.15 stands where none is told.
  public let level: Double
  /// Noisy copies of each input.
  public let samples: Int
  public let seed: UInt64

  public init(level: Double = 0.15, samples: Int = 50, seed: UInt64 = 0) {
    self.level = level
    self.samples = samples
    self.seed = seed
  }

  var options: [Attribution.Option] {
    [.init("noise", "\(level)"), .init("samples", "\(samples)"), .init("seed", "\(seed)")]
  }

  /// - Throws: `AttributionError.noiseLevel`, `.sampleCount` below two, with which there is no
  ///   variance.
  func validate() throws {
    guard level > 0, level.isFinite else { throw AttributionError.noiseLevel(level) }
    guard samples >= 2 else { throw AttributionError.sampleCount(found: samples, minimum: 2) }
  }

  /// Standard normal numbers, `samples × width`, sample k from the seed's stream k: the same for
  /// every input, so that an input has one explanation, alone or in a batch.
  func draws(width: Int) -> [Float] {
    let stream = RandomStream(seed: seed)
    return (0..<samples).flatMap { sample in
      var stream = stream.split(sample)
      return (0..<width).map { _ in Float(stream.normal()) }
    }
  }
}
