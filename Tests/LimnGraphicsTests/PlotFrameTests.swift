import LimnGraphics
import Testing

/// A plot with everything on it.
private struct Plot: Figure {
  let size: Size
  let x: Axis
  let y: Axis
  var line: [(x: Double, y: Double)] = []

  var frame: PlotFrame {
    PlotFrame(
      in: Rect(origin: Point(0, 0), size: size), title: "Loss and its validation",
      legend: [
        Legend.Entry(.line(Stroke(.ink)), "training"),
        Legend.Entry(.line(Stroke(.ink, dash: [3, 2])), "validation"),
        Legend.Entry(.dot(.ink), "best epoch"),
      ], x: x, y: y)
  }

  func draw(on canvas: Canvas) {
    frame.draw(on: canvas)
    frame.drawLine(line, Stroke(.black, width: 2), on: canvas)
  }
}

@Suite struct PlotFrameTests {
  private static let axes: [(ClosedRange<Double>, Axis.Scale)] = [
    (0...1, .linear), (1...10_000, .whole), (1...2, .whole), (-3.2e-7...4.1e-7, .linear),
    (1e-12...1e6, .logarithmic), (0.2...0.3, .logarithmic), (-98_765...123_456, .linear),
  ]

  @Test(arguments: [Size(160, 140), Size(160, 200), Size(320, 200), Size(900, 130), Size(900, 700)])
  func textsNeverOverlapNorLeaveTheFigure(size: Size) throws {
    for (xRange, xScale) in Self.axes {
      for (yRange, yScale) in Self.axes {
        let plot = Plot(
          size: size, x: try Axis("epoch", range: xRange, scale: xScale),
          y: try Axis("loss (nats)", range: yRange, scale: yScale))
        let texts = try plot.drawnTexts()
        for (a, b) in DrawnText.overlaps(among: texts) {
          Issue.record("\(a.text) overlaps \(b.text) at \(size), x \(xRange), y \(yRange)")
        }
        let whole = Rect(origin: Point(0, 0), size: size)
        for text in texts where !whole.contains(text.box) {
          Issue.record("\(text.text) leaves the figure at \(size), x \(xRange), y \(yRange)")
        }
      }
    }
  }

  @Test func pointsFollowTheAxes() throws {
    let frame = Plot(
      size: Size(300, 200), x: try Axis("x", range: 0...10), y: try Axis("y", range: -1...1)
    ).frame
    let area = frame.area
    for (point, expected) in [
      (frame.point(0, -1), Point(area.minX, area.maxY)),
      (frame.point(10, 1), Point(area.maxX, area.minY)), (frame.point(5, 0), area.center),
    ] {
      #expect(abs(point.x - expected.x) < 1e-9 && abs(point.y - expected.y) < 1e-9)
    }
  }

  /// Outside the area nothing but the axes is black, whatever the line does.
  @Test func linesStayInside() throws {
    let line = [(x: -50.0, y: -70.0), (x: 5, y: 0), (x: 60, y: 90)]
    let x = try Axis("x", range: 0...10)
    let y = try Axis("y", range: -1...1)
    let plain = Plot(size: Size(300, 200), x: x, y: y)
    let (without, with) = (
      try plain.raster(scale: 1),
      try Plot(size: Size(300, 200), x: x, y: y, line: line).raster(scale: 1)
    )
    let allowed = plain.frame.area.inset(by: -3)
    var changed = 0
    for row in 0..<200 {
      for column in 0..<300 where !without[row, column].elementsEqual(with[row, column]) {
        changed += 1
        let pixel = Rect(x: Double(column), y: Double(row), width: 1, height: 1)
        #expect(allowed.contains(pixel), "(\(row), \(column))")
      }
    }
    #expect(changed > 50)
  }

  @Test func aLineBreaksWhereThereIsNoValue() throws {
    let x = try Axis("x", range: 0...4)
    let y = try Axis("y", range: 0...2)
    func raster(_ line: [(x: Double, y: Double)]) throws -> Raster {
      try Plot(size: Size(300, 200), x: x, y: y, line: line).raster(scale: 1)
    }
    let broken = try raster([(0, 1), (1, 1), (2, .nan), (3, 1), (4, 1)])
    let apart = Plot(size: Size(300, 200), x: x, y: y).frame
    let middle = apart.point(2, 1)
    let onLine = apart.point(0.5, 1)
    #expect(broken[Int(middle.y), Int(middle.x) + 4].allSatisfy { $0 > 200 })
    #expect(broken[Int(onLine.y), Int(onLine.x) + 4].allSatisfy { $0 < 50 })
  }
}
