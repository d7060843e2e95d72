import Limn
import Testing

/// The README's example of the library, so that it compiles and runs.
private func readmeExample(model path: String) throws -> (exact: Attribution, sampled: Attribution)
{
  // Begin.
  let network = try ONNXModel.read(path: path).network
  let digit = Array(Digits.all.inputs[row: 0])

  let exact = try IntegratedGradients(network)
    .attribution(of: digit, objective: .logit(0, against: 6))

  // LIME and SHAP take anything that maps a batch to scores.
  let service = BlackBox(inputShape: Digits.inputShape, outputCount: 10, scoreKind: .logits) {
    network.scores(of: $0)
  }
  let sampled = try SHAP(model: service).attribution(of: digit, objective: .logit(0))
  // End.
  return (exact, sampled)
}

@Suite struct ReadmeTests {
  private static let root =
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    .joined(separator: "/")

  @Test func exampleRuns() throws {
    let folder = try Folder()
    try folder.put("m.onnx", try TestModels.file(try TestModels.digits()))
    let (exact, sampled) = try readmeExample(model: "\(folder.path)/m.onnx")
    #expect(abs(exact.completenessGap) < 1e-4)
    #expect(sampled.standardErrors?.contains { $0 > 0 } == true)
  }

  @Test func readmeShowsTheExampleThatRuns() throws {
    let source = String(decoding: try FileBytes.read(#filePath), as: UTF8.self)
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    let (begin, end) = (
      try #require(lines.firstIndex(of: "  // Begin.")),
      try #require(lines.firstIndex(of: "  // End."))
    )
    let readme = String(decoding: try FileBytes.read("\(Self.root)/README.md"), as: UTF8.self)
    for line in lines[begin + 1..<end] where !line.isEmpty {
      #expect(readme.contains(line.dropFirst(2)), "\(line)")
    }
  }

  /// Every option the README names is one.
  @Test func readmeNamesOptionsThatExist() throws {
    let readme = String(decoding: try FileBytes.read("\(Self.root)/README.md"), as: UTF8.self)
    let folder = try Folder()
    let commands = ["explain", "train", "predict", "report", "merge", "evaluate", "plot network"]
    let help = try commands.map { try limn("\($0) --help", in: folder).output }.joined()
    for option in readme.matches(of: #/--[a-z][a-z-]+/#).map(\.output)
    where option != "--generate-completion-script" {
      #expect(help.contains("\(option) ") || help.contains("\(option)\n"), "\(option)")
    }
  }
}
