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

  /// Every option that these pages name is one.
  @Test(arguments: ["README.md", "README.zh.md", "Docs/Guides/CommandLine.md"])
  func pageNamesOptionsThatExist(page: String) throws {
    let text = String(decoding: try FileBytes.read("\(Self.root)/\(page)"), as: UTF8.self)
    let folder = try Folder()
    let commands = ["explain", "train", "predict", "report", "merge", "evaluate", "plot network"]
    let help = try commands.map { try limn("\($0) --help", in: folder).output }.joined()
    for option in text.matches(of: #/--[a-z][a-z-]+/#).map(\.output)
    where option != "--generate-completion-script" {
      #expect(help.contains("\(option) ") || help.contains("\(option)\n"), "\(option)")
    }
  }

  /// The Chinese README says the same as the English one: the same commands without their comments,
  /// the same code in backquotes, the same files and the same figures, each as often.
  @Test func readmesAgree() throws {
    func counted(_ name: String) throws -> [String: Int] {
      let text = String(decoding: try FileBytes.read("\(Self.root)/\(name)"), as: UTF8.self)
        .replacing("```", with: "")
      let commands = text.matches(of: #/(?m)^    (.*?)(?: +#.*)?$/#).map { String($0.1) }
      let code = text.matches(of: #/`([^`\n]+)`/#).map { String($0.1) }
      let links = text.matches(of: #/\]\(([^)]+)\)|src="([^"]+)"/#).map {
        String($0.1 ?? $0.2 ?? "")
      }
      let figures = text.matches(of: #/\d+(?:[.,]\d+)*(?:e-?\d+)?(?: ms|%)/#).map { String($0.0) }
      return Dictionary((commands + code + links + figures).map { ($0, 1) }, uniquingKeysWith: +)
    }
    var english = try counted("README.md")
    var chinese = try counted("README.zh.md")
    // Each leads to the other.
    #expect(english.removeValue(forKey: "README.zh.md") == 1)
    #expect(chinese.removeValue(forKey: "README.md") == 1)
    for key in Set(english.keys).union(chinese.keys) {
      #expect(english[key] == chinese[key], "\(key)")
    }
  }
}
