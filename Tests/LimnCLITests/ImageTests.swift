import Limn
import TestSupport
import Testing

/// Colour pictures of any size, from the file to the explanation.
@Suite struct ImageTests {
  /// Two classes by the mean red and the mean blue of 3×4×5 values: the outputs can be told by hand.
  private static let shape = InputShape.image(channels: 3, height: 4, width: 5)

  private static func model() throws -> [UInt8] {
    let weights = (0..<60).flatMap { value -> [Float] in
      [value < 20 ? 1 / 20 : 0, value >= 40 ? 1 / 20 : 0]
    }
    return try ONNXModel.encode(
      Network(
        inputShape: shape,
        layers: [Dense(weights: Matrix(rows: 60, columns: 2, elements: weights), bias: [0, 0])]),
      name: "means")
  }

  private func document(_ line: String, in folder: borrowing Folder) throws -> [String: JSON] {
    let outcome = try limn(line, in: folder)
    #expect(outcome.status == 0, "\(outcome)")
    return try #require(try JSON(outcome.output).object, "\(outcome)")
  }

  /// To the rounding of twenty products of single precision.
  private func expectClose(_ found: JSON?, _ expected: [Double]) throws {
    let found = try #require(found?.numbers)
    #expect(found.count == expected.count)
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-5 * max(1, $1) }, "\(found)")
  }

  /// 10×8 pixels: the upper half red, the lower blue, an eighth of the light green everywhere.
  private func picture() throws -> [UInt8] {
    try PNG.encode(
      Raster(
        width: 10, height: 8, layout: .rgb,
        samples: (0..<80).flatMap { $0 < 40 ? [255, 32, 0] as [UInt8] : [0, 32, 255] }))
  }

  @Test func aPictureOfAnotherSizeIsFittedAndItIsSaid() throws {
    let folder = try Folder()
    try folder.put("m.onnx", try Self.model())
    try folder.put("a.png", try picture())
    let plain = try document("predict --json --model m.onnx --image a.png", in: folder)
    try expectClose(plain["logits"], [0.5, 0.5])
    let words = try #require(plain["preparation"]?.array).compactMap(\.text)
    #expect(words == ["resized from 10×8 to 5×4 pixels", "values 0 to 1"])
    let scaled = try document(
      "predict --json --model m.onnx --image a.png --full-ink 255 --mean 100,0,0 --std 1,1,2",
      in: folder)
    try expectClose(scaled["logits"], [27.5, 63.75])
    let text = try limn("predict --model m.onnx --image a.png", in: folder)
    #expect(text.output.contains("Image: resized from 10×8 to 5×4 pixels; values 0 to 1"))
    let refused = try limn("predict --model m.onnx --image a.png --fit refuse", in: folder)
    #expect(refused.status == 65)
    #expect(refused.error.contains("--fit resize"))
  }

  @Test func aPhotographIsReadUpright() throws {
    let folder = try Folder()
    try folder.put("m.onnx", try Self.model())
    try folder.put("a.jpg", SampleJPEG.bytes(with: SampleJPEG.sixthOrientation))
    let result = try document("predict --json --model m.onnx --image a.jpg", in: folder)
    let words = try #require(result["preparation"]?.array).compactMap(\.text)
    #expect(
      words == [
        "turned upright (EXIF orientation 6)", "resized from 6×10 to 5×4 pixels", "values 0 to 1",
      ])
    try folder.put("cut.jpg", Array(SampleJPEG.bytes.dropLast(200)))
    let cut = try limn("predict --model m.onnx --image cut.jpg", in: folder)
    #expect(cut.status == 65 && cut.error.contains("the JPEG is damaged"), "\(cut)")
  }

  /// The same numbers, whichever way the file and the array have their channels.
  @Test func channelsLastAndFirstAreTheSame() throws {
    let folder = try Folder()
    try folder.put("m.onnx", try Self.model())
    let planes = (0..<60).map { Float($0) / 60 }
    let last = (0..<20).flatMap { pixel in (0..<3).map { planes[$0 * 20 + pixel] } }
    try NPYWriter.write(planes, shape: [1, 3, 4, 5], to: "\(folder.path)/first.npy")
    try NPYWriter.write(last, shape: [1, 4, 5, 3], to: "\(folder.path)/last.npy")
    let first = try document("predict --json --model m.onnx --input first.npy", in: folder)
    let second = try document("predict --json --model m.onnx --input last.npy", in: folder)
    #expect(first["logits"]?.numbers == second["logits"]?.numbers)
  }

  /// The arrays keep the channels, the contributions their sum, and a segment is one in all channels.
  @Test func anExplanationKeepsItsChannels() throws {
    let folder = try Folder()
    try folder.put("m.onnx", try Self.model())
    try folder.put("a.png", try picture())
    let line =
      "explain --json --model m.onnx --image a.png --target 0 --method integrated-gradients "
      + "--method shap --segments slic:2"
    let document = try document("\(line) --output out", in: folder)
    let array = try NPYFile(path: "\(folder.path)/out/integrated-gradients.npy")
    #expect(array.header.shape == [3, 4, 5])
    #expect(document["input"]?.object?["shape"]?.numbers == [3, 4, 5])
    for method in try #require(document["methods"]?.array) {
      #expect(abs(try #require(method.object?["completenessGap"]?.number)) < 1e-6)
    }
    let shap = try #require(document["methods"]?.array?[1].object?["values"]?.numbers)
    for pixel in 0..<20 {
      #expect(shap[pixel] == shap[20 + pixel] && shap[pixel] == shap[40 + pixel])
    }
    #expect(folder.names(in: "out").contains("integrated-gradients-overlay.png"))
    let input = try PNG.decode(folder.bytes("out/input.png"))
    #expect(input.samples[0] == 65535 && input.samples[2] == 0)
    let absolute = try limn("\(line) --channels absolute --output absolute", in: folder)
    #expect(absolute.status == 0, "\(absolute)")
    #expect(
      try folder.bytes("absolute/integrated-gradients.npy")
        == folder.bytes("out/integrated-gradients.npy"))
  }

  /// Against its mean colour, a picture's red speaks for its upper half and against its lower.
  @Test func absenceCanBeTheMeanColourOrABlur() throws {
    let folder = try Folder()
    try folder.put("m.onnx", try Self.model())
    try folder.put("a.png", try picture())
    let line =
      "explain --json --model m.onnx --image a.png --target 0 --method integrated-gradients "
      + "--baseline"
    let mean = try document("\(line) mean", in: folder)
    #expect(mean["baseline"]?.text == "the picture's mean colour")
    let values = try #require(mean["methods"]?.array?.first?.object?["values"]?.numbers)
    for pixel in 0..<20 {
      #expect(abs(values[pixel] - (pixel < 10 ? 0.025 : -0.025)) < 1e-6)
      #expect(values[20 + pixel] == 0 && values[40 + pixel] == 0)
    }
    let blur = try document("\(line) blur:1.5", in: folder)
    #expect(
      blur["baseline"]?.text
        == "the picture blurred (Gaussian, σ = 1.5 pixels, cut off at 5, mirrored at the edges)")
  }

  /// Of many pictures each has its own superpixels and its own blur, as if it were explained alone.
  @Test func aBatchFollowsEachPicture() throws {
    let folder = try Folder()
    try folder.put("m.onnx", try Self.model())
    folder.makeFolder("p")
    try folder.put("p/a.png", try picture())
    // Bright at the left, and in other places green.
    var samples: [UInt8] = []
    for place in 0..<20 {
      let left: [UInt8] = [250, UInt8(place * 9), 200]
      let right: [UInt8] = [9, UInt8(255 - place), UInt8(place)]
      samples += place % 5 < 2 ? left : right
    }
    try folder.put(
      "p/b.png", try PNG.encode(Raster(width: 5, height: 4, layout: .rgb, samples: samples)))
    let line =
      "--model m.onnx --target 0 --method integrated-gradients --method lime --method shap "
      + "--method occlusion --window 2x2 --segments slic:3 --seed 4"
    for baseline in ["blur:1", "mean", "zeros"] {
      let options = "\(line) --baseline \(baseline)"
      let report = try document(
        "report --json \(options) --image p --output r-\(baseline) --evaluate 2", in: folder)
      #expect(report["rows"]?.number ?? 2 == 2)
      for (row, name) in ["a", "b"].enumerated() {
        let alone = try document(
          "explain --json \(options) --image p/\(name).png", in: folder)
        for method in try #require(alone["methods"]?.array) {
          let label = try #require(method.object?["name"]?.text)
          let values = try #require(method.object?["values"]?.numbers)
          let all = try NPYFile(
            path: "\(folder.path)/r-\(baseline)/attributions/\(label).npy"
          ).matrix().elements
          let own = all[row * 60..<(row + 1) * 60].map(Double.init)
          #expect(
            zip(own, values).allSatisfy { abs($0 - $1) <= 1e-6 * max(1, abs($1)) },
            "\(baseline), \(label) of \(name)")
        }
      }
      let trust = try document("evaluate --json \(options) --image p", in: folder)
      let words = try #require(trust["baseline"]?.text)
      switch baseline {
      case "blur:1": #expect(words.hasPrefix("each picture blurred (Gaussian, σ = 1 pixels"))
      case "mean": #expect(words == "each picture's mean colour")
      default: #expect(words == "zeros")
      }
    }
    // The same run goes on, and one with other segments is another.
    let again = try limn(
      "report \(line) --baseline mean --image p --output r-mean --evaluate 2", in: folder)
    #expect(again.status == 0, "\(again)")
    let other = try limn(
      "report \(line) --segments slic:4 --baseline mean --image p --output r-mean --evaluate 2",
      in: folder)
    #expect(other.status != 0)
  }
}
