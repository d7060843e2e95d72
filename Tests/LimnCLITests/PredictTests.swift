import Limn
import Testing

@Suite struct PredictTests {
  @Test func tableHasTheClassesFromLikeliestToLeast() throws {
    let outcome = try limn("predict --digit 0", in: try Folder())
    #expect(outcome.status == 0)
    let lines = outcome.output.split(separator: "\n").map(String.init)
    try #require(lines.count == 12)
    #expect(lines[0].hasPrefix("Digit 0: predicted 0 with probability "))
    #expect(lines[0].hasSuffix(", labelled 0"))
    #expect(lines[1] == "class  probability")
    #expect(lines[2].split(separator: " ").first == "0")
  }

  @Test func jsonIsWhatTheLibrarySays() throws {
    let folder = try Folder()
    let network = try TestModels.digits()
    try folder.put("m.onnx", try TestModels.file(network))
    let outcome = try limn("predict --model m.onnx --digit 17 --json", in: folder)
    let result = try #require(try JSON(outcome.output).object)
    #expect(
      result.keys.sorted() == [
        "input", "labelled", "logits", "model", "outputs", "predicted", "probabilities", "task",
      ])
    let input = Matrix(row: Array(Digits.all.inputs[row: 17]))
    let expected = network.scores(of: input).elements.map(Double.init)
    let logits = try #require(result["logits"]?.numbers)
    #expect(zip(logits, expected).allSatisfy { abs($0 - $1) < 1e-5 })
    let probabilities = try #require(result["probabilities"]?.numbers)
    #expect(abs(probabilities.reduce(0, +) - 1) < 1e-12)
    #expect(result["model"]?.text == "m.onnx")
  }

  @Test func rowsOfFilesAreDigitsToo() throws {
    let folder = try Folder()
    try NPYWriter.write(
      Array(Digits.all.inputs.elements[..<192]), shape: [3, 8, 8], to: "\(folder.path)/d.npy")
    let fromFile = try limn("predict --input d.npy --row 2 --json", in: folder)
    let embedded = try limn("predict --digit 2 --json", in: folder)
    let (file, digit) = (
      try #require(try JSON(fromFile.output).object), try #require(try JSON(embedded.output).object)
    )
    #expect(file["logits"]?.numbers == digit["logits"]?.numbers)
    #expect(file["input"]?.text == "d.npy, row 2")
  }

  /// Kinds of PNG that hold the same picture are the same input.
  @Test func picturesOfEveryKindAreRead() throws {
    let folder = try Folder()
    // Multiples of 17 are exact in 4, 8 and 16 bits.
    let grey = Digits.all.inputs[row: 3].map { UInt8(min(15, $0) * 17) }
    try folder.put(
      "grey.png",
      try PNG.encode(Raster(width: 8, height: 8, layout: .grey, samples: grey)))
    try folder.put(
      "rgb.png",
      try PNG.encode(
        Raster(width: 8, height: 8, layout: .rgb, samples: grey.flatMap { [$0, $0, $0] })))
    try folder.put(
      "rgba.png",
      try PNG.encode(
        Raster(width: 8, height: 8, layout: .rgba, samples: grey.flatMap { [255, 255, 255, $0] })))
    try folder.put(
      "paper.png",
      try PNG.encode(Raster(width: 8, height: 8, layout: .grey, samples: grey.map { 255 - $0 })))
    func logits(_ line: String) throws -> [Double]? {
      try JSON(try limn("predict --json \(line)", in: folder).output).object?["logits"]?.numbers
    }
    let expected = try #require(try logits("--image grey.png"))
    #expect(try logits("--image rgb.png") == expected)
    #expect(try logits("--image rgba.png") == expected)
    let inverted = try #require(try logits("--image paper.png --dark-ink"))
    #expect(zip(inverted, expected).allSatisfy { abs($0 - $1) < 1e-4 })
    #expect(try logits("--image paper.png") != expected)
  }
}
