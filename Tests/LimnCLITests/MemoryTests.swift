import Limn
import TestSupport
import Testing

/// Cost follows the bytes of a file, not what it claims: whatever a file holds, the program takes no
/// more than 64 MiB and ten times its size.
@Suite struct MemoryTests {
  /// Runs `limn` with one file, which must be refused, or read where `status` is 0.
  private func expectBounded(
    _ line: String, file name: String, _ bytes: [UInt8], status: Int32 = 65, saying part: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let folder = try Folder()
    try folder.put(name, bytes)
    let start = ContinuousClock.now
    let (outcome, peak) = try Command().measure(
      line.split(separator: " ").map(String.init), in: folder)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    #expect(outcome.status == status, "\(outcome)", sourceLocation: sourceLocation)
    #expect(
      (outcome.error + outcome.output).contains(part), "\(outcome.error)",
      sourceLocation: sourceLocation)
    #expect(
      peak <= 64 << 20 + 10 * bytes.count,
      "\(peak >> 20) MiB for \(bytes.count) bytes in \(seconds) s", sourceLocation: sourceLocation)
    // A hundred times what the slowest of them takes, for machines that are busy.
    #expect(seconds < 100, sourceLocation: sourceLocation)
  }

  private static let header = HandmadePNG.chunk(
    "IHDR", bigEndian(8) + bigEndian(8) + [8, 0, 0, 0, 0])

  @Test(arguments: ["tEXt", "zTXt", "iTXt", "sPLT", "pCAL", "iCCP"])
  func chunksThatClaimGigabytes(type: String) throws {
    let claim = bigEndian(2_000_000_000) + Array(type.utf8) + [0x6B, 0, 0, 0]
    try expectBounded(
      "predict --image a.png", file: "a.png", HandmadePNG.signature + Self.header + claim,
      saying: "a.png: the PNG is damaged")
  }

  /// A picture of zeros gives a stream of zlib that is a thousand times as long when it is inflated.
  private func zeros(side: Int) throws -> [UInt8] {
    try PNG.encode(
      Raster(
        width: side, height: side, layout: .grey, samples: [UInt8](repeating: 0, count: side * side)
      ))
  }

  /// Of a line as long as a picture can be, the square around it would be a quarter of a thousand million
  /// pixels.
  @Test func aLongLineThatIsCentred() throws {
    let samples = (0..<4 * 16_384).map { UInt8((192..<14_192).contains($0 % 16_384) ? 255 : 0) }
    try expectBounded(
      "predict --image a.png --fit centre", file: "a.png",
      try PNG.encode(Raster(width: 16_384, height: 4, layout: .grey, samples: samples)), status: 0,
      saying: "predicted")
  }

  @Test func textThatInflatesToGigabytes() throws {
    let picture = try zeros(side: 4096)
    let start = try #require(picture.firstIndex(of: "IDAT"))
    let length = picture[start - 4..<start].reduce(0) { $0 << 8 | Int($1) }
    let stream = Array(picture[start + 4..<start + 4 + length])
    let text = HandmadePNG.chunk("zTXt", Array("k".utf8) + [0, 0] + stream)
    let digit = try zeros(side: 8)
    let bytes = Array(digit[..<33]) + (0..<100).flatMap { _ in text } + digit[33...]
    try expectBounded(
      "predict --image a.png", file: "a.png", bytes, status: 0, saying: "predicted")
  }

  @Test func manyPixelsInFewBytes() throws {
    try expectBounded(
      "predict --image a.png --fit refuse", file: "a.png", try zeros(side: 4096),
      saying: "a.png has 4096×4096 pixels, and the model takes 8×8")
  }

  /// One pixel more a side than the most that are decoded.
  @Test func morePixelsThanAreDecoded() throws {
    try expectBounded(
      "predict --image a.png", file: "a.png",
      HandmadePNG.signature
        + HandmadePNG.chunk("IHDR", bigEndian(4097) + bigEndian(4097) + [8, 0, 0, 0, 0]),
      saying: "an image of 4097×4097 pixels is too large")
  }

  @Test(arguments: ["/dev/zero", "/dev/null"])
  func devicesAreNoFiles(path: String) throws {
    let folder = try Folder()
    for line in ["summary --model \(path)", "plot training \(path) --output x.png"] {
      let (outcome, peak) = try Command().measure(
        line.split(separator: " ").map(String.init), in: folder)
      #expect(outcome.status == 66, "\(outcome)")
      #expect(outcome.error == "Error: cannot read \(path): not a file or a pipe.\n")
      #expect(peak <= 64 << 20)
    }
  }

  @Test func aPipeHasAMaximum() throws {
    let folder = try Folder()
    var command = Command()
    command.preparation = "mkfifo p && { head -c 300000000 /dev/zero >p & }"
    let (outcome, peak) = try command.measure(["summary", "--model", "p"], in: folder)
    #expect(outcome.status == 65, "\(outcome)")
    #expect(outcome.error == "Error: p has more than 268,435,456 bytes, the most that are read.\n")
    #expect(peak <= 64 << 20 + 10 * FileBytes.mostOfPipe)
  }

  @Test func modelsOfManyEmptyParts() throws {
    // Two bytes for each node, initializer, or string of the graph.
    for tag: UInt8 in [0x0A, 0x2A, 0x5A, 0x62, 0x6A, 0x72] {
      let parts = (0..<2_000_000).flatMap { _ in [tag, 0] as [UInt8] }
      try expectBounded(
        "summary --model m.onnx", file: "m.onnx", Self.model(graph: parts), saying: "m.onnx")
    }
    // A node with as many inputs, attributes, or numbers.
    for tag: UInt8 in [0x0A, 0x12, 0x2A] {
      let parts = (0..<2_000_000).flatMap { _ in [tag, 0] as [UInt8] }
      try expectBounded(
        "summary --model m.onnx", file: "m.onnx", Self.model(graph: Self.field(1, parts)),
        saying: "m.onnx")
    }
    // An initializer with as many dimensions, numbers in packed varints.
    for number in [1, 5, 7, 11] {
      let tensor = Self.field(number, [UInt8](repeating: 1, count: 4_000_000))
      try expectBounded(
        "summary --model m.onnx", file: "m.onnx", Self.model(graph: Self.field(5, tensor)),
        saying: "m.onnx")
    }
  }

  private static func model(graph: [UInt8]) -> [UInt8] {
    [0x08, 7] + field(7, graph) + field(8, [0x10, 13])
  }

  private static func field(_ number: Int, _ bytes: [UInt8]) -> [UInt8] {
    var (length, varint) = (bytes.count, [UInt8]())
    repeat {
      varint.append(UInt8(length & 0x7F) | (length > 0x7F ? 0x80 : 0))
      length >>= 7
    } while length > 0
    return [UInt8(number << 3 | 2)] + varint + bytes
  }

  @Test func linesOfMillionsOfCells() throws {
    let line = Array(String(repeating: "1,", count: 4_000_000).utf8)
    try expectBounded(
      "predict --input a.csv", file: "a.csv", line,
      saying: "a.csv, line 1: more than 1,048,576 cells")
    try expectBounded(
      "train --data a.csv --labels a.csv", file: "a.csv", line,
      saying: "a.csv, line 1: more than 1,048,576 cells")
  }

  @Test func tablesOfShortRows() throws {
    let rows = Array(String(repeating: "1\n", count: 4_000_000).utf8)
    try expectBounded(
      "predict --input a.csv", file: "a.csv", rows, saying: "a.csv has the shape 4000000×1")
    // As data and labels at once: the numbers of both are held.
    try expectBounded(
      "train --epochs 1 --data a.csv --labels a.csv --output m.onnx", file: "a.csv",
      Array(rows[..<200_000]), status: 0, saying: "Trained")
  }

  @Test func oneQuoteOverMillionsOfLines() throws {
    let text = Array("\"a,b\n".utf8) + Array(String(repeating: "1,2\n", count: 2_000_000).utf8)
    try expectBounded(
      "predict --input a.csv", file: "a.csv", text, saying: "line 1, column 1: expected a closing")
  }

  @Test(arguments: [false, true])
  func arraysOfBytes(isFortran: Bool) throws {
    let header = NPYHeader(
      elementType: try #require(NPYElementType(descriptor: "|u1")), isFortranOrder: isFortran,
      shape: [2, 4_000_000])
    try expectBounded(
      "train --data a.npy --labels a.npy", file: "a.npy",
      header.encoded + [UInt8](repeating: 1, count: 8_000_000), saying: "8000000 labels for the 2")
    try expectBounded(
      "explain --digit 0 --segments a.npy", file: "a.npy",
      header.encoded + [UInt8](repeating: 1, count: 8_000_000), saying: "a.npy has the shape")
  }

  @Test func historiesOfNothing() throws {
    for text in [
      "[" + String(repeating: "0,", count: 2_000_000) + "0]",
      String(repeating: "[", count: 4_000_000),
      "{\"epochs\":[" + String(repeating: "{},", count: 1_000_000) + "{}]}",
      "{\"a\":\"" + String(repeating: "\\u0041", count: 500_000) + "\"}",
    ] {
      try expectBounded(
        "plot training h.json --output x.png", file: "h.json", Array(text.utf8),
        saying: "h.json is not a training history")
    }
  }
}

extension [UInt8] {
  /// Where a word begins.
  fileprivate func firstIndex(of word: String) -> Int? {
    indices.first { self[$0...].starts(with: word.utf8) }
  }
}
