import Foundation
import LimnCore
import LimnData
import LimnGraphics
import Testing

/// Pictures of two pixels by one, put together with Python's zlib.
private enum Picture {
  /// 16 bits: 0x4000 and 0xFFFF.
  static let grey16 = """
    89504e470d0a1a0a0000000d494844520000000200000001100000000081d9fc150000000d4944415478da637060f8\
    ff1f000402023f3319319c0000000049454e44ae426082
    """
  /// White at a fifth of opacity, and 204 opaque.
  static let greyAlpha = """
    89504e470d0a1a0a0000000d49484452000000020000000108040000005e2bb7010000000d4944415478da63f86f7c\
    e63f00073102fee312e6b20000000049454e44ae426082
    """
  /// Red and green.
  static let rgb = """
    89504e470d0a1a0a0000000d49484452000000020000000108020000007b40e8dd0000000f4944415478da63f8cfc0\
    c0f09f010007ff01ffb80435e00000000049454e44ae426082
    """
  /// White at 128/255 of opacity, and blue, of 16 colours.
  static let palette = """
    89504e470d0a1a0a0000000d4948445200000002000000010403000000060c62b900000009504c54450000000000ff\
    ffffff5dd8c9230000000374524e53ffff803a728e610000000a4944415478da63500400002300224d3d641d000000\
    0049454e44ae426082
    """
  /// One bit a pixel: black and white.
  static let grey1 = """
    89504e470d0a1a0a0000000d4948445200000002000000010100000000dc5942270000000a4944415478da63700000\
    0042004184bf8e620000000049454e44ae426082
    """

  static func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = hexadecimal.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(16 * digits[$0] + digits[$0 + 1]) }
  }
}

@Suite struct ImageInputTests {
  /// A mean so large that black and white, less it, round to the same number; and numbers that prepare no
  /// picture.
  @Test func aPreparationWithoutTonesIsRefused() {
    #expect(throws: ModelError.tones(black: [Double(Float(-1e30))], white: [Double(Float(-1e30))]))
    {
      try PicturePreparation(full: 1, mean: [1e30]).tones(channels: 1)
    }
    for preparation in [
      PicturePreparation(full: 0), PicturePreparation(full: 1, deviation: [0]),
      PicturePreparation(full: 1, mean: [0, 0]),
    ] {
      #expect(throws: DataError.self) { try preparation.tones(channels: 3) }
    }
    #expect(throws: ModelError.tones(black: [], white: [])) { try Tones(black: [], white: []) }
    #expect(throws: ModelError.self) { try Tones(black: [0], white: [.nan]) }
    // A flat picture of numbers between which one is no step.
    #expect(Tones(of: [1e30]).light(of: 1e30, channel: 0) == 0.5)
  }

  @Test func tonesGoThereAndBack() throws {
    let tones = try Tones(black: [-1, 0.1, 3], white: [1, 0, 255])
    let document = try JSONEncoder().encode(tones)
    #expect(try JSONDecoder().decode(Tones.self, from: document) == tones)
    for text in [
      #"{"black":[0],"white":[0]}"#, #"{"black":[0],"white":[1,2]}"#, #"{"black":[],"white":[]}"#,
    ] {
      #expect(throws: ModelError.self) {
        try JSONDecoder().decode(Tones.self, from: Data(text.utf8))
      }
    }
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Tones.self, from: Data(#"{"black":[0]}"#.utf8))
    }
  }

  private let shape = InputShape.image(height: 1, width: 2)

  /// The picture's values, on the digits' scale; of another size it is refused.
  private func read(
    _ path: String, _ shape: InputShape, full: Float = Digits.fullInk,
    polarity: ImageInput.Polarity = .whiteOnBlack
  ) throws -> Matrix {
    try ImageInput.read(
      path, shape: shape,
      preparation: PicturePreparation(fit: .refuse, full: full, polarity: polarity)
    ).values
  }

  /// Luma by hand: 0.299, 0.587, 0.114 of red, green, blue; ink 16 times that.
  @Test(
    arguments: [
      (Picture.grey16, [16 * 16384 / 65535, 16]), (Picture.greyAlpha, [3.2, 12.8]),
      (Picture.rgb, [16 * 0.299, 16 * 0.587]), (Picture.palette, [16 * 128 / 255, 16 * 0.114]),
      (Picture.grey1, [0, 16]),
    ] as [(String, [Float])])
  func brightnessIsInk(picture: String, expected: [Float]) throws {
    let directory = try TemporaryDirectory()
    let path = try directory.file("a.png", Picture.bytes(picture))
    let input = try read(path, shape)
    #expect(input.rows == 1)
    #expect(zip(input.elements, expected).allSatisfy { abs($0 - $1) < 1e-5 }, "\(input.elements)")
    #expect(input.columns == expected.count)
  }

  /// What shines through a transparent pixel is the ground, which is white here: no ink.
  @Test func blackOnWhiteIsTurnedAround() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.file("a.png", Picture.bytes(Picture.greyAlpha))
    let input = try read(path, shape, full: 1, polarity: .blackOnWhite)
    #expect(abs(input[0, 0]) < 1e-6)
    #expect(abs(input[0, 1] - 0.2) < 1e-6)
  }

  @Test func aDigitDrawnAsAPictureComesBack() throws {
    let directory = try TemporaryDirectory()
    let digit = Array(Digits.all.inputs[row: 0])
    // Rounded to 255 steps, an 8 to the middle between two: off by half a step, 8/255, and an ulp.
    let samples = digit.map { UInt8(($0 * 255 / 16).rounded()) }
    let raster = Raster(width: 8, height: 8, layout: .grey, samples: samples)
    let path = try directory.file("digit.png", try PNG.encode(raster))
    let input = try read(path, Digits.inputShape)
    #expect(zip(input.elements, digit).allSatisfy { abs($0 - $1) <= 8 / 255 + 1e-6 })
  }

  @Test func otherSizesAreRefusedWithBoth() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.file("a.png", Picture.bytes(Picture.rgb))
    #expect(
      throws: DataError.wrongImageSize(
        file: path, width: 2, height: 1, expectedWidth: 8, expectedHeight: 8)
    ) { try read(path, Digits.inputShape) }
    // As many pixels, but standing up instead of lying.
    #expect(
      throws: DataError.wrongImageSize(
        file: path, width: 2, height: 1, expectedWidth: 1, expectedHeight: 2)
    ) { try read(path, .image(height: 2, width: 1)) }
    #expect(throws: DataError.imageForVector(file: path, count: 2)) {
      try read(path, .vector(2))
    }
  }

  /// The header decides: nothing behind it is looked at.
  @Test func theSizeIsComparedBeforeAPixelIsDecoded() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.file("a.png", Array(Picture.bytes(Picture.rgb)[..<40]))
    #expect(
      throws: DataError.wrongImageSize(
        file: path, width: 2, height: 1, expectedWidth: 8, expectedHeight: 8)
    ) { try read(path, Digits.inputShape) }
  }

  @Test func whatIsNoPictureIsRefused() throws {
    let directory = try TemporaryDirectory()
    let text = try directory.file("a.png", "not a picture")
    #expect(throws: DataError.badImage(file: text, .notAPicture)) {
      try read(text, shape)
    }
    let cut = try directory.file("b.png", Array(Picture.bytes(Picture.rgb)[..<50]))
    let error = #expect(throws: DataError.self) { try read(cut, shape) }
    guard case .badImage(cut, .corruptPNG) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
