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

  @Test func tensorOfTenBillionElements() throws {
    // 0x7F_FFFF_FFFF as a varint of six bytes takes the place of 64 and 4, and one byte more: the
    // enclosing lengths are then wrong, so a length-neutral field gives way instead.
    let model = try #require(
      try TestModels.file(try TestModels.digits())
        .replacingFirst([0x08, 64, 0x08, 4], by: [0x08, 0xFF, 0xFF, 0x7F]))
    try expectRefusal(of: model, saying: "claims the shape")
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
