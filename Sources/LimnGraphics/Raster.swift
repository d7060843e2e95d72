/// An image with 8 bits per sample, with value semantics.
public struct Raster: Sendable, Hashable {
  /// The kind of samples per pixel; the raw value is their number.
  public enum Layout: Int, Sendable, Hashable {
    /// One grey sample.
    case grey = 1
    /// Red, green and blue.
    case rgb = 3
    /// Red, green, blue and opacity.
    case rgba = 4
  }

  /// The width, in pixels.
  public let width: Int
  /// The height, in pixels.
  public let height: Int
  /// The kind of samples per pixel.
  public let layout: Layout
  /// The samples in row-major order from the top; alpha is not premultiplied.
  public let samples: [UInt8]

  /// Creates an image from samples in row-major order from the top.
  ///
  /// - Precondition: `samples.count == width * height * layout.rawValue`, and the size is positive.
  public init(width: Int, height: Int, layout: Layout, samples: [UInt8]) {
    precondition(width > 0 && height > 0, "an image of \(width) × \(height) has no pixels")
    precondition(
      samples.count == width * height * layout.rawValue,
      "\(samples.count) samples do not fill \(width) × \(height) pixels of \(layout.rawValue)")
    self.width = width
    self.height = height
    self.layout = layout
    self.samples = samples
  }

  /// Creates an RGB image from `width * height` colours in row-major order from the top; their
  /// alpha is ignored.
  public init(width: Int, height: Int, colors: [Color]) {
    self.init(
      width: width, height: height, layout: .rgb,
      samples: colors.flatMap { color -> [UInt8] in
        let (red, green, blue) = color.bytes
        return [red, green, blue]
      })
  }

  /// The samples of one pixel.
  public subscript(row: Int, column: Int) -> ArraySlice<UInt8> {
    precondition(
      row >= 0 && row < height && column >= 0 && column < width,
      "(\(row), \(column)) lies outside \(width) × \(height) pixels")
    let start = (row * width + column) * layout.rawValue
    return samples[start..<start + layout.rawValue]
  }

  /// The image with each pixel enlarged to a block of `factor × factor` pixels.
  ///
  /// - Throws: ``GraphicsError/badMagnification(_:)`` for a factor outside `1...PNG.maximumSide`,
  ///   ``GraphicsError/imageTooLarge(width:height:)``.
  public func magnified(by factor: Int) throws(GraphicsError) -> Raster {
    try checkMagnification(by: factor)
    return blocks(of: factor)
  }

  /// The enlarged image, for a factor that is known to be valid.
  func blocks(of factor: Int) -> Raster {
    guard factor > 1 else { return self }
    var magnified: [UInt8] = []
    magnified.reserveCapacity(samples.count * factor * factor)
    for row in 0..<height {
      let start = magnified.count
      for column in 0..<width {
        let pixel = self[row, column]
        for _ in 0..<factor { magnified += pixel }
      }
      let line = magnified[start...]
      for _ in 1..<factor { magnified += line }
    }
    return Raster(
      width: width * factor, height: height * factor, layout: layout, samples: magnified)
  }

  /// Checks that the enlarged image is one that can be written.
  ///
  /// - Throws: as ``magnified(by:)``.
  func checkMagnification(by factor: Int) throws(GraphicsError) {
    guard factor > 0, factor <= PNG.maximumSide else { throw .badMagnification(factor) }
    guard factor > 1 else { return }
    let (wide, high) = (width * factor, height * factor)
    guard max(wide, high) <= PNG.maximumSide, wide * high <= PNG.maximumPixels else {
      throw .imageTooLarge(width: wide, height: high)
    }
  }
}
