import Foundation
import Limn
import TestSupport
import Testing

/// Kinds of PNG that hold the same picture are the same input.
@Suite struct PictureTests {
  /// A kind of PNG, and how it stores one row of grey values.
  enum Kind: CaseIterable {
    case grey16, greyAlpha8, greyAlpha16, inkInAlpha16, palette4, palette8, paletteAlpha, rgb16
    case interlaced

    func file(_ rows: [[UInt8]]) -> HandmadePNG {
      func png(
        _ bitDepth: UInt8, _ colorType: UInt8, chunks: [(type: String, data: [UInt8])] = [],
        _ bytes: ([UInt8]) -> [UInt8]
      ) -> HandmadePNG {
        HandmadePNG(
          width: 8, height: 8, bitDepth: bitDepth, colorType: colorType, chunks: chunks,
          rows: rows.map(bytes))
      }
      switch self {
      // v/255 is 257v/65535: the same byte twice.
      case .grey16: return png(16, 0) { $0.flatMap { [$0, $0] } }
      case .greyAlpha8: return png(8, 4) { $0.flatMap { [$0, 255] } }
      case .greyAlpha16: return png(16, 4) { $0.flatMap { [$0, $0, 255, 255] } }
      case .inkInAlpha16: return png(16, 4) { $0.flatMap { [255, 255, $0, $0] } }
      case .rgb16: return png(16, 2) { $0.flatMap { [$0, $0, $0, $0, $0, $0] } }
      case .palette4:
        let palette = (0..<16).flatMap { [UInt8](repeating: $0 * 17, count: 3) }
        return png(4, 3, chunks: [("PLTE", palette)]) { row in
          stride(from: 0, to: 8, by: 2).map { (row[$0] / 17) << 4 | row[$0 + 1] / 17 }
        }
      case .palette8:
        // From white down, so that an index is not its grey.
        let palette = (0...255).flatMap { [UInt8](repeating: 255 - UInt8($0), count: 3) }
        return png(8, 3, chunks: [("PLTE", palette)]) { $0.map { 255 - $0 } }
      case .paletteAlpha:
        let palette = [UInt8](repeating: 255, count: 256 * 3)
        return png(8, 3, chunks: [("PLTE", palette), ("tRNS", Array(0...255))]) { $0 }
      case .interlaced:
        var file = png(8, 0) { $0 }
        file.isInterlaced = true
        file.rows = Self.passes.flatMap { pass in
          pass.rows.map { row in pass.columns.map { rows[row][$0] } }
        }
        return file
      }
    }

    /// Adam7: the rows and columns of each pass over 8 × 8 pixels.
    private static let passes: [(rows: [Int], columns: [Int])] = [
      ([0], [0]), ([0], [4]), ([4], [0, 4]), ([0, 4], [2, 6]), ([2, 6], [0, 2, 4, 6]),
      ([0, 2, 4, 6], [1, 3, 5, 7]), ([1, 3, 5, 7], Array(0..<8)),
    ]
  }

  private static func grey(_ rows: [[UInt8]]) -> HandmadePNG {
    HandmadePNG(width: 8, height: 8, bitDepth: 8, colorType: 0, rows: rows)
  }

  /// A digit in multiples of 17, which are exact in 4, 8 and 16 bits.
  private static func rows(of digit: Int) -> [[UInt8]] {
    let values = Digits.all.inputs[row: digit].map { UInt8(min(15, $0) * 17) }
    return stride(from: 0, to: 64, by: 8).map { Array(values[$0..<$0 + 8]) }
  }

  private func object(_ line: String, in folder: borrowing Folder) throws -> [String: JSON] {
    let outcome = try limn(line, in: folder)
    #expect(outcome.status == 0 && outcome.error == "", "\(outcome)")
    return try #require(try JSON(outcome.output).object, "\(outcome)")
  }

  /// Both files, as `limn predict` and `limn explain` see them.
  private func expectSame(
    _ file: HandmadePNG, _ grey: HandmadePNG, _ options: String = "", label: Int
  ) throws {
    let folder = try Folder()
    try folder.put("grey.png", grey.bytes)
    try folder.put("kind.png", file.bytes)
    let predict = "predict --json\(options) --image"
    let plain = try object("\(predict) grey.png", in: folder)
    let kind = try object("\(predict) kind.png", in: folder)
    #expect(plain["predicted"]?.number == Double(label))
    #expect(kind["predicted"]?.number == Double(label))
    #expect(kind["probabilities"]?.numbers == plain["probabilities"]?.numbers)
    #expect(kind["logits"]?.numbers == plain["logits"]?.numbers)
    let explain = "explain --method integrated-gradients --json\(options) --output"
    let plainWhy = try object("\(explain) a --image grey.png", in: folder)
    let kindWhy = try object("\(explain) b --image kind.png", in: folder)
    #expect(kindWhy["probabilities"]?.numbers == plain["probabilities"]?.numbers)
    func values(_ document: [String: JSON]) throws -> [Double] {
      try #require(document["methods"]?.array?.first?.object?["values"]?.numbers)
    }
    #expect(try values(kindWhy) == values(plainWhy))
    #expect(
      try PNG.decode(folder.bytes("a/input.png")).samples
        == PNG.decode(folder.bytes("b/input.png")).samples)
  }

  @Test(arguments: Kind.allCases)
  func everyKindIsTheSameInput(_ kind: Kind) throws {
    let rows = Self.rows(of: 3)
    try expectSame(kind.file(rows), Self.grey(rows), label: 3)
  }

  /// One bit a pixel: a digit in ink or none, on black and on paper.
  @Test(arguments: [0, 0xFF] as [UInt8])
  func inkOrNone(paper: UInt8) throws {
    let rows = Self.rows(of: 0).map { row in row.map { ($0 > 127 ? 255 : 0) ^ paper } }
    let bits = rows.map { row in [row.reduce(UInt8(0)) { $0 << 1 | $1 & 1 }] }
    let file = HandmadePNG(width: 8, height: 8, bitDepth: 1, colorType: 0, rows: bits)
    try expectSame(file, Self.grey(rows), paper == 0 ? "" : " --dark-ink", label: 0)
    let palette: [(type: String, data: [UInt8])] = [("PLTE", [255, 255, 255, 0, 0, 0])]
    let inverse = bits.map { $0.map { ~$0 } }
    let coloured = HandmadePNG(
      width: 8, height: 8, bitDepth: 1, colorType: 3, chunks: palette, rows: inverse)
    try expectSame(coloured, Self.grey(rows), paper == 0 ? "" : " --dark-ink", label: 0)
  }

  /// What 8 bits cannot hold is not lost: half a step of 8 bits moves the logits.
  @Test func sixteenBitsAreReadInFull() throws {
    let folder = try Folder()
    let rows = Self.rows(of: 3)
    try folder.put("grey.png", Self.grey(rows).bytes)
    try folder.put(
      "finer.png",
      HandmadePNG(
        width: 8, height: 8, bitDepth: 16, colorType: 0,
        rows: rows.map { $0.flatMap { $0 == 255 ? [255, 255] : [$0, 255] } }
      ).bytes)
    let plain = try object("predict --json --image grey.png", in: folder)
    let finer = try object("predict --json --image finer.png", in: folder)
    #expect(finer["predicted"]?.number == 3)
    #expect(finer["logits"]?.numbers != plain["logits"]?.numbers)
  }

  /// Dark ink on white, taken for light ink: said once for all of them, and not where it is said.
  @Test func aFolderOfInvertedPictures() throws {
    let folder = try Folder()
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/scans", withIntermediateDirectories: false)
    for digit in 0..<3 {
      let rows = Self.rows(of: digit).map { $0.map { 255 - $0 } }
      try folder.put("scans/\(digit).png", Self.grey(rows).bytes)
    }
    let line = "evaluate --image scans --method saliency --json"
    let taken = try limn(line, in: folder)
    #expect(taken.error.split(separator: "\n").count { $0.contains("looks inverted") } == 1)
    #expect(taken.error.contains("3 of the first 3 images"), "\(taken.error)")
    let said = try limn("\(line) --dark-ink", in: folder)
    #expect(said.status == 0 && !said.error.contains("inverted"), "\(said.error)")
  }

  /// A damaged picture among others ends a report, or is passed over where that is asked for.
  @Test func aFolderWithADamagedPicture() throws {
    let folder = try Folder()
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/scans", withIntermediateDirectories: false)
    for digit in 0..<3 {
      let bytes = Self.grey(Self.rows(of: digit)).bytes
      try folder.put("scans/\(digit).png", digit == 1 ? Array(bytes.prefix(60)) : bytes)
    }
    let line = "report --image scans --full-ink 255 --method saliency --evaluate 0 --output out"
    let refused = try limn(line, in: folder)
    #expect(refused.status == 65 && refused.error.contains("scans/1.png"), "\(refused)")
    #expect(refused.error.contains("--skip-bad"), "\(refused)")
    let passed = try limn("\(line) --skip-bad", in: folder)
    #expect(passed.status == 0, "\(passed)")
    let table = String(decoding: try folder.bytes("out/predictions.csv"), as: UTF8.self)
    #expect(table.contains("1.png,the picture cannot be used: "), "\(table)")
  }

  /// A folder's pictures in the order of their names, each a row.
  @Test func aFolderOfPictures() throws {
    let folder = try Folder()
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/scans", withIntermediateDirectories: false)
    for (name, digit) in [("b.png", 1), ("a.png", 0), ("c.PNG", 2)] {
      try folder.put("scans/\(name)", Self.grey(Self.rows(of: digit)).bytes)
    }
    try folder.put("scans/notes.txt", Array("not a picture".utf8))
    try folder.put("labels.csv", Array("0\n1\n2\n".utf8))
    let report = try limn(
      "report --image scans --full-ink 255 --labels labels.csv --method saliency --evaluate 0 "
        + "--output out", in: folder)
    #expect(report.status == 0, "\(report)")
    let file = try NPYFile(path: "\(folder.path)/out/attributions/saliency.npy")
    #expect(file.header.shape == [3, 8, 8])
    let page = String(decoding: try folder.bytes("out/index.html"), as: UTF8.self)
    #expect(page.contains(#"["a.png","b.png","c.PNG"]"#))
    // The second is what explaining it alone gives.
    let alone = try limn(
      "explain --image scans/b.png --full-ink 255 --method saliency --json", in: folder)
    let values = try #require(
      try JSON(alone.output).object?["methods"]?.array?.first?.object?["values"]?.numbers)
    #expect(zip(try file.rows(1..<2).elements, values).allSatisfy { abs(Double($0) - $1) < 1e-6 })

    let evaluation = try limn(
      "evaluate --image scans/a.png --image scans/c.PNG --full-ink 255 --method saliency --json",
      in: folder)
    #expect(evaluation.status == 0, "\(evaluation)")
    for (options, status, words) in [
      ("--image scans --digits 3", 64, "not several"), ("--digits 3 --fit crop", 64, "--image"),
      ("--image missing.png", 66, "missing.png"), ("--image .", 66, "contains no images"),
      ("--image scans --rows 2-4", 66, "3"),
    ] {
      let outcome = try limn("evaluate --method saliency \(options)", in: folder)
      #expect(outcome.status == status && outcome.error.contains(words), "\(options): \(outcome)")
    }
  }
}
