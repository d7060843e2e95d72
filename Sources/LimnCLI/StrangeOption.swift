import ArgumentParser

/// An option of a command line that the command does not have.
///
/// The parser looks for it last: what a command validates would come first, and the mistyped option is
/// mostly the cause of that.
struct StrangeOption {
  /// As it was typed, without a value: "--stesp".
  let name: String
  /// The command's option that is nearest, if one is near.
  let nearest: String?

  /// - Parameters:
  ///   - arguments: of the whole line, without the program's own name.
  ///   - command: what they are for.
  init?(in arguments: some Sequence<String>, of command: any ParsableCommand.Type) {
    let options = Self.options(of: command)
    let known = options + Self.parserOptions
    for word in arguments.prefix(while: { $0 != "--" }) where word.hasPrefix("--") {
      let name = String(word.prefix { $0 != "=" })
      guard !known.contains(name) else { continue }
      self.name = name
      nearest = options.nearest(to: name)
      return
    }
    return nil
  }

  /// The long names that the command's whole help lists: each stands before its explanation.
  private static func options(of command: any ParsableCommand.Type) -> [String] {
    LimnCommand.helpMessage(for: command, includeHidden: true)
      .split(separator: "\n").filter { $0.hasPrefix("  -") }
      .flatMap { line in
        let entry = line.dropFirst(2).prefix(
          upTo: line.firstRange(of: "   ")?.lowerBound ?? line.endIndex)
        return entry.matches(of: #/--[a-z][a-z0-9-]*/#).map { String($0.0) }
      }
  }

  /// What the parser takes with any command.
  private static let parserOptions = [
    "--help", "--help-hidden", "--version", "--generate-completion-script",
    "--experimental-dump-help",
  ]
}
