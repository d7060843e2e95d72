import LimnGraphics
import TestSupport
import Testing

@Suite struct PNGTests {
  private static func raster(_ layout: Raster.Layout, width: Int = 5, height: Int = 3) -> Raster {
    let count = width * height * layout.rawValue
    return Raster(
      width: width, height: height, layout: layout,
      samples: (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) })
  }

  @Test(arguments: [Raster.Layout.grey, .rgb, .rgba])
  func pixelsComeBack(layout: Raster.Layout) throws {
    let raster = Self.raster(layout)
    let decoded = try PNG.decode(PNG.encode(raster))
    #expect((decoded.width, decoded.height) == (5, 3))
    #expect(decoded.bitDepth == 8)
    let expected = (0..<15).flatMap { pixel -> [UInt8] in
      let samples = Array(raster[pixel / 5, pixel % 5])
      switch layout {
      case .grey: return [samples[0], samples[0], samples[0], 255]
      case .rgb: return samples + [255]
      case .rgba: return samples
      }
    }
    #expect(decoded.raster.samples == expected)
  }

  @Test(arguments: [Raster.Layout.grey, .rgb, .rgba])
  func everyPixelIsABlock(layout: Raster.Layout) throws {
    let raster = Self.raster(layout)
    let decoded = try PNG.decode(PNG.encode(raster, magnifiedBy: 3))
    let plain = try PNG.decode(PNG.encode(raster))
    #expect((decoded.width, decoded.height) == (15, 9))
    for row in 0..<9 {
      for column in 0..<15 {
        #expect(decoded.raster[row, column] == plain.raster[row / 3, column / 3])
      }
    }
  }

  /// The last count needs one more colour than a palette holds.
  @Test(arguments: [(1, true), (255, true), (256, true), (257, false)])
  func fewColoursBecomeAPalette(count: Int, isIndexed: Bool) throws {
    // Every colour twice, the second time in reverse.
    let colors = (0..<count).map { [UInt8($0 % 251), UInt8($0 / 251), 7] }
    let raster = Raster(
      width: count, height: 2, layout: .rgb,
      samples: Array((colors + colors.reversed()).joined()))
    let decoded = try PNG.decode(PNG.encode(raster, magnifiedBy: 2))
    #expect(decoded.colorType == (isIndexed ? .palette : .rgb))
    for (index, color) in (colors + colors.reversed()).enumerated() {
      let (row, column) = (index / count, index % count)
      #expect(Array(decoded.raster[2 * row + 1, 2 * column]) == color + [255])
    }
  }

  @Test func textComesBack() throws {
    let text = [
      PNG.Text("Method", "integrated-gradients"), PNG.Text("Objective", "logit of 3 − logit of 8"),
      PNG.Text("Title", "naïve <b>&\"'"), PNG.Text("Empty", ""),
    ]
    let decoded = try PNG.decode(PNG.encode(Self.raster(.rgb), text: text))
    #expect(decoded.text == text)
  }

  @Test func sameInputSameBytes() throws {
    let text = [PNG.Text("Method", "shap")]
    let raster = Self.raster(.rgb, width: 64, height: 64)
    let bytes = try PNG.encode(raster, text: text)
    #expect(try PNG.encode(raster, text: text) == bytes)
  }

  @Test(arguments: ["", " x", "x ", "a  b", "naïve", "a\u{0}b", String(repeating: "k", count: 80)])
  func keywordsTheStandardForbidsAreRefused(keyword: String) {
    #expect(throws: GraphicsError.badKeyword(keyword)) {
      try PNG.encode(Self.raster(.grey), text: [PNG.Text(keyword, "text")])
    }
  }

  @Test(arguments: [0, -1, Int.min, .max, PNG.maximumSide]) func aPixelBecomesOneOrMore(factor: Int)
  {
    let raster = Self.raster(.rgb)
    let error =
      factor == PNG.maximumSide
      ? GraphicsError.imageTooLarge(width: 5 * factor, height: 3 * factor)
      : .badMagnification(factor)
    #expect(throws: error) { try raster.magnified(by: factor) }
    #expect(throws: error) { try PNG.encode(raster, magnifiedBy: factor) }
  }

  @Test func magnifyingRepeatsPixels() throws {
    let raster = Self.raster(.rgb)
    let large = try raster.magnified(by: 4)
    #expect((large.width, large.height) == (20, 12))
    for row in 0..<12 {
      for column in 0..<20 {
        #expect(large[row, column].elementsEqual(raster[row / 4, column / 4]))
      }
    }
  }
}

@Suite struct PNGVarietyTests {
  @Test func grey16IsExact() throws {
    let values: [UInt16] = [0, 1, 257, 32_767, 65_534, 65_535]
    let image = try PNG.decode(
      HandmadePNG(
        width: 3, height: 2, bitDepth: 16, colorType: 0,
        rows: [values[..<3], values[3...]].map { $0.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] } }
      ).bytes)
    #expect(image.colorType == .grey)
    #expect(image.bitDepth == 16)
    #expect(image.samples == values.flatMap { [$0, $0, $0, 65_535] })
    #expect(image.brightness(on: 0) == values.map { Double($0) / 65_535 })
  }

  @Test func bitsSpanTheFullRange() throws {
    let image = try PNG.decode(
      HandmadePNG(width: 4, height: 1, bitDepth: 2, colorType: 0, rows: [[0b0001_1011]]).bytes)
    #expect(image.brightness(on: 0) == [0, 1.0 / 3, 2.0 / 3, 1])
  }

  @Test func paletteWithTransparency() throws {
    let image = try PNG.decode(
      HandmadePNG(
        width: 3, height: 1, bitDepth: 8, colorType: 3,
        chunks: [("PLTE", [255, 0, 0, 0, 255, 0, 0, 0, 255]), ("tRNS", [255, 0])],
        rows: [[2, 1, 0]]
      ).bytes)
    #expect(image.colorType == .palette)
    #expect(image.raster.samples == [0, 0, 255, 255, 0, 255, 0, 0, 255, 0, 0, 255])
  }

  @Test func alphaShowsTheGround() throws {
    let image = try PNG.decode(
      HandmadePNG(width: 2, height: 1, bitDepth: 8, colorType: 4, rows: [[255, 0, 0, 51]]).bytes)
    #expect(image.colorType == .greyAlpha)
    let onWhite = image.brightness(on: 1)
    #expect(onWhite[0] == 1)
    #expect(abs(onWhite[1] - 0.8) < 1e-15)
    #expect(image.brightness(on: 0) == [0, 0])
  }

  @Test func colourIsWeighted() throws {
    let image = try PNG.decode(
      HandmadePNG(
        width: 3, height: 1, bitDepth: 8, colorType: 2, rows: [[255, 0, 0, 0, 255, 0, 0, 0, 255]]
      ).bytes)
    #expect(image.brightness(on: 0) == [0.299, 0.587, 0.114])
  }

  /// Adam7 on 2 × 2 pixels: the first pass holds (0,0), the sixth (0,1), the seventh the last row.
  @Test func interlacedRowsAreSorted() throws {
    let image = try PNG.decode(
      HandmadePNG(
        width: 2, height: 2, bitDepth: 8, colorType: 0, isInterlaced: true,
        rows: [[10], [20], [30, 40]]
      ).bytes)
    #expect(image.raster.samples == [10, 20, 30, 40].flatMap { [$0, $0, $0, 255] })
  }

  @Test func latin1TextIsRead() throws {
    let image = try PNG.decode(
      HandmadePNG(
        width: 1, height: 1, bitDepth: 8, colorType: 0,
        chunks: [("tEXt", Array("Author".utf8) + [0, 0x4A, 0xF6, 0x72, 0x67])], rows: [[0]]
      ).bytes)
    #expect(image.text == [PNG.Text("Author", "Jörg")])
  }
}

@Suite struct HostilePNGTests {
  private static let sound = HandmadePNG(
    width: 3, height: 2, bitDepth: 8, colorType: 0, rows: [[1, 2, 3], [4, 5, 6]]
  ).bytes

  @Test func everyTruncationIsRefused() {
    for count in Self.sound.indices {
      #expect(throws: GraphicsError.self, "cut to \(count) bytes") {
        try PNG.decode(Array(Self.sound[..<count]))
      }
    }
  }

  @Test func everyChangedByteIsRefused() {
    for index in Self.sound.indices {
      var bytes = Self.sound
      bytes[index] ^= 0x40
      #expect(throws: GraphicsError.self, "byte \(index) changed") { try PNG.decode(bytes) }
    }
  }

  @Test func otherFilesAreNotPNG() {
    for bytes in [[], [0x89], Array("P5 3 2 255 ......".utf8), Array(repeating: 0, count: 100)] {
      #expect(throws: GraphicsError.notAPNG) { try PNG.decode(bytes) }
    }
  }

  @Test(arguments: [(2_000_000_000, 2_000_000_000), (16_385, 1), (1, 16_385), (5_000, 5_000)])
  func hugeClaimsAreRefusedBeforeAllocating(width: Int, height: Int) {
    let bytes = HandmadePNG(width: width, height: height, bitDepth: 8, colorType: 6, rows: []).bytes
    #expect(throws: GraphicsError.imageTooLarge(width: width, height: height)) {
      try PNG.decode(bytes)
    }
  }

  @Test func emptyImagesAreRefused() {
    let bytes = HandmadePNG(width: 0, height: 4, bitDepth: 8, colorType: 0, rows: []).bytes
    #expect(throws: GraphicsError.self) { try PNG.decode(bytes) }
  }

  /// Only the texts that are as long as they are in the file are read; compressed ones are passed over,
  /// and so is everything else that makes no pixel.
  @Test func chunksThatMakeNoPixelsArePassedOver() throws {
    let compressed: [UInt8] = Array("k".utf8) + [0, 0, 0x78, 0x9C, 1, 2, 3]
    let bytes = HandmadePNG(
      width: 3, height: 2, bitDepth: 8, colorType: 0,
      chunks: [
        ("zTXt", compressed), ("sPLT", Array("p".utf8) + [0, 8]), ("pCAL", [1, 2, 3]),
        ("iTXt", Array("k".utf8) + [0, 1, 0, 0, 0, 0x78]), ("iCCP", compressed), ("tIME", [1]),
        ("tEXt", Array("Said".utf8) + [0] + Array("yes".utf8)), ("tEXt", Array("no NUL".utf8)),
        ("iTXt", Array("Wer".utf8) + [0, 0, 0, 0, 0] + Array("Jörg".utf8)),
      ], rows: [[1, 2, 3], [4, 5, 6]]
    ).bytes
    let image = try PNG.decode(bytes)
    #expect(image.text == [PNG.Text("Said", "yes"), PNG.Text("Wer", "Jörg")])
    #expect(image.raster.samples.count == 24)
    // Their checksums still count.
    let said = try #require(
      bytes.indices.first { bytes[$0...].starts(with: Array("yes".utf8)) })
    var changed = bytes
    changed[said] ^= 1
    #expect(throws: GraphicsError.self) { try PNG.decode(changed) }
  }

  @Test(arguments: ["tEXt", "zTXt", "iTXt", "sPLT", "pCAL", "iCCP", "eXIf", "hIST"])
  func claimsOfLengthAreNotBelieved(type: String) {
    let head = Self.sound[..<33]
    for length: UInt32 in [2_000_000_000, 0x7FFF_FFFF, 0xFFFF_FFFF, 100] {
      let claim = bigEndian(length) + Array(type.utf8) + Array("key".utf8) + [0, 0]
      #expect(throws: GraphicsError.self) { try PNG.decode(Array(head) + claim) }
      #expect(throws: GraphicsError.self) { try PNG.decode(head + claim + Self.sound[33...]) }
    }
  }

  @Test func theSizeIsInTheHeader() throws {
    #expect(try PNG.size(of: Self.sound) == (3, 2))
    #expect(try PNG.size(of: Array(Self.sound[..<33])) == (3, 2))
    #expect(throws: GraphicsError.self) { try PNG.size(of: Array(Self.sound[..<32])) }
    #expect(throws: GraphicsError.notAPNG) { try PNG.size(of: [1, 2, 3]) }
    let other = HandmadePNG.signature + HandmadePNG.chunk("IDAT", [UInt8](repeating: 0, count: 13))
    #expect(throws: GraphicsError.self) { try PNG.size(of: other) }
  }

  /// The rows of a second image behind the first: libpng must not write past the buffer.
  @Test func surplusRowsDoNoHarm() throws {
    let rows = (0..<50).map { [UInt8($0), 2, 3] }
    let bytes = HandmadePNG(width: 3, height: 2, bitDepth: 8, colorType: 0, rows: rows).bytes
    let outcome = Result { try PNG.decode(bytes) }
    switch outcome {
    case .success(let image): #expect(image.samples.count == 24)
    case .failure(let error): #expect(error is GraphicsError)
    }
  }
}
