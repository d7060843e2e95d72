import Limn
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Help texts, word for word.
///
/// After a change that is meant, run the tests once with `LIMN_RECORD_SNAPSHOTS=1`, which fails, and
/// read the difference before it is committed.
@Suite struct HelpTests {
  private static let snapshots =
    String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.startIndex))
    + "/Snapshots"

  @Test(arguments: [
    "limn", "limn predict", "limn explain", "limn train", "limn report", "limn merge",
    "limn summary", "limn diff", "limn evaluate", "limn serve", "limn worker", "limn plot",
    "limn plot network", "limn plot weights",
    "limn plot activations", "limn plot units", "limn plot confusion", "limn plot training",
    "limn plot importance", "limn plot beeswarm", "limn plot waterfall", "limn plot dependence",
    "limn plot heatmap",
    "limn plot predicted",
  ])
  func help(_ command: String) throws {
    let words = command.split(separator: " ").dropFirst().map(String.init)
    let outcome = try Command().run(words + ["--help"], in: try Folder())
    #expect(outcome.status == 0)
    #expect(outcome.error == "")
    let path = "\(Self.snapshots)/\(command.replacing(" ", with: "-")).txt"
    if getenv("LIMN_RECORD_SNAPSHOTS") != nil {
      try AtomicFile.write(Array(outcome.output.utf8), to: path)
      Issue.record("recorded \(path)")
    }
    let expected = String(decoding: try FileBytes.read(path), as: UTF8.self)
    #expect(outcome.output == expected)
    // A line of an example that the parser breaks is no command any more.
    let all = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
    for (line, next) in zip(all, all.dropFirst()) where line.hasPrefix("  limn ") {
      #expect(next.isEmpty || next.hasPrefix("  "), "\(line)")
    }
    // The parser does not break the line of usage.
    let lines = outcome.output.split(separator: "\n").filter { !$0.hasPrefix("USAGE: ") }
    #expect(lines.allSatisfy { $0.count <= 80 })
  }

  @Test func bareCommandShowsHelp() throws {
    let folder = try Folder()
    #expect(try limn("", in: folder).output == limn("--help", in: folder).output)
  }

  @Test func versionIsANumber() throws {
    let outcome = try limn("--version", in: try Folder())
    #expect(outcome.status == 0)
    #expect(outcome.output.wholeMatch(of: #/\d+\.\d+\.\d+\n/#) != nil, "\(outcome.output)")
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func shellCompletionsNameTheCommands(_ shell: String) throws {
    let outcome = try limn("--generate-completion-script \(shell)", in: try Folder())
    #expect(outcome.status == 0)
    for word in [
      "explain", "predict", "train", "serve", "plot", "gauss-legendre", "gaussian-process",
    ] {
      #expect(outcome.output.contains(word), "\(word)")
    }
  }
}
