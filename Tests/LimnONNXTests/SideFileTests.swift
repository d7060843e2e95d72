import Foundation
import LimnCore
import LimnNetwork
import LimnONNX
import Testing

/// Weights that lie in a second file.
@Suite struct SideFileTests {
  private typealias H = Handmade

  private struct Expectation: Decodable {
    let inputs: [[Float]]
    let outputs: [[Double]]
  }

  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/External").path()

  @Test func aFileOfPyTorchsIsRead() throws {
    let expectation = try JSONDecoder().decode(
      Expectation.self, from: Data(FileBytes.read("\(Self.fixtures)/expected.json")))
    let network = try ONNXModel.read(path: "\(Self.fixtures)/split.onnx").network
    let found = network.output(of: Matrix(rows: expectation.inputs, columns: 16))
    for (value, other) in zip(found.elements, expectation.outputs.joined()) {
      #expect(abs(Double(value) - other) <= 1e-5)
    }
    // Bytes without a folder have no second file.
    #expect(
      throws: ONNXError.externalData(file: "m", tensor: "0.weight", .noFolder)
    ) { try ONNXModel.read(FileBytes.read("\(Self.fixtures)/split.onnx"), file: "m") }
  }

  /// A model whose weights `w`, 1 to 4, lie in another file.
  private func model(_ entries: [(String, String)]) -> [UInt8] {
    let tensor = entries.reduce(Wire().integer(1, 2).integer(1, 2).integer(2, 1).text(8, "w")) {
      $0.message(13, Wire().text(1, $1.0).text(2, $1.1))
    }
    return H.model([H.node("Gemm", ["x", "w"], "y")], [tensor.integer(14, 1)])
  }

  /// A folder `model` with `m.onnx` and `weights`, beside a file `outside`; gone afterwards.
  private func inFolder(_ entries: [(String, String)], _ body: (String) throws -> Void) throws {
    let parent = FileManager.default.temporaryDirectory.appending(
      path: "limn-side-\(UUID().uuidString)")
    let folder = parent.appending(path: "model")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: parent) }
    let weights = [Float](arrayLiteral: 1, 2, 3, 4).flatMap(Wire.littleEndian)
    try Data(weights).write(to: folder.appending(path: "weights"))
    try Data(weights).write(to: parent.appending(path: "outside"))
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "way-out"), withDestinationURL: parent.appending(path: "outside"))
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "other-name"),
      withDestinationURL: folder.appending(path: "weights"))
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "up"), withDestinationURL: parent)
    try Data(model(entries)).write(to: folder.appending(path: "m.onnx"))
    try body(folder.appending(path: "m.onnx").path())
  }

  @Test(arguments: [
    [("location", "weights")],
    [("location", "weights"), ("offset", "0"), ("length", "16"), ("checksum", "?")],
    [("location", "./weights")], [("location", "other-name")],
  ])
  func valuesAreFound(_ entries: [(String, String)]) throws {
    try inFolder(entries) { path in
      let network = try ONNXModel.read(path: path).network
      #expect(network.scores(of: Matrix(row: [1, 10])).elements == [31, 42])
    }
  }

  @Test(arguments: [
    ("../outside", ONNXError.ExternalData.outside("../outside")),
    ("up/outside", .outside("up/outside")), ("way-out", .outside("way-out")),
    ("/etc/hostname", .outside("/etc/hostname")), ("a/../weights", .outside("a/../weights")),
    ("", .outside("")), ("weights\0.txt", .outside("weights\0.txt")),
  ])
  func whatLiesOutsideOfTheFolderIsNotRead(_ location: String, problem: ONNXError.ExternalData)
    throws
  {
    try inFolder([("location", location)]) { path in
      #expect(throws: ONNXError.externalData(file: path, tensor: "w", problem)) {
        try ONNXModel.read(path: path)
      }
    }
  }

  @Test(arguments: [
    [("offset", "8")], [("offset", "4"), ("length", "16")], [("offset", "17")],
    [("offset", "-4")], [("length", "-16")], [("offset", "9223372036854775807")],
    [("offset", "9223372036854775808")], [("offset", "x")], [("length", "17")],
    [("offset", "9223372036854775800"), ("length", "16")],
  ])
  func whatLiesBeyondTheEndIsRefused(_ entries: [(String, String)]) throws {
    try inFolder([("location", "weights")] + entries) { path in
      // Half of the values are there with an offset of 8.
      let expected: ONNXError =
        entries.count == 1 && entries[0] == ("offset", "8")
        ? .tensorSize(file: path, tensor: "w", shape: [2, 2], found: 2)
        : .externalData(file: path, tensor: "w", .beyondEnd("weights"))
      #expect(throws: expected) { try ONNXModel.read(path: path) }
    }
  }

  @Test func aMissingFileIsNamed() throws {
    try inFolder([("location", "elsewhere")]) { path in
      #expect {
        try ONNXModel.read(path: path)
      } throws: { error in
        guard case FileError.cannotRead(let missing, _) = error else { return false }
        return missing.hasSuffix("/elsewhere")
      }
    }
  }

  /// Many tensors of one file's bytes would take many times its size.
  @Test func bytesThatAreUsedManyTimesAreRefused() throws {
    let tensors = (0..<100).map { index in
      Wire().integer(1, 2).integer(1, 2).integer(2, 1).text(8, "w\(index)")
        .message(13, Wire().text(1, "location").text(2, "weights")).integer(14, 1)
    }
    try inFolder([("location", "weights")]) { path in
      try Data(H.model([H.node("Gemm", ["x", "w0"], "y")], tensors)).write(
        to: URL(filePath: path))
      #expect(throws: ONNXError.tooLarge(file: path)) { try ONNXModel.read(path: path) }
    }
  }
}
