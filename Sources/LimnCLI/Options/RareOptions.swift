import ArgumentParser

extension ArgumentVisibility {
  /// Of options that few need: they stand in `--help-all` and in the shells' completions, not in the short
  /// help. The parser's completions leave out what is hidden, so that nothing is while a script is made.
  static var rare: ArgumentVisibility {
    CommandLine.arguments.contains { $0.hasPrefix("--generate-completion-script") }
      ? .default : .hidden
  }
}
