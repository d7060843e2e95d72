import Limn
import Testing

@Suite struct ReadmeTests {
  /// Every option that these pages name is one.
  @Test(arguments: ["README.md", "README.zh.md", "Docs/Guides/CommandLine.md"])
  func pageNamesOptionsThatExist(page: String) throws {
    let text = String(decoding: try FileBytes.read("\(Repository.root)/\(page)"), as: UTF8.self)
    let folder = try Folder()
    let commands = [
      "explain", "train", "predict", "report", "merge", "evaluate", "worker", "plot network",
    ]
    let help = try commands.map { try limn("\($0) --help-all", in: folder).output }.joined()
    for option in text.matches(of: #/--[a-z][a-z-]+/#).map(\.output)
    where !["--generate-completion-script", "--help-all"].contains(option) {
      #expect(help.contains("\(option) ") || help.contains("\(option)\n"), "\(option)")
    }
  }

  /// The Chinese README says the same as the English one: the same commands without their comments,
  /// the same code in backquotes, the same files and the same figures, each as often.
  @Test func readmesAgree() throws {
    func counted(_ name: String) throws -> [String: Int] {
      let text = String(decoding: try FileBytes.read("\(Repository.root)/\(name)"), as: UTF8.self)
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
