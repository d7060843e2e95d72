import LimnCore
import LimnGraphics
import Testing

@testable import LimnData

/// Fitting against the definition: a shrunk pixel is the mean over the area it covers, an enlarged one
/// lies linearly between the centres of the old pixels.
@Suite struct ResamplingTests {
  private func resized(_ plane: [Double], _ width: Int, _ height: Int, to: (Int, Int)) -> [Double] {
    Resampling.apply(
      to: plane, width: width, down: Resampling(0..<height, to: to.1),
      across: Resampling(0..<width, to: to.0))
  }

  private func plane(_ count: Int, seed: UInt64) -> [Double] {
    var stream = RandomStream(seed: seed)
    return (0..<count).map { _ in stream.uniform() }
  }

  @Test func theSameSizeChangesNothing() {
    let values = plane(35, seed: 1)
    #expect(resized(values, 5, 7, to: (5, 7)) == values)
  }

  /// By brute force: each old pixel is cut into 12×12 parts, which fall whole into new pixels.
  @Test(arguments: [(4, 3), (6, 2), (3, 4), (1, 1)] as [(Int, Int)])
  func shrinkingIsTheMeanOverTheArea(width: Int, height: Int) {
    let (oldWidth, oldHeight) = (6, 4)
    let values = plane(24, seed: 2)
    var (sums, counts) = (
      [Double](repeating: 0, count: width * height), [Double](repeating: 0, count: width * height)
    )
    for y in 0..<12 * oldHeight {
      for x in 0..<12 * oldWidth {
        let place = y * height / (12 * oldHeight) * width + x * width / (12 * oldWidth)
        sums[place] += values[y / 12 * oldWidth + x / 12]
        counts[place] += 1
      }
    }
    let found = resized(values, oldWidth, oldHeight, to: (width, height))
    for place in sums.indices { #expect(abs(found[place] - sums[place] / counts[place]) < 1e-12) }
    let means = (found.reduce(0, +) / Double(found.count), values.reduce(0, +) / 24)
    #expect(abs(means.0 - means.1) < 1e-12)
  }

  /// A plane in the coordinates of pixel centres comes out as it is, but beside the edge.
  @Test func enlargingIsLinearBetweenCentres() {
    let values = (0..<12).map { Double($0 % 4) + 10 * Double($0 / 4) }
    let found = resized(values, 4, 3, to: (10, 9))
    for row in 0..<9 {
      for column in 0..<10 {
        let x = min(max((Double(column) + 0.5) * 0.4 - 0.5, 0), 3)
        let y = min(max((Double(row) + 0.5) / 3 - 0.5, 0), 2)
        #expect(abs(found[row * 10 + column] - (x + 10 * y)) < 1e-12)
      }
    }
  }

  @Test func coloursAreNormalisedChannelByChannel() throws {
    let directory = try TemporaryDirectory()
    // Red, and half green under half opacity.
    let raster = Raster(
      width: 2, height: 1, layout: .rgba, samples: [255, 0, 0, 255, 0, 255, 0, 51])
    let path = try directory.file("a.png", try PNG.encode(raster))
    let shape = InputShape.image(channels: 3, height: 1, width: 2)
    let picture = try ImageInput.read(
      path, shape: shape,
      preparation: PicturePreparation(full: 1, mean: [0.5, 0.25, 0], deviation: [0.5, 0.25, 2]))
    // A fifth of green over white is (0.8, 1, 0.8).
    let expected: [Float] = [1, 0.6, -1, 3, 0, 0.4]
    #expect(zip(picture.values.elements, expected).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(picture.steps.contains("transparent parts shown on white"))
    #expect(
      picture.steps.last
        == "values 0 to 1, less the mean 0.5, 0.25, 0, over the deviation 0.5, 0.25, 2")
    #expect(picture.tones.black == [-1, -1, 0] && picture.tones.white == [1, 3, 0.5])
    #expect(
      throws: DataError.channelNumbers(of: "mean", found: 2, channels: 3)
    ) {
      try ImageInput.read(
        path, shape: shape, preparation: PicturePreparation(full: 1, mean: [1, 2]))
    }
    #expect(throws: DataError.badDeviation(0)) {
      try ImageInput.read(
        path, shape: shape, preparation: PicturePreparation(full: 1, deviation: [0]))
    }
  }

  /// 6×2 pixels into 2×2: the middle four columns of the six are two by two.
  @Test func croppingKeepsTheMiddle() throws {
    let directory = try TemporaryDirectory()
    let raster = Raster(
      width: 6, height: 2, layout: .grey, samples: [0, 0, 51, 102, 0, 0, 0, 0, 153, 204, 0, 0])
    let path = try directory.file("a.png", try PNG.encode(raster))
    let picture = try ImageInput.read(
      path, shape: .image(height: 2, width: 2),
      preparation: PicturePreparation(fit: .crop, full: 5))
    let expected: [Float] = [1, 2, 3, 4]
    #expect(zip(picture.values.elements, expected).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(picture.steps.first == "cropped to the middle 2×2 of 6×2 pixels")
  }
}
