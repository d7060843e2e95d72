import ArgumentParser
import Limn

/// The options that only RISE has.
struct RISEOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "RISE: the grid of a mask, such as 7x7, for an image without --segments (default: 7x7, in small "
        + "images two pixels per cell).", valueName: "HxW|n", visibility: .rare))
  var grid: PixelSize?

  @Option(
    help: ArgumentHelp(
      "RISE: the probability that a cell or segment is shown (default: 0.5, where masks come in pairs).",
      valueName: "x", visibility: .rare))
  var shown: Double?

  static let names: Set = ["--grid", "--shown"]

  /// The options that were given, by name.
  var given: [String] {
    [("--grid", grid != nil), ("--shown", shown != nil)].filter(\.1).map(\.0)
  }
}
