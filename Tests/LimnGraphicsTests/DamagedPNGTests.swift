import LimnGraphics
import TestSupport
import Testing

/// Valid pictures with damage: each is decoded or refused, and none ends the program.
@Suite struct DamagedPNGTests {
  @Test func pictures() throws {
    let grey = Raster(
      width: 8, height: 8, layout: .grey, samples: (0..<64).map { UInt8($0 * 4) })
    let color = Raster(
      width: 3, height: 2, layout: .rgba, samples: (0..<24).map { UInt8($0 * 10) })
    let interlaced = HandmadePNG(
      width: 2, height: 2, bitDepth: 8, colorType: 0, isInterlaced: true,
      rows: [[10], [20], [30, 40]])
    let palette = HandmadePNG(
      width: 3, height: 1, bitDepth: 8, colorType: 3,
      chunks: [("PLTE", [255, 0, 0, 0, 255, 0, 0, 0, 255]), ("tRNS", [255, 0])], rows: [[2, 1, 0]])
    let seeds = try [
      PNG.encode(grey, text: [PNG.Text("Method", "shap"), PNG.Text("Wer", "Jörg")]),
      PNG.encode(grey, magnifiedBy: 2), PNG.encode(color), interlaced.bytes, palette.bytes,
    ]
    var readings = 0
    for bytes in Mutations(of: seeds, count: 20_000, seed: 3) {
      do {
        let size = try PNG.size(of: bytes)
        guard size.width <= 256, size.height <= 256 else { continue }
        let image = try PNG.decode(bytes)
        #expect(image.samples.count == 4 * size.width * size.height)
        readings += 1
      } catch is GraphicsError {}
    }
    // Damage behind the end of the image.
    #expect(readings > 100)
  }

  /// With checksums put right, damage reaches what lies behind them.
  @Test func picturesWithRightChecksums() throws {
    let seeds = try [
      [UInt8](repeating: 7, count: 13), Array("k".utf8) + [0, 0, 0x78, 0x9C, 3, 0, 0, 0, 0, 1],
      Array(
        PNG.encode(
          Raster(width: 8, height: 8, layout: .grey, samples: [UInt8](repeating: 9, count: 64))
        )[41...].dropLast(16)),
    ]
    let header = HandmadePNG.chunk("IHDR", bigEndian(8) + bigEndian(8) + [8, 0, 0, 0, 0])
    let types = ["IDAT", "IHDR", "PLTE", "tRNS", "tEXt", "zTXt", "iTXt", "iCCP", "IEND", "sPLT"]
    for (index, data) in Mutations(of: seeds, count: 20_000, seed: 4).enumerated() {
      let chunk = HandmadePNG.chunk(types[index % types.count], data)
      do {
        _ = try PNG.decode(
          HandmadePNG.signature + header + chunk + HandmadePNG.chunk("IDAT", seeds[2])
            + HandmadePNG.chunk("IEND", []))
      } catch is GraphicsError {}
    }
  }
}
