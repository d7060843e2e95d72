import Foundation
import Limn
import Testing

/// Networks from PyTorch (Tests/Fixtures/Graphs), explained from the command line.
@Suite struct GraphExplainTests {
  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/Graphs").path()

  /// The layers of shap#3938, on which its own sum is missed by 0.9: two convolutions, a max-pool and
  /// two dense layers on 28×28.
  @Test func integratedGradientsOfTwoConvolutionsSum() throws {
    let folder = try Folder()
    let recorded = try JSON(
      String(decoding: FileBytes.read("\(Self.fixtures)/expected.json"), as: UTF8.self))
    let example = try #require(
      recorded.object?["two-convolutions"]?.object?["inputs"]?.array?.first?.numbers)
    try NPYWriter.write(
      example.map { Float($0) }, shape: [1, 1, 28, 28], to: "\(folder.path)/row.npy")
    let outcome = try Command().run(
      [
        "explain", "--model", "\(Self.fixtures)/two-convolutions.onnx", "--input", "row.npy",
        "--method", "integrated-gradients", "--json",
      ], in: folder)
    #expect(outcome.status == 0, "\(outcome)")
    let method = try #require(
      try JSON(outcome.output).object?["methods"]?.array?.first?.object, "\(outcome)")
    let values = try #require(method["values"]?.numbers)
    let (atInput, atBaseline) = (
      try #require(method["scoreAtInput"]?.number), try #require(method["scoreAtBaseline"]?.number)
    )
    let difference = atInput - atBaseline
    #expect(abs(values.reduce(0, +) - difference) <= 1e-5 * max(1, abs(difference)))
  }
}
