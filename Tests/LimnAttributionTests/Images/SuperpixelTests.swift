import LimnAttribution
import LimnCore
import Testing

@Suite struct SuperpixelTests {
  /// A disc on a slope, in colours, with noise.
  private func picture(_ height: Int, _ width: Int, channels: Int = 3) -> [Float] {
    var stream = RandomStream(seed: 5)
    return (0..<channels).flatMap { channel in
      (0..<height * width).map { pixel -> Float in
        let (y, x) = (Double(pixel / width) / Double(height), Double(pixel % width) / Double(width))
        let isDisc = (x - 0.5) * (x - 0.5) + (y - 0.5) * (y - 0.5) < 0.08
        let disc: [Double] = [0.9, 0.2, 0.1, 1]
        let ground: [Double] = [0.2 + 0.5 * x, 0.6, 0.3 + 0.3 * y, 1]
        let value = isDisc ? disc[channel] : ground[channel]
        return Float(min(1, max(0, value + 0.02 * stream.normal())))
      }
    }
  }

  private func superpixels(_ height: Int, _ width: Int, channels: Int = 3, _ target: Int) throws
    -> Superpixels
  {
    try Superpixels(
      of: picture(height, width, channels: channels),
      shape: .image(channels: channels, height: height, width: width),
      tones: Tones(black: [0], white: [1]), target: target)
  }

  /// Every pixel has a segment, the numbers have no gaps, and a walk from pixel to neighbouring pixel
  /// reaches the whole of each.
  @Test(
    arguments: [
      (24, 24, 3, 16), (40, 25, 3, 30), (32, 32, 1, 20), (7, 50, 4, 9), (8, 8, 3, 64),
      (12, 12, 3, 1),
    ] as [(Int, Int, Int, Int)])
  func segmentsCoverAndAreConnected(height: Int, width: Int, channels: Int, target: Int) throws {
    let found = try superpixels(height, width, channels: channels, target)
    #expect(found.labels.count == height * width)
    #expect(Set(found.labels) == Set(0..<found.count))
    var seen = [Bool](repeating: false, count: found.labels.count)
    var islands = 0
    for start in found.labels.indices where !seen[start] {
      islands += 1
      var stack = [start]
      seen[start] = true
      while let pixel = stack.popLast() {
        let (row, column) = (pixel / width, pixel % width)
        for (r, c) in [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
        where r >= 0 && r < height && c >= 0 && c < width {
          let other = r * width + c
          if !seen[other], found.labels[other] == found.labels[pixel] {
            seen[other] = true
            stack.append(other)
          }
        }
      }
    }
    #expect(islands == found.count)
    #expect(found.count <= 2 * target && 3 * found.count >= target)
  }

  @Test func theSamePictureGivesTheSameSegments() throws {
    #expect(try superpixels(30, 30, 25) == superpixels(30, 30, 25))
  }

  /// The disc's edge is an edge of segments: hardly any holds both sides.
  @Test func segmentsFollowWhatIsSeen() throws {
    let size = 48
    let found = try superpixels(size, size, 40)
    var (inside, all) = (
      [Int](repeating: 0, count: found.count), [Int](repeating: 0, count: found.count)
    )
    for (pixel, label) in found.labels.enumerated() {
      let (y, x) = (
        Double(pixel / size) / Double(size) - 0.5, Double(pixel % size) / Double(size) - 0.5
      )
      all[label] += 1
      if x * x + y * y < 0.08 { inside[label] += 1 }
    }
    let mixed = zip(inside, all).reduce(0) { $0 + min($1.0, $1.1 - $1.0) }
    #expect(mixed < size * size / 50, "\(mixed) pixels on the wrong side")
  }

  /// A flat picture has nothing to follow: a grid.
  @Test func aFlatPictureIsDividedEvenly() throws {
    let found = try Superpixels(
      of: [Float](repeating: 0.5, count: 20 * 20), shape: .image(height: 20, width: 20),
      tones: Tones(black: [0], white: [1]), target: 16)
    #expect(found.count == 16)
    let sizes = Dictionary(grouping: found.labels) { $0 }.values.map(\.count)
    #expect(sizes.allSatisfy { (16...36).contains($0) }, "\(sizes)")
  }

  @Test func whatIsNoPictureOrNoNumberIsRefused() throws {
    let tones = try Tones(black: [0], white: [1])
    #expect(throws: AttributionError.blocksOfVector) {
      try Superpixels(of: [1, 2], shape: .vector(2), tones: tones, target: 1)
    }
    for target in [0, 5] {
      #expect(throws: AttributionError.self) {
        try Superpixels(
          of: [0, 1, 1, 0], shape: .image(height: 2, width: 2), tones: tones, target: target)
      }
    }
  }

  /// A segment is one player in all channels.
  @Test func labelsOfPixelsHoldInAllChannels() throws {
    let shape = InputShape.image(channels: 3, height: 1, width: 2)
    #expect(try Segmentation.labels([4, 9]).segments(of: shape).labels == [0, 1, 0, 1, 0, 1])
    #expect(
      try Segmentation.blocks(2).segments(of: .image(channels: 3, height: 2, width: 4)).labels
        == [0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1])
  }
}
