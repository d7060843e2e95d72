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

  private static let commands = [
    "limn", "limn predict", "limn explain", "limn train", "limn report", "limn merge",
    "limn summary", "limn diff", "limn evaluate", "limn serve", "limn worker", "limn plot",
    "limn plot network", "limn plot weights",
    "limn plot activations", "limn plot units", "limn plot confusion", "limn plot training",
    "limn plot importance", "limn plot beeswarm", "limn plot waterfall", "limn plot dependence",
    "limn plot heatmap",
    "limn plot predicted",
  ]

  @Test(arguments: commands)
  func help(_ command: String) throws { try expectHelp(command, "--help", snapshot: command) }

  /// All options, of the commands that leave some out of the short help.
  @Test(arguments: [
    "limn explain", "limn train", "limn report", "limn evaluate", "limn serve", "limn predict",
  ])
  func wholeHelp(_ command: String) throws {
    try expectHelp(command, "--help-all", snapshot: command + " all")
  }

  private func expectHelp(_ command: String, _ option: String, snapshot: String) throws {
    let words = command.split(separator: " ").dropFirst().map(String.init)
    let outcome = try Command().run(words + [option], in: try Folder())
    #expect(outcome.status == 0)
    #expect(outcome.error == "")
    let path = "\(Self.snapshots)/\(snapshot.replacing(" ", with: "-")).txt"
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

  /// The short help leaves options out and says how to see them; the long one has every option of the
  /// short one.
  @Test func theShortHelpIsAPartOfTheLongOne() throws {
    let folder = try Folder()
    func options(_ text: String) -> Set<Substring> {
      Set(text.matches(of: #/(?m)^  (?:-., )?(--[a-z-]+)/#).map { $0.1 })
    }
    let short = try limn("explain --help", in: folder).output
    let long = try limn("explain --help-all", in: folder).output
    #expect(options(short).isStrictSubset(of: options(long)))
    #expect(2 * options(short).count < options(long).count)
    #expect(short.hasSuffix("\n  See 'limn explain --help-all' for all options.\n"))
    #expect(!long.contains("--help-all"))
    #expect(try limn("help explain", in: folder).output == short)
    // A command without options of its own leaves none out.
    #expect(!(try limn("--help", in: folder).output.contains("--help-all")))
  }

  /// A word where a command belongs suggests the one it is nearest to.
  @Test(arguments: [
    ("expain --digit 0", "explain"), ("exlpain", "explain"), ("rep", "report"),
    ("help sumary", "summary"), ("plot importnce r --output x.png", "importance"),
    ("plot heat", "heatmap"), ("serv", "serve"),
  ])
  func aMistypedCommandSuggestsOne(line: String, expected: String) throws {
    let outcome = try limn(line, in: try Folder())
    #expect(outcome.status == 64 && outcome.output == "")
    #expect(outcome.error.hasSuffix("did you mean \(expected)?\n"), "\(outcome.error)")
    #expect(outcome.error.split(separator: "\n").count == 1)
  }

  @Test(arguments: ["xyzzy", "plot qqqqqq", "e", "\u{1B}[2J"])
  func aStrangeWordIsNoCommand(line: String) throws {
    let folder = try Folder()
    let outcome = try Command().run(line.split(separator: " ").map(String.init), in: folder)
    #expect(outcome.status == 64 && outcome.output == "")
    #expect(outcome.error.contains("has no command \""))
    #expect(outcome.error.contains("--help' for its commands"), "\(outcome.error)")
    #expect(!outcome.error.contains("\u{1B}"))
  }

  /// Of every command the first option of its help with two letters exchanged, with nothing else that the
  /// command asks for: the one sentence is about the option.
  @Test(arguments: commands) func aMistypedOptionSuggestsOne(command: String) throws {
    let folder = try Folder()
    let words = command.split(separator: " ").dropFirst().map(String.init)
    let help = try Command().run(words + ["--help-all"], in: folder).output
    let option = try #require(help.firstMatch(of: #/(?m)^  (?:-., )?(--[a-z-]+)/#)).1
    var letters = Array(option)
    letters.swapAt(letters.count - 2, letters.count - 1)
    for typed in [String(letters), "\(String(letters))=3"] {
      let outcome = try Command().run(words + [typed], in: folder)
      #expect(outcome.status == 64 && outcome.output == "")
      #expect(
        outcome.error
          == "Error: \(command) has no option \(String(letters)): did you mean \(option)?\n")
    }
    let strange = try Command().run(words + ["--xyzzyxyzzy"], in: folder)
    #expect(strange.status == 64)
    #expect(
      strange.error == "Error: \(command) has no option --xyzzyxyzzy: "
        + "see '\(command) --help-all' for its options.\n")
  }

  /// Help is given all the same, and what follows `--` is no option.
  @Test func anOptionIsNotLookedForWhereNoneBelongs() throws {
    let folder = try Folder()
    #expect(try limn("explain --stesp 3 --help", in: folder).status == 0)
    #expect(!(try limn("explain --digit", in: folder).error.contains("has no option")))
    #expect(!(try limn("plot network -- --stesp", in: folder).error.contains("has no option")))
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
