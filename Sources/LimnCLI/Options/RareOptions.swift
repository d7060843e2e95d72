import ArgumentParser

extension ArgumentVisibility {
  /// The visibility of rarely needed options: they appear in `--help-all` and in the shells'
  /// completions, but not in the short help. The parser omits hidden options from completions, so
  /// none are hidden while a completion script is generated.
  static var rare: ArgumentVisibility {
    CommandLine.arguments.contains { $0.hasPrefix("--generate-completion-script") }
      ? .default : .hidden
  }
}
