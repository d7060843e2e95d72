import LimnGraphics
import TestSupport
import Testing

@Suite struct JPEGTests {
  /// Red, green and blue of the sample, as Pillow 13.0.0 reads them.
  private static let pixels: [UInt8] = [
    65, 171, 79, 73, 168, 87, 90, 172, 96, 103, 174, 78, 121, 171, 84,
    133, 177, 82, 147, 172, 80, 168, 175, 82, 176, 172, 85, 195, 174, 93,
    57, 229, 93, 71, 230, 86, 84, 225, 94, 151, 167, 69, 201, 117, 57,
    205, 119, 62, 192, 155, 84, 164, 221, 92, 185, 227, 83, 194, 232, 95,
    52, 185, 106, 79, 186, 108, 138, 145, 91, 232, 77, 55, 228, 76, 55,
    222, 72, 47, 231, 76, 54, 189, 148, 84, 175, 185, 112, 201, 189, 105,
    59, 94, 122, 66, 97, 125, 110, 94, 107, 208, 71, 63, 241, 77, 52,
    229, 77, 54, 171, 74, 94, 125, 80, 145, 145, 85, 159, 200, 91, 120,
    60, 32, 134, 82, 31, 134, 87, 30, 137, 108, 29, 118, 135, 41, 117,
    147, 33, 129, 73, 40, 171, 27, 53, 202, 70, 54, 179, 188, 31, 134,
    53, 58, 150, 70, 55, 140, 86, 64, 147, 108, 63, 146, 117, 56, 151,
    136, 56, 155, 118, 67, 172, 102, 60, 168, 136, 60, 169, 199, 54, 145,
  ]

  @Test func valuesAreThoseOfAnotherReader() throws {
    let image = try JPEG.decode(SampleJPEG.bytes)
    #expect(image.width == 10 && image.height == 6)
    #expect(image.hasColors && !image.isTransparent)
    for pixel in 0..<60 {
      for channel in 0..<3 {
        let found = Int(image.samples[4 * pixel + channel] / 257)
        // Decoders of the one standard differ by a step in the inverse transform.
        #expect(abs(found - Int(Self.pixels[3 * pixel + channel])) <= 1)
      }
    }
  }

  /// Orientation 6: turned a quarter to the right, the file's first row is the right column.
  @Test func itIsTurnedUpright() throws {
    let bytes = SampleJPEG.bytes(with: SampleJPEG.sixthOrientation)
    #expect(JPEG.orientation(of: bytes) == 6)
    let picture = try PictureFile(bytes)
    #expect(picture.width == 6 && picture.height == 10)
    let (upright, stored) = (try picture.decode(), try JPEG.decode(bytes))
    for row in 0..<10 {
      for column in 0..<6 {
        let (to, from) = (4 * (row * 6 + column), 4 * ((5 - column) * 10 + row))
        #expect(upright.samples[to..<to + 4] == stored.samples[from..<from + 4])
      }
    }
  }

  /// Each of the eight, on the picture 0 1 2 / 3 4 5, by the names of its sides in the standard.
  @Test(
    arguments: [
      (2, [2, 1, 0, 5, 4, 3]), (3, [5, 4, 3, 2, 1, 0]), (4, [3, 4, 5, 0, 1, 2]),
      (5, [0, 3, 1, 4, 2, 5]), (6, [3, 0, 4, 1, 5, 2]), (7, [5, 2, 4, 1, 3, 0]),
      (8, [2, 5, 1, 4, 0, 3]),
    ] as [(UInt8, [UInt16])])
  func allOrientations(orientation: UInt8, expected: [UInt16]) throws {
    var segment = SampleJPEG.sixthOrientation
    let place = try #require(
      segment.indices.first {
        segment[$0...].starts(with: [0x01, 0x12, 0, 3])
          || segment[$0...].starts(with: [0x12, 0x01, 3, 0])
      })
    let isLittle = segment[place] == 0x12
    segment[place + (isLittle ? 8 : 9)] = orientation
    let bytes = SampleJPEG.bytes(with: segment)
    #expect(JPEG.orientation(of: bytes) == Int(orientation))
    let (upright, stored) = (try PictureFile(bytes).decode(), try JPEG.decode(bytes))
    // The corner block of 3×2 pixels stands for the whole: where pixel (0, 0) goes.
    func red(_ image: DecodedImage, _ row: Int, _ column: Int) -> UInt16 {
      image.samples[4 * (row * image.width + column)]
    }
    let corner = red(stored, 0, 0)
    let found = expected.firstIndex(of: 0) ?? 0
    let width = orientation >= 5 ? 2 : 3
    let (isLower, isRight) = (found / width > 0, found % width > 0)
    #expect(
      red(upright, isLower ? upright.height - 1 : 0, isRight ? upright.width - 1 : 0) == corner)
  }

  /// Cut anywhere, a file is refused: no pixel is made up.
  @Test func whatIsCutShortIsRefused() {
    for count in 0..<SampleJPEG.bytes.count - 2 {
      #expect(throws: GraphicsError.self) {
        try PictureFile(Array(SampleJPEG.bytes.prefix(count))).decode()
      }
    }
  }

  @Test func aClaimOfMorePixelsThanThereMayBeIsRefusedBeforeTheyAreMade() throws {
    var bytes = SampleJPEG.bytes
    let frame = try #require(
      bytes.indices.first { bytes[$0...].starts(with: [0xFF, 0xC0]) })
    bytes.replaceSubrange(frame + 5..<frame + 9, with: [0xFF, 0x00, 0xFF, 0x00])
    #expect(throws: GraphicsError.imageTooLarge(width: 0xFF00, height: 0xFF00)) {
      try PictureFile(bytes).decode()
    }
  }

  /// Damaged copies end in an error or a picture, never elsewhere.
  @Test func damagedFilesDoNoHarm() {
    let seeds = [SampleJPEG.bytes, SampleJPEG.bytes(with: SampleJPEG.sixthOrientation)]
    var refused = 0
    for bytes in Mutations(of: seeds, count: 2000, seed: 7) {
      do {
        let picture = try PictureFile(bytes)
        guard picture.width * picture.height <= 1 << 16 else { continue }
        let image = try picture.decode()
        #expect(image.samples.count == 4 * picture.width * picture.height)
      } catch {
        #expect(error is GraphicsError)
        refused += 1
      }
    }
    #expect(refused > 100)
  }

  @Test func whatIsNoPictureIsRefused() {
    #expect(throws: GraphicsError.notAPicture) { try PictureFile(Array("GIF89a".utf8)) }
    #expect(throws: GraphicsError.notAPicture) { try PictureFile([]) }
    #expect(throws: GraphicsError.notAPicture) { try JPEG.size(of: [0xFF, 0xD8]) }
  }
}
