import Foundation
import LimnCore
import LimnGraphics
import TestSupport
import Testing

/// A figure given as a closure.
private struct Sketch: Figure {
  let size: Size
  let body: @Sendable (Canvas) throws -> Void

  init(_ size: Size = Size(40, 30), _ body: @escaping @Sendable (Canvas) throws -> Void) {
    self.size = size
    self.body = body
  }

  func draw(on canvas: Canvas) throws { try body(canvas) }
}

private func isWhite(_ pixel: ArraySlice<UInt8>) -> Bool { pixel.allSatisfy { $0 == 255 } }

@Suite struct CanvasTests {
  @Test func aRectangleFillsItsPixelsExactly() throws {
    let raster = try Sketch { canvas in
      canvas.fill(Rect(x: 10, y: 5, width: 20, height: 8), Color(hex: 0x204080))
    }.raster(scale: 1)
    for row in 0..<30 {
      for column in 0..<40 {
        let inside = (5..<13).contains(row) && (10..<30).contains(column)
        #expect(Array(raster[row, column]) == (inside ? [0x20, 0x40, 0x80] : [255, 255, 255]))
      }
    }
  }

  @Test(arguments: [1.0, 2, 3])
  func imagesHaveHardPixels(scale: Double) throws {
    let image = Raster(
      width: 3, height: 2, layout: .rgb,
      samples: [255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30, 40, 50, 60, 70, 80, 90])
    let raster = try Sketch(Size(30, 20)) { canvas in
      canvas.draw(image, in: Rect(x: 0, y: 0, width: 30, height: 20))
    }.raster(scale: scale)
    let side = Int(10 * scale)
    for row in 0..<raster.height {
      for column in 0..<raster.width {
        #expect(raster[row, column].elementsEqual(image[row / side, column / side]))
      }
    }
  }

  @Test func clipsShiftsAndOpacityEndWithTheirClosure() throws {
    let raster = try Sketch { canvas in
      canvas.clipped(to: .rectangle(Rect(x: 0, y: 0, width: 10, height: 10))) {
        canvas.shifted(to: Point(5, 5)) {
          canvas.withOpacity(0.5) {
            canvas.fill(Rect(x: 0, y: 0, width: 30, height: 30), .black)
            canvas.fill(Rect(x: 0, y: 0, width: 30, height: 30), .black)
          }
        }
      }
      canvas.fill(Rect(x: 20, y: 20, width: 5, height: 5), .black)
    }.raster(scale: 1)
    // Half of black over white, once: the group is laid on as a whole.
    #expect(raster[7, 7].allSatisfy { (126...129).contains($0) })
    #expect(isWhite(raster[3, 3]))
    #expect(isWhite(raster[12, 12]))
    #expect(raster[22, 22].allSatisfy { $0 == 0 })
  }

  @Test func hatchingStaysInItsRectangle() throws {
    let rect = Rect(x: 10, y: 5, width: 20, height: 15)
    let raster = try Sketch { canvas in
      canvas.hatch(rect, Hatch(Stroke(.black, width: 1), spacing: 4))
    }.raster(scale: 1)
    var (inside, outside) = (0, 0)
    for row in 0..<30 {
      for column in 0..<40 where !isWhite(raster[row, column]) {
        // Butt ends of slanted lines stand out by less than a pixel.
        let pixel = Rect(x: Double(column), y: Double(row), width: 1, height: 1)
        if rect.inset(by: -1).contains(pixel) { inside += 1 } else { outside += 1 }
      }
    }
    #expect(outside == 0)
    #expect((80...240).contains(inside))
  }

  @Test(arguments: FigureFormat.allCases)
  func sameDrawingSameBytes(format: FigureFormat) throws {
    let sketch = Sketch { canvas in
      canvas.text("Limn 3 − 8", at: Point(2, 12), TextStyle(size: 7))
      canvas.draw(
        Raster(width: 1, height: 2, layout: .grey, samples: [0, 128]),
        in: Rect(x: 5, y: 5, width: 10, height: 20))
      canvas.withOpacity(0.5) {
        canvas.fill(.circle(center: Point(20, 15), radius: 9), .categorical[0])
      }
    }
    let bytes = try sketch.render(as: format)
    #expect(try sketch.render(as: format) == bytes)
  }

  /// The hour of drawing is in no PDF; where Cairo writes a date in the open, it is the fixed one.
  @Test func noDateOfToday() throws {
    let bytes = try Sketch { $0.fill(Rect(x: 0, y: 0, width: 5, height: 5), .black) }
      .render(as: .pdf)
    let text = String(decoding: bytes, as: UTF8.self)
    for piece in text.split(separator: "CreationDate (").dropFirst() {
      #expect(piece.hasPrefix("20000101") || piece.hasPrefix("D:20000101"), "\(piece.prefix(20))")
    }
    #expect(!text.contains("ModDate"))
  }

  @Test(arguments: FigureFormat.allCases)
  func threadsDoNotDisturbEachOther(format: FigureFormat) throws {
    let sketch = Sketch { canvas in
      canvas.text("Limn 3 − 8 ⚠", at: Point(2, 12), TextStyle(size: 7, weight: .bold))
      canvas.withOpacity(0.5) {
        canvas.fill(.circle(center: Point(20, 15), radius: 9), .categorical[0])
      }
    }
    let alone = try sketch.render(as: format)
    let together = try parallelMap(count: 24, work: Work(workers: 4)) { _ in
      try sketch.render(as: format)
    }
    #expect(together.allSatisfy { $0 == alone })
  }

  @Test func formatsHaveTheirSignatures() throws {
    let sketch = Sketch { $0.fill(Rect(x: 0, y: 0, width: 5, height: 5), .black) }
    #expect(try sketch.render(as: .png).starts(with: HandmadePNG.signature))
    #expect(try sketch.render(as: .pdf).starts(with: Array("%PDF-1.".utf8)))
    #expect(try sketch.render(as: .svg).starts(with: Array("<?xml".utf8)))
  }

  @Test func formatsByExtension() throws {
    #expect(try FigureFormat(path: "a/b.c/plot.PNG") == .png)
    #expect(try FigureFormat(path: "plot.svg") == .svg)
    for path in ["plot", "plot.jpg", "a.png/plot", "", ".", "png"] {
      #expect(throws: GraphicsError.unknownFormat(path: path)) { try FigureFormat(path: path) }
    }
  }

  @Test(arguments: [Size(0, 10), Size(20_000, 10), Size(9_000, 9_000)])
  func sizesThatCannotBeDrawnAreRefused(size: Size) {
    #expect(
      throws: GraphicsError.imageTooLarge(width: Int(size.width), height: Int(size.height))
    ) { try Sketch(size) { _ in }.raster(scale: 1) }
  }

  @Test func errorsOfADrawingComeThrough() {
    let sketch = Sketch { _ in throw GraphicsError.nonFiniteValue(index: 7) }
    for format in FigureFormat.allCases {
      #expect(throws: GraphicsError.nonFiniteValue(index: 7)) { try sketch.render(as: format) }
    }
  }
}

@Suite struct TextTests {
  private static let style = TextStyle(size: 10)

  @Test func inkLiesWhereItIsMeasured() throws {
    let sketch = Sketch(Size(120, 60)) { canvas in
      canvas.text("Hgjx 3", at: Point(60, 30), TextStyle(size: 16, color: .black), anchor: .center)
    }
    let box = try #require(try sketch.drawnTexts().first?.box)
    let raster = try sketch.raster(scale: 1)
    var dark: [Point] = []
    for row in 0..<60 {
      for column in 0..<120 where raster[row, column].allSatisfy({ $0 < 128 }) {
        dark.append(Point(Double(column), Double(row)))
      }
    }
    let columns = dark.map(\.x)
    let rows = dark.map(\.y)
    #expect(abs(try #require(columns.min()) - box.minX) < 1.5)
    #expect(abs(try #require(columns.max()) + 1 - box.maxX) < 1.5)
    #expect(abs(try #require(rows.min()) - box.minY) < 1.5)
    #expect(abs(try #require(rows.max()) + 1 - box.maxY) < 1.5)
  }

  @Test func turnedTextHasATurnedBox() throws {
    let boxes = try Sketch(Size(100, 100)) { canvas in
      canvas.text("wide text", at: Point(50, 50), Self.style, anchor: .center)
      canvas.text("wide text", at: Point(50, 50), Self.style, anchor: .center, angle: -.pi / 2)
    }.drawnTexts().map(\.box)
    #expect(abs(boxes[0].width - boxes[1].height) < 1e-6)
    #expect(abs(boxes[0].height - boxes[1].width) < 1e-6)
  }

  @Test(arguments: [15.0, 40, 90, 200])
  func wrappedLinesFitAndLoseNothing(width: Double) {
    let text = "the surrogate explains 41% of the variation; internationalisation – naïve"
    let lines = Self.style.lines(of: text, width: width)
    for line in lines { #expect(Self.style.width(of: line) <= width, "\(line)") }
    let letters = lines.joined().filter { $0 != " " }
    #expect(letters == text.filter { $0 != " " })
  }

  @Test func truncatedTextFits() {
    let text = "od280/od315 of diluted wines"
    for width in stride(from: 20.0, to: 200, by: 20) {
      let short = Self.style.truncated(text, width: width)
      #expect(Self.style.width(of: short) <= width)
      let ends = short.split(separator: "…", omittingEmptySubsequences: false)
      #expect(short == text || (text.hasPrefix(ends[0]) && text.hasSuffix(ends[1])))
    }
  }

  /// Of 60 pictures of 16 MB none stays in memory; other tests that run beside this one hold much less
  /// than half of that.
  @Test(.enabled(if: FileManager.default.isReadableFile(atPath: "/proc/self/statm")))
  func aDrawnFigureIsReleased() throws {
    func resident() throws -> Int {
      let words = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(
        separator: " ")
      return try #require(Int(words[1])) * Int(getpagesize())
    }
    let figure = Sketch(Size(1000, 1000)) { canvas in
      canvas.text("0.5", at: Point(50, 50), Self.style)
    }
    let before = try resident()
    for _ in 0..<60 { _ = try figure.raster() }
    #expect(try resident() - before < 400_000_000)
  }

  /// Eight threads set text of many sizes, shaped and plain, into pixels and vectors.
  @Test func textIsDrawnByManyThreads() async throws {
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for thread in 0..<8 {
        group.addTask {
          for round in 0..<40 {
            let style = TextStyle(size: 8 + Double((thread + round) % 16) / 4)
            let figure = Sketch(Size(120, 40)) { canvas in
              canvas.text("0.25 \(round)", at: Point(4, 12), style)
              canvas.text("像素归因 \(round)", at: Point(4, 30), style)
            }
            _ = try figure.raster()
            _ = try figure.render(as: round % 2 == 0 ? .svg : .pdf)
            if style.width(of: "像素 0.5") <= 0 { return false }
          }
          return true
        }
      }
      for try await isRight in group { #expect(isRight) }
    }
  }
}
