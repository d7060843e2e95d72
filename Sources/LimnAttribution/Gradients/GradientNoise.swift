import LimnCore

/// The noise of SmoothGrad and VarGrad: normal and independent for each feature, with a standard
/// deviation of ``level`` times the input's range or, for features with different units, times each
/// feature's range in the data.
public struct GradientNoise: Sendable, Hashable, Codable {
  /// The standard deviation as a share of the range, in ``levelRange``. Smilkov et al. recommend
  /// 0.1 to 0.2; the default is 0.15.
  public let level: Double
  /// The range `max − min` of each feature in the data, for tables. `nil` to use the range
  /// `max x − min x` of the input itself for all features, as suits images.
  public let ranges: [Float]?
  /// The number of noisy copies of each input, in ``sampleRange``.
  public let samples: Int
  /// The seed of the random draws.
  public let seed: UInt64

  /// Creates noise settings; see the properties.
  public init(
    level: Double = 0.15, ranges: [Float]? = nil, samples: Int = 50, seed: UInt64 = 0
  ) {
    self.level = level
    self.ranges = ranges
    self.samples = samples
    self.seed = seed
  }

  /// Decodes and validates settings.
  ///
  /// - Throws: ``AttributionError/outOfRange(setting:found:range:)``; `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let settings = try decoder.container(keyedBy: CodingKeys.self)
    level = try settings.value(.level)
    ranges = try settings.ifPresent(.ranges)
    samples = try settings.value(.samples)
    seed = try settings.value(.seed)
    try validate()
  }

  var options: [Attribution.Option] {
    [
      ranges == nil ? .init("noise", level) : .init("noise", "\(level) of each feature's range"),
      .init("samples", samples), .init(seed: seed),
    ]
  }

  /// The permitted standard deviation, as a share of the range.
  public static let levelRange = SettingRange("noise", 1e-6...1e6)
  /// The permitted number of copies; a variance needs at least two.
  public static let sampleRange = SettingRange("samples", 2...100_000_000)

  /// - Throws: ``AttributionError/outOfRange(setting:found:range:)``.
  func validate() throws {
    try Self.levelRange.check(level)
    try Self.sampleRange.check(samples)
  }

  /// The standard deviation of the noise in each feature of an input.
  ///
  /// - Throws: ``AttributionError/backgroundWidth(found:expected:)`` or
  ///   ``AttributionError/nonFiniteBackground(row:column:)`` for ranges of another width, or that
  ///   are negative or not finite.
  func deviations(of input: [Float]) throws -> [Float] {
    guard let ranges else {
      let range = (input.max() ?? 0) - (input.min() ?? 0)
      return [Float](repeating: Float(level) * range, count: input.count)
    }
    guard ranges.count == input.count else {
      throw AttributionError.backgroundWidth(found: ranges.count, expected: input.count)
    }
    if let column = ranges.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw AttributionError.nonFiniteBackground(row: 0, column: column)
    }
    return ranges.map { Float(level) * $0 }
  }

  /// The range `max − min` of each column, for ``ranges``.
  public static func ranges(of rows: Matrix) -> [Float] {
    var (low, high) = (
      [Float](repeating: .infinity, count: rows.columns),
      [Float](repeating: -.infinity, count: rows.columns)
    )
    for row in 0..<rows.rows {
      for (column, value) in rows[row: row].enumerated() {
        low[column] = min(low[column], value)
        high[column] = max(high[column], value)
      }
    }
    return zip(low, high).map { max($1 - $0, 0) }
  }

  /// Standard normal numbers, `samples × width`, with sample k from the seed's stream k. They are
  /// the same for every input, so that an input has the same explanation alone and in a batch.
  ///
  /// - Throws: `CancellationError`.
  func draws(width: Int, work: Work) throws -> [Float] {
    let stream = RandomStream(seed: seed)
    var draws: [Float] = []
    draws.reserveCapacity(samples * width)
    for sample in 0..<samples {
      try work.checkpoint()
      var stream = stream.split(sample)
      for _ in 0..<width { draws.append(Float(stream.normal())) }
    }
    return draws
  }

  /// Noisy copies of an input, one per row.
  ///
  /// - Parameters:
  ///   - deviations: the standard deviation for each feature.
  ///   - draws: the standard normal numbers of all samples.
  ///   - samples: the samples to use.
  func copies(
    of input: [Float], deviations: [Float], draws: [Float], samples: Range<Int>
  ) -> Matrix {
    let width = input.count
    return Matrix(rows: samples.count, columns: width) { target in
      for i in 0..<samples.count * width {
        target[i] =
          input[i % width] + deviations[i % width] * draws[samples.lowerBound * width + i]
      }
    }
  }

  /// Notes on noise that does not suit an input.
  func notes(on input: [Float], _ deviations: [Float], shape: InputShape) -> [Attribution.Note] {
    if deviations.allSatisfy({ $0 == 0 }) {
      return [
        .init(
          .noise,
          "All features of the input are equal, so noise in proportion to their range is zero.")
      ]
    }
    guard ranges == nil, case .vector = shape else { return [] }
    let sizes = input.map(abs).filter { $0 > 0 }.sorted()
    guard let largest = sizes.last, largest > Self.unlike * sizes[sizes.count / 2] else {
      return []
    }
    return [
      .init(
        .noise,
        "one level of noise, from the input's own range, for features on different scales: "
          + "--background rows give each feature its own")
    ]
  }

  /// If the largest feature exceeds the median by this factor, it determines the noise of all
  /// features.
  private static let unlike: Float = 100
}
