import Limn
import Testing

@Suite struct GuideTests {
  /// Every option the guides name is one.
  @Test(arguments: ["Reports", "Evaluation"]) func guidesNameOptionsThatExist(name: String) throws {
    let folder = try Folder()
    let help = try ["report", "merge", "evaluate", "train"].map {
      try limn("\($0) --help-all", in: folder).output
    }.joined()
    let guide = String(
      decoding: try FileBytes.read("\(Repository.root)/Docs/Guides/\(name).md"), as: UTF8.self)
    for option in guide.matches(of: #/--[a-z][a-z-]+/#).map(\.output) {
      #expect(help.contains("\(option) ") || help.contains("\(option)\n"), "\(option)")
    }
  }
}
