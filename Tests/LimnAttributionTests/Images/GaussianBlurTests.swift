import LimnAttribution
import LimnCore
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

@Suite struct GaussianBlurTests {
  /// The definition in two dimensions at once, over a picture mirrored by hand.
  private func plain(_ values: [Float], height: Int, width: Int, sigma: Double) -> [Double] {
    let radius = Int((3 * sigma).rounded(.up))
    func mirrored(_ place: Int, _ count: Int) -> Int {
      var place = place
      while place < 0 || place >= count { place = place < 0 ? -1 - place : 2 * count - 1 - place }
      return place
    }
    return (0..<height * width).map { pixel in
      var (sum, total) = (0.0, 0.0)
      for y in -radius...radius {
        for x in -radius...radius {
          let weight = exp(-Double(x * x + y * y) / (2 * sigma * sigma))
          let (row, column) = (
            mirrored(pixel / width + y, height), mirrored(pixel % width + x, width)
          )
          sum += weight * Double(values[row * width + column])
          total += weight
        }
      }
      return sum / total
    }
  }

  @Test(arguments: [(5, 7, 0.8), (4, 3, 2.5), (1, 6, 1)] as [(Int, Int, Double)])
  func itIsTheDefinition(height: Int, width: Int, sigma: Double) throws {
    var stream = RandomStream(seed: 3)
    let values = (0..<3 * height * width).map { _ in Float(stream.normal()) }
    let shape = InputShape.image(channels: 3, height: height, width: width)
    let found = try GaussianBlur(sigma: sigma).blurred(values, shape: shape)
    let plane = height * width
    for channel in 0..<3 {
      let part = Array(values[channel * plane..<(channel + 1) * plane])
      let expected = plain(part, height: height, width: width, sigma: sigma)
      for pixel in 0..<plane {
        #expect(abs(Double(found[channel * plane + pixel]) - expected[pixel]) < 1e-6)
      }
    }
  }

  @Test func aFlatPictureStays() throws {
    let values = [Float](repeating: 2.5, count: 30)
    let found = try GaussianBlur(sigma: 3).blurred(values, shape: .image(height: 5, width: 6))
    #expect(found.allSatisfy { abs($0 - 2.5) < 1e-6 })
  }

  @Test func whatIsNoPictureOrNoWidthIsRefused() throws {
    for sigma in [0, -1, Double.nan, .infinity, 1e9] {
      #expect(throws: AttributionError.self) { try GaussianBlur(sigma: sigma) }
    }
    #expect(throws: AttributionError.blocksOfVector) {
      try GaussianBlur(sigma: 1).blurred([1, 2], shape: .vector(2))
    }
  }
}
