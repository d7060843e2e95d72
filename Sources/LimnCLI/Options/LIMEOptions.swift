import ArgumentParser
import Limn

/// The options that only LIME and tabular LIME have.
struct LIMEOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "LIME: the width of the kernel that weights masks, in the unit of --distance (default: 0.25); "
        + "lime-tabular: of the one that weights rows (default: 0.75√n with n varying features).",
      valueName: "x", visibility: .rare))
  var kernelWidth: Double?

  @Option(
    help: ArgumentHelp(
      "LIME and lime-tabular: the ridge penalty (default: 1, or 0 where all masks are "
        + "evaluated).",
      valueName: "x", visibility: .rare))
  var ridge: Double?

  @Option(
    help: ArgumentHelp(
      "LIME: the distance of a mask from the input (default: cosine).", visibility: .rare))
  var distance: MaskDistance?

  @Option(
    help: ArgumentHelp(
      "LIME: how masks are drawn, with their complements or independently, as lime does (default: "
        + "paired).", visibility: .rare))
  var sampling: MaskSampling?

  @Option(
    help: ArgumentHelp(
      "LIME and lime-tabular: which segments or features to keep: all, or n by "
        + "highest weights, forward selection or the lasso path; others get 0 (default: all).",
      valueName: "all|highest:n|forward:n|lasso:n", visibility: .rare))
  var select: FeatureSelection?

  @Option(
    help: ArgumentHelp(
      "lime-tabular: how a feature enters the regression, as its distance in standard deviations or "
        + "as whether it stays in its quartile of the background (default: standardised).",
      visibility: .rare))
  var representation: TabularLIME.Representation?

  /// The options that were given, by name.
  var given: [String] {
    [
      ("--distance", distance != nil), ("--sampling", sampling != nil),
      ("--representation", representation != nil), ("--kernel-width", kernelWidth != nil),
      ("--ridge", ridge != nil), ("--select", select != nil),
    ].filter(\.1).map(\.0)
  }

  static let namesOfMasks: Set = ["--distance", "--sampling"]
  static let namesOfTables: Set = ["--representation"]
  static let namesOfBoth: Set = ["--kernel-width", "--ridge", "--select"]
}

extension MaskDistance: ExpressibleByArgument {}
extension MaskSampling: ExpressibleByArgument {}
extension TabularLIME.Representation: ExpressibleByArgument {}

extension FeatureSelection: ExpressibleByArgument {
  public init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    if parts == ["all"] {
      self = .all
      return
    }
    guard parts.count == 2, let count = Int(parts[1]) else { return nil }
    switch parts[0] {
    case "highest": self = .highestWeights(count)
    case "forward": self = .forward(count)
    case "lasso": self = .lassoPath(count)
    default: return nil
    }
  }
}
