import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Gaussian blur, which removes an image's detail and can serve as a baseline. Each channel is
/// filtered along rows and then along columns by a Gaussian of standard deviation sigma, truncated
/// at `⌈3σ⌉` pixels and normalised to sum 1. The image is reflected at its edges, with the edge
/// pixels repeated.
public struct GaussianBlur: Sendable, Hashable {
  /// The standard deviation, in pixels.
  public let sigma: Double
  /// The radius of the truncated filter, `⌈3σ⌉` pixels.
  public let radius: Int
  private let weights: [Double]

  /// The permitted standard deviation, in pixels.
  public static let sigmaRange = SettingRange("sigma", 0.1...1000)

  /// Creates a blur.
  ///
  /// - Parameter sigma: the standard deviation in pixels, in ``sigmaRange``.
  ///
  /// - Throws: ``AttributionError/outOfRange(setting:found:range:)``.
  public init(sigma: Double) throws {
    try Self.sigmaRange.check(sigma)
    self.sigma = sigma
    radius = Int((3 * sigma).rounded(.up))
    let bell = (-radius...radius).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
    let sum = bell.sum()
    weights = bell.map { $0 / sum }
  }

  /// Blurs an image.
  ///
  /// Cost: `2(2 radius + 1)` multiplications for each value.
  ///
  /// - Parameters:
  ///   - values: the image, `shape.count` values.
  ///   - shape: the shape of the image.
  /// - Returns: the blurred image, of the same shape.
  /// - Throws: ``AttributionError/blocksOfVector`` if the shape is not an image;
  ///   `ModelError.inputWidth` for another number of values.
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

  /// The reflected index: …, 1, 0 | 0, 1, …, n − 1 | n − 1, n − 2, ….
  private static func mirrored(_ place: Int, count: Int) -> Int {
    let period = 2 * count
    let inside = ((place % period) + period) % period
    return inside < count ? inside : period - 1 - inside
  }
}
