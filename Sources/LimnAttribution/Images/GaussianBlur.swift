import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A picture without its detail, as an absence: each channel smoothed by a Gaussian of deviation sigma,
/// cut off three deviations from its middle (at `⌈3σ⌉` pixels) and scaled to weights of sum 1, along rows
/// and then along columns. Beyond its edges the picture goes on as in a mirror, the edge's pixels first.
public struct GaussianBlur: Sendable, Hashable {
  /// The deviation, in pixels.
  public let sigma: Double
  /// How far the weights reach, in pixels.
  public let radius: Int
  private let weights: [Double]

  /// The standard deviations allowed, in pixels.
  public static let sigmaRange = SettingRange("sigma", 0.1...1000)

  /// A blur of a width.
  ///
  /// - Throws: `AttributionError.outOfRange`.
  public init(sigma: Double) throws {
    try Self.sigmaRange.check(sigma)
    self.sigma = sigma
    radius = Int((3 * sigma).rounded(.up))
    let bell = (-radius...radius).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
    let sum = bell.sum()
    weights = bell.map { $0 / sum }
  }

  /// The blurred picture.
  ///
  /// Cost: `count × 2(2 radius + 1)` products.
  ///
  /// - Throws: `AttributionError.blocksOfVector` for what is no image; `ModelError.inputWidth`.
  public func blurred(_ values: [Float], shape: InputShape) throws -> [Float] {
    guard case .image(let channels, let height, let width) = shape else {
      throw AttributionError.blocksOfVector
    }
    guard values.count == shape.count else {
      throw ModelError.inputWidth(found: values.count, expected: shape.count)
    }
    let plane = height * width
    return (0..<channels).flatMap { channel -> [Float] in
      let source = values[channel * plane..<(channel + 1) * plane].map(Double.init)
      let along = filtered(source, count: width, stride: 1, lines: height, between: width)
      return filtered(along, count: height, stride: width, lines: width, between: 1).map(Float.init)
    }
  }

  private func filtered(
    _ plane: [Double], count: Int, stride: Int, lines: Int, between: Int
  ) -> [Double] {
    var result = plane
    let places = (-radius..<count + radius).map { Self.mirrored($0, count: count) }
    for line in 0..<lines {
      let start = line * between
      for place in 0..<count {
        var sum = 0.0
        for (offset, weight) in weights.enumerated() {
          sum += weight * plane[start + places[place + offset] * stride]
        }
        result[start + place * stride] = sum
      }
    }
    return result
  }

  /// …, 1, 0 | 0, 1, …, n − 1 | n − 1, n − 2, ….
  private static func mirrored(_ place: Int, count: Int) -> Int {
    let period = 2 * count
    let inside = ((place % period) + period) % period
    return inside < count ? inside : period - 1 - inside
  }
}
