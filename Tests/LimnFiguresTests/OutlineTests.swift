import LimnCore
import LimnFigures
import LimnGraphics
import Testing

@Suite struct OutlineTests {
  /// A single dark pixel: half-way to each neighbour's centre, a diamond around its own.
  @Test func onePixelIsADiamond() {
    var image = [Float](repeating: 0, count: 9)
    image[4] = 1
    let segments = Outline(of: image, height: 3, width: 3).segments
    #expect(segments.count == 4)
    let corners = Set(segments.flatMap { [$0.start, $0.end] })
    #expect(corners == [Point(1.5, 1), Point(2, 1.5), Point(1.5, 2), Point(1, 1.5)])
  }

  @Test func aFlatImageHasNone() {
    #expect(Outline(of: [Float](repeating: 7, count: 12), height: 3, width: 4).segments.isEmpty)
  }

  /// On any image every point of the outline ends exactly two pieces, so that it is made of closed
  /// curves; and the image, taken linearly between pixel centres, has the middle value there.
  @Test func closedCurvesAtTheMiddleValue() {
    var random = RandomStream(seed: 5)
    for _ in 0..<50 {
      let (height, width) = (1 + random.integer(below: 9), 1 + random.integer(below: 9))
      let image = (0..<height * width).map { _ in Float(random.integer(below: 1000)) }
      guard let low = image.min(), let high = image.max(), low < high else { continue }
      let segments = Outline(of: image, height: height, width: width).segments
      var ends: [Point: Int] = [:]
      for end in segments.flatMap({ [$0.start, $0.end] }) {
        // Two squares compute the same crossing from its two sides.
        let rounded = Point((end.x * 1e9).rounded() / 1e9, (end.y * 1e9).rounded() / 1e9)
        ends[rounded, default: 0] += 1
      }
      #expect(ends.values.allSatisfy { $0 == 2 || $0 == 4 })
      for end in ends.keys {
        func value(_ row: Int, _ column: Int) -> Double {
          row >= 0 && row < height && column >= 0 && column < width
            ? Double(image[row * width + column]) : Double(low)
        }
        let (x, y) = (end.x - 0.5, end.y - 0.5)
        let (column, row) = (Int(x.rounded(.down)), Int(y.rounded(.down)))
        let (s, t) = (x - Double(column), y - Double(row))
        let between =
          (1 - t) * ((1 - s) * value(row, column) + s * value(row, column + 1))
          + t * ((1 - s) * value(row + 1, column) + s * value(row + 1, column + 1))
        #expect(abs(between - Double(low + high) / 2) < 1e-4)
      }
    }
  }
}
