import Foundation
import Limn
import Testing

/// Places inside a network, from the command line.
@Suite struct LayerOptionsTests {
  /// The methods that are tried here alone: they take feature maps, or give other values than the
  /// input's.
  static let methods = ["grad-cam", "activation", "conductance"]

  /// The convolutional network of the methods' fixtures, and a row for it.
  private func model(in folder: borrowing Folder) throws -> [String] {
    let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/Methods").path()
    try NPYWriter.write(
      (0..<64).map { Float($0 % 7) / 7 }, shape: [1, 8, 8], to: "\(folder.path)/row.npy")
    return ["--model", "\(fixtures)/convolutional.onnx", "--input", "row.npy"]
  }

  private func values(_ options: String) throws -> [Double] {
    let folder = try Folder()
    let model = try model(in: folder)
    let words = options.split(separator: "|").map(String.init)
    let outcome = try Command().run(
      ["explain"] + model + ["--json"] + words, in: folder)
    let method = try JSON(outcome.output).object?["methods"]?.array?.first?.object
    return try #require(method?["values"]?.numbers, "\(outcome)")
  }

  @Test func layers() throws {
    for method in [
      "activation", "conductance", "gradient-x-input", "integrated-gradients", "deeplift",
    ] {
      #expect(try values("--layer|dense 1|--method|\(method)").count == 12, "\(method)")
    }
    #expect(try values("--layer|maxpool|--method|conductance").count == 64)
    let cam = try values("--method|grad-cam")
    #expect(cam.count == 64 && cam.allSatisfy { $0 >= 0 })
    #expect(try values("--method|grad-cam|--layer|convolution 2") == cam)
    #expect(try values("--method|grad-cam|--hires") != cam)
  }

  @Test func aConvolutionsLayerIsShownAsItsMaps() throws {
    let folder = try Folder()
    let model = try model(in: folder)
    let outcome = try Command().run(
      ["explain"] + model + [
        "--layer", "convolution 1", "--method", "activation", "--method", "conductance",
        "--output", "why",
      ], in: folder)
    #expect(outcome.status == 0, "\(outcome)")
    for method in ["activation", "conductance"] {
      let file = try NPYFile(path: "\(folder.path)/why/\(method).npy")
      #expect(file.header.shape == [4, 8, 8])
      let picture = try PNG.decode(FileBytes.read("\(folder.path)/why/\(method).png"))
      // Four maps of equal height in one row are wider than they are high; a chart of bars is not.
      #expect(picture.width > picture.height)
    }
  }

  @Test func neurons() throws {
    let flat = try values("--neuron|convolution 2:5|--method|deeplift")
    #expect(try values("--neuron|convolution 2:0,1,1|--method|deeplift") == flat)
    #expect(try values("--neuron|dense 1:3|--method|occlusion").count == 64)
  }

  @Test func whatIsRefused() throws {
    let folder = try Folder()
    let model = try model(in: folder)
    for (options, status, words) in [
      (["--method", "activation"], 64, "takes a --layer"),
      (["--method", "conductance", "--layer", "nowhere"], 64, "has no layer nowhere"),
      (["--neuron", "dense 1:99"], 64, "and no unit 99"),
      (["--method", "lrp", "--explain", "probability"], 64, "needs a raw score"),
      (["--method", "lrp", "--composite", "epsilon-gamma-box"], 64, "--box"),
      (["--method", "occlusion", "--window", "9"], 64, "does not cover"),
    ] {
      let outcome = try Command().run(
        ["explain"] + model + options, in: folder)
      #expect(outcome.status == status, "\(options): \(outcome)")
      #expect(outcome.error.contains(words), "\(options): \(outcome.error)")
    }
  }

  @Test func interactionsAsFiles() throws {
    let folder = try Folder()
    let outcome = try limn(
      "explain --digit 4 --method shap-interactions --segments 2x2 --output why", in: folder)
    #expect(outcome.status == 0, "\(outcome)")
    let file = try NPYFile(path: "\(folder.path)/why/shap-interactions.npy")
    #expect(file.header.shape == [16, 16])
    let pairs = try file.rows(0..<16)
    for i in 0..<16 {
      #expect(pairs[i, i] == 0)
      for j in 0..<16 { #expect(pairs[i, j] == pairs[j, i]) }
    }
    #expect(FileManager.default.fileExists(atPath: "\(folder.path)/why/shap-interactions.png"))
    #expect(
      FileManager.default.fileExists(atPath: "\(folder.path)/why/shap-interactions-network.png"))
  }
}
