import LimnCore
import LimnData
import LimnGraphics
import Testing

/// Drawings on paper, set into a model's input by their ink.
@Suite struct CentredPictureTests {
  /// A grey picture of one paper tone with filled boxes: `(left, top, width, height, tone)`.
  private func picture(
    _ width: Int, _ height: Int, paper: UInt8, _ boxes: [(Int, Int, Int, Int, UInt8)]
  ) throws -> [UInt8] {
    var pixels = [UInt8](repeating: paper, count: width * height)
    for (left, top, wide, high, tone) in boxes {
      for y in top..<top + high { for x in left..<left + wide { pixels[y * width + x] = tone } }
    }
    return try PNG.encode(Raster(width: width, height: height, layout: .grey, samples: pixels))
  }

  private func read(
    _ bytes: [UInt8], shape: InputShape = Digits.inputShape,
    polarity: ImageInput.Polarity = .blackOnWhite
  ) throws -> ImageInput.Prepared {
    try ImageInput.read(
      bytes, named: "scan.png", shape: shape,
      preparation: PicturePreparation(
        fit: .centre, full: PicturePreparation.standardFull(for: shape), polarity: polarity))
  }

  /// A box of 40×80 dark pixels in a corner of grey paper is 4×8 cells in the middle, all ink; paper is
  /// none, though it is no white.
  @Test func aBoxFillsTheHeightOfADigit() throws {
    let found = try read(
      try picture(300, 200, paper: 200, [(250, 10, 40, 80, 40)]))
    let expected = (0..<64).map { (2..<6).contains($0 % 8) ? Digits.fullInk : 0 }
    #expect(found.values.elements == expected)
    #expect(
      found.steps == [
        "ink found in 40×80 of 300×200 pixels, set into the middle of 8×8", "values 0 to 16",
      ])
  }

  /// A lying box is 7 cells wide: 70×20 is 7×2, in the middle of 8 columns half a cell to either side.
  @Test func aWideBoxIsSevenCellsWide() throws {
    let found = try read(
      try picture(200, 200, paper: 0, [(20, 150, 70, 20, 255)]), polarity: .whiteOnBlack)
    for (index, value) in found.values.elements.enumerated() {
      let (row, column) = (index / 8, index % 8)
      let expected: Float = (3..<5).contains(row) ? ([0, 7].contains(column) ? 8 : 16) : 0
      #expect(value == expected, "row \(row), column \(column)")
    }
  }

  /// Other sizes leave a border, as MNIST's pictures do: 20 of 28 pixels.
  @Test func largerPicturesKeepABorder() throws {
    let found = try read(
      try picture(400, 400, paper: 255, [(100, 50, 200, 200, 0)]),
      shape: .image(height: 28, width: 28))
    for (index, value) in found.values.elements.enumerated() {
      let isInside = (4..<24).contains(index / 28) && (4..<24).contains(index % 28)
      #expect(value == (isInside ? 1 : 0), "pixel \(index)")
    }
  }

  /// A speck far away moves nothing: it is less than a fiftieth of the stroke.
  @Test func specksAreLeftOut() throws {
    let boxes = [(120, 60, 40, 80, UInt8(0))]
    let clean = try read(try picture(300, 200, paper: 255, boxes))
    let specked = try read(
      try picture(300, 200, paper: 255, boxes + [(2, 2, 7, 9, 0)]))
    #expect(specked.steps == clean.steps)
    let larger = try read(
      try picture(300, 200, paper: 255, boxes + [(2, 2, 8, 8, 0)]))
    #expect(larger.steps != clean.steps)
  }

  /// A line as long as a picture can be: the square around it has a hundred thousand times its pixels, none
  /// of which is made.
  @Test func aLongLineTakesNoMoreThanItsPicture() throws {
    let found = try read(try picture(16_384, 4, paper: 255, [(192, 1, 14_000, 2, 0)]))
    // One of the 2,000 rows of pixels in a cell, in the two rows of cells at the middle.
    for (index, value) in found.values.elements.enumerated() {
      let (row, column) = (index / 8, index % 8)
      let share: Float = (3..<5).contains(row) ? ([0, 7].contains(column) ? 0.5 : 1) : 0
      #expect(abs(value - 16 * share / 2000) < 1e-6, "row \(row), column \(column)")
    }
  }

  @Test func blankPaperAndColoursAreRefused() throws {
    let blank = try picture(30, 20, paper: 220, [])
    #expect(throws: DataError.noInk(file: "scan.png")) { try read(blank) }
    let faint = try picture(30, 20, paper: 220, [(5, 5, 5, 5, 200)])
    #expect(throws: DataError.noInk(file: "scan.png")) { try read(faint) }
    let colours = InputShape.image(channels: 3, height: 8, width: 8)
    #expect(throws: DataError.centredColours(file: "scan.png", shape: colours)) {
      try read(blank, shape: colours)
    }
  }
}
