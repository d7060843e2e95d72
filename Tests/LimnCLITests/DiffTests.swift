import Limn
import Testing

/// `limn diff`.
@Suite struct DiffTests {
  private func put(into folder: borrowing Folder) throws {
    let network = try TestModels.digits()
    try folder.put("a.onnx", TestModels.file(network))
    var moved = network
    moved.updateParameters { node, parameter, values in
      // The first weight of the dense layer after the scaling.
      if node == 1, parameter == 0 { values.elements[0] += 2 }
    }
    try folder.put("moved.onnx", TestModels.file(moved))
    try folder.put("deep.onnx", TestModels.file(try TestModels.digits(hidden: [4, 4])))
    try folder.put("tanh.onnx", TestModels.file(try TestModels.digits(activation: .tanh)))
    try folder.put("vector.onnx", TestModels.file(try TestModels.vector()))
  }

  private func statuses(_ output: String) throws -> [String] {
    let operations = try #require(try JSON(output).object?["operations"]?.array)
    return operations.compactMap { $0.object?["status"]?.text }
  }

  @Test func identicalModelsAreSaidToBeSo() throws {
    let folder = try Folder()
    try put(into: folder)
    let outcome = try limn("diff a.onnx a.onnx", in: folder)
    #expect(outcome.status == 0)
    #expect(outcome.output == "a.onnx → a.onnx\n\nThe models are identical.\n")
    let json = try limn("diff a.onnx a.onnx --json", in: folder)
    #expect(try JSON(json.output).object?["identical"]?.flag == true)
    #expect(try statuses(json.output).allSatisfy { $0 == "same" })
  }

  @Test func aMovedWeightIsShownWithItsPlace() throws {
    let folder = try Folder()
    try put(into: folder)
    let outcome = try limn("diff a.onnx moved.onnx --output d.png", in: folder)
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.output.contains("1 of 5 operations differs: 1 with other weights."))
    #expect(outcome.output.contains("[0, 0]"))
    #expect(outcome.output.hasSuffix("Written to d.png\n"))
    #expect(try folder.bytes("d.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
    let json = try limn("diff a.onnx moved.onnx --json", in: folder)
    let document = try #require(try JSON(json.output).object)
    #expect(document["identical"]?.flag == false)
    let dense = try #require(document["operations"]?.array?[1].object)
    #expect(dense["status"]?.text == "weights")
    let weights = try #require(dense["tensors"]?.array?[0].object)
    #expect(weights["changed"]?.number == 1)
    #expect(abs(try #require(weights["change"]?.number) - 2) < 1e-6)
    #expect(weights["largest"]?.object?["index"]?.numbers == [0, 0])
  }

  @Test func structureAndShapesAreCompared() throws {
    let folder = try Folder()
    try put(into: folder)
    let deep = try limn("diff a.onnx deep.onnx --json", in: folder)
    #expect(try statuses(deep.output).count { $0 == "added" } == 2)
    let tanh = try limn("diff a.onnx tanh.onnx", in: folder)
    #expect(tanh.output.contains("kind ReLU → Tanh"))
    let vector = try limn("diff a.onnx vector.onnx", in: folder)
    #expect(vector.status == 0)
    #expect(vector.output.contains("input: "))
    #expect(vector.output.contains("outputs: 10 → 3"))
  }

  @Test(arguments: ["png", "svg", "pdf"]) func theSameBytesEachTime(_ format: String) throws {
    let folder = try Folder()
    try put(into: folder)
    for name in ["1", "2"] {
      let outcome = try limn("diff a.onnx deep.onnx --output \(name).\(format)", in: folder)
      #expect(outcome.status == 0, "\(outcome.error)")
    }
    #expect(try folder.bytes("1.\(format)") == folder.bytes("2.\(format)"))
  }

  @Test func whatGoesWrongIsSaidAndLeavesNothing() throws {
    let folder = try Folder()
    try put(into: folder)
    try folder.put("text.onnx", "no model")
    for (line, status) in [
      ("diff a.onnx", 64), ("diff a.onnx missing.onnx --output d.png", 66),
      ("diff text.onnx a.onnx --output d.png", 65), ("diff a.onnx deep.onnx --output d.gif", 64),
      ("diff a.onnx deep.onnx --output deep.onnx.png/d.png", 73),
    ] as [(String, Int32)] {
      let outcome = try limn(line, in: folder)
      #expect(outcome.status == status, "\(line): \(outcome)")
      #expect(outcome.output == "")
    }
    #expect(folder.names().allSatisfy { $0.hasSuffix(".onnx") })
  }

  @Test func anInputIsNotReplaced() throws {
    let folder = try Folder()
    try put(into: folder)
    try folder.put("m.png", try folder.bytes("a.onnx"))
    let outcome = try limn("diff m.png a.onnx --output m.png", in: folder)
    #expect(outcome.status == 64)
    #expect(try folder.bytes("m.png") == folder.bytes("a.onnx"))
  }
}
