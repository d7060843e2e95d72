import LimnCore
import LimnGraphics

/// The outline of the shapes in an image: the line where its brightness, interpolated linearly
/// between pixel centres, crosses the middle of its range.
///
/// Computed by marching squares (Lorensen and Cline 1987, in two dimensions). Pixels beyond the
/// edge count as background. An image with a single value has no outline.
package struct Outline: Sendable, Hashable {
  /// Pieces of the outline, in pixels from the top left corner of the image.
  package let segments: [Segment]

  package struct Segment: Sendable, Hashable {
    package let start: Point
    package let end: Point
  }

  package init(of image: [Float], height: Int, width: Int) {
    guard let low = image.min(), let high = image.max(), low < high else {
      segments = []
      return
    }
    let level = Double(low + high) / 2
    func value(_ row: Int, _ column: Int) -> Double {
      row >= 0 && row < height && column >= 0 && column < width
        ? Double(image[row * width + column]) : Double(low)
    }
    var segments: [Segment] = []
    for row in -1..<height {
      for column in -1..<width {
        let square = Square(
          topLeft: Point(Double(column) + 0.5, Double(row) + 0.5),
          values: [
            value(row, column), value(row, column + 1), value(row + 1, column + 1),
            value(row + 1, column),
          ])
        segments += square.crossings(of: level)
      }
    }
    self.segments = segments
  }

  /// The outline scaled to `rect`, which shows the whole image.
  func path(in rect: Rect, height: Int, width: Int) -> Path {
    func place(_ point: Point) -> Point {
      Point(
        rect.minX + point.x / Double(width) * rect.width,
        rect.minY + point.y / Double(height) * rect.height)
    }
    return Path(segments.flatMap { [.move(place($0.start)), .line(place($0.end))] })
  }

  /// The square between the centres of four pixels, its values clockwise from the top left.
  private struct Square {
    let topLeft: Point
    let values: [Double]

    func crossings(of level: Double) -> [Segment] {
      // Going around the square, every second crossing enters the ink.
      let crossed = (0..<4).filter { (values[$0] > level) != (values[($0 + 1) % 4] > level) }
      switch crossed.count {
      case 2:
        return [Segment(start: crossing(crossed[0], level), end: crossing(crossed[1], level))]
      case 4:
        // A saddle: the mean decides whether the ink of opposite corners is connected.
        let joins = (values.reduce(0, +) / 4 > level) == (values[0] > level)
        let pairs = joins ? [(0, 1), (2, 3)] : [(3, 0), (1, 2)]
        return pairs.map {
          Segment(start: crossing($0.0, level), end: crossing($0.1, level))
        }
      default:
        return []
      }
    }

    /// The point on side `side`, clockwise from the top, at which the brightness equals the level.
    private func crossing(_ side: Int, _ level: Double) -> Point {
      let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
      let (a, b) = (values[side], values[(side + 1) % 4])
      let t = (level - a) / (b - a)
      let (from, to) = (corners[side], corners[(side + 1) % 4])
      return Point(
        topLeft.x + from.0 + t * (to.0 - from.0), topLeft.y + from.1 + t * (to.1 - from.1))
    }
  }
}

extension InputShape {
  /// One value for each pixel: a grey image's own value, or the luma of a colour (ITU-R BT.601),
  /// without opacity.
  func brightness(of input: [Float]) -> [Float] {
    guard channels >= 3 else { return Array(input.prefix(pixelCount)) }
    let pixels = pixelCount
    return (0..<pixels).map {
      0.299 * input[$0] + 0.587 * input[pixels + $0] + 0.114 * input[2 * pixels + $0]
    }
  }
}
