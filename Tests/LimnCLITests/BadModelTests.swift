import Limn
import Testing

/// Model files that are none, or that are made to do harm.
@Suite struct BadModelTests {
  private func expectRefusal(of model: [UInt8], saying part: String) throws {
    let folder = try Folder()
    try folder.put("m.onnx", model)
    let outcome = try limn("explain --digit 0 --model m.onnx", in: folder)
    #expect(outcome.status == 65, "\(outcome)")
    #expect(outcome.output == "")
    #expect(outcome.error.hasPrefix("Error: m.onnx"), "\(outcome.error)")
    #expect(outcome.error.contains(part), "\(outcome.error)")
    #expect(outcome.error.split(separator: "\n").count == 1)
    #expect(folder.names() == ["m.onnx"])
  }

  @Test(arguments: [0, 1, 100, 1000])
  func truncated(at length: Int) throws {
    let whole = try TestModels.file(try TestModels.digits())
    try expectRefusal(of: Array(whole[..<length]), saying: "is not an ONNX model")
  }

  @Test func randomBytes() throws {
    var random = RandomStream(seed: 5)
    let noise = (0..<2000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    try expectRefusal(of: noise, saying: "is not an ONNX model")
  }

  @Test func anotherOperator() throws {
    let model = try #require(
      try TestModels.file(try TestModels.digits())
        .replacingFirst([4] + Array("Relu".utf8), by: [4] + Array("Conv".utf8)))
    try expectRefusal(of: model, saying: "Conv")
  }

  @Test func weightsThatAreNotFinite() throws {
    let model = try #require(
      try TestModels.file(try TestModels.constant(12_345))
        .replacingFirst(.littleEndian(12_345), by: .littleEndian(.nan)))
    try expectRefusal(of: model, saying: "value 0 is not a finite number")
  }

  @Test func shapesThatDoNotFit() throws {
    // The weights' dims, 64 and 4, as protobuf writes them.
    let model = try #require(
      try TestModels.file(try TestModels.digits())
        .replacingFirst([0x08, 64, 0x08, 4], by: [0x08, 63, 0x08, 4]))
    try expectRefusal(of: model, saying: "claims the shape 63×4")
  }

  /// A claim of 40 GB in a file of some hundred bytes: refused before anything of that size is asked
  /// for, of which the shell would give 4 GB.
  @Test(arguments: [10_000_000_000, Int(Int64.max)]) func tensorOfTenBillionElements(
    count: Int
  ) throws {
    func varint(_ value: Int) -> [UInt8] {
      value < 128 ? [UInt8(value)] : [UInt8(value & 127 | 128)] + varint(value >> 7)
    }
    func field(_ number: Int, _ bytes: [UInt8]) -> [UInt8] {
      varint(number << 3 | 2) + varint(bytes.count) + bytes
    }
    func field(_ number: Int, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }
    func field(_ number: Int, _ value: Int) -> [UInt8] { varint(number << 3) + varint(value) }
    // A value of type float and shape N×width.
    func value(_ name: String, _ width: Int) -> [UInt8] {
      let shape = field(1, field(2, "batch")) + field(1, field(1, width))
      return field(1, name) + field(2, field(1, field(1, 1) + field(2, shape)))
    }
    let weights = field(1, 64) + field(1, count) + field(2, 1) + field(8, "w") + field(9, [0, 0])
    let product = field(1, "x") + field(1, "w") + field(2, "y") + field(4, "MatMul")
    let graph =
      field(1, product) + field(2, "g") + field(5, weights) + field(11, value("x", 64))
      + field(12, value("y", 10))
    let model = field(1, 7) + field(8, field(2, 13)) + field(7, graph)
    let folder = try Folder()
    try folder.put("m.onnx", model)
    let outcome = try Command(preparation: "ulimit -v 4000000").run(
      ["explain", "--digit", "0", "--model", "m.onnx"], in: folder)
    #expect(outcome.status == 65, "\(outcome)")
    #expect(outcome.error.hasPrefix("Error: m.onnx"), "\(outcome.error)")
    #expect(outcome.error.contains("64×\(count)"), "\(outcome.error)")
    #expect(folder.names() == ["m.onnx"])
  }

  @Test func scoresThatOverflow() throws {
    let folder = try Folder()
    try folder.put("m.onnx", try TestModels.file(try TestModels.constant(3e38)))
    let outcome = try limn("explain --digit 0 --model m.onnx", in: folder)
    #expect(outcome.status == 65)
    #expect(outcome.error.contains("is not a finite number"), "\(outcome.error)")
    #expect(folder.names() == ["m.onnx"])
  }

  @Test func inputsOfAnotherWidth() throws {
    let folder = try Folder()
    try folder.put("m.onnx", try TestModels.file(try TestModels.vector()))
    let outcome = try limn("predict --digit 0 --model m.onnx", in: folder)
    #expect(outcome.status == 64)
    #expect(outcome.error.contains("the model takes 4 values, and a digit has 8×8"))
    let image = try limn("predict --model m.onnx --image a.png", in: folder)
    #expect(image.status == 65)
    #expect(image.error.contains("--shape"))
    let mean = try limn("explain --model m.onnx --input a.csv --baseline mean", in: folder)
    #expect(mean.status == 66)
  }
}
