import ArgumentParser
import Limn

/// How LIME works, beyond what other methods share with it.
struct LIMEOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "LIME: how near a mask must be to count, in the unit of --distance (default: 0.25).",
      valueName: "x"))
  var kernelWidth: Double?

  @Option(
    help: ArgumentHelp(
      "LIME: the penalty on squared values (default: 1, or 0 where all masks are evaluated).",
      valueName: "x"))
  var ridge: Double?

  @Option(help: "LIME: how far a mask is from the input (default: cosine).")
  var distance: MaskDistance?

  @Option(
    help: ArgumentHelp(
      "LIME: how masks are drawn, with their complements or each by itself as lime does (default: "
        + "paired)."))
  var sampling: MaskSampling?

  @Option(
    help: ArgumentHelp(
      "LIME: which segments to keep, the others being 0: all, or so many by highest weights, forward "
        + "selection or the lasso's path (default: all).",
      valueName: "all|highest:n|forward:n|lasso:n"))
  var select: FeatureSelection?

  /// The options that were given, by name.
  var given: [String] {
    [
      ("--kernel-width", kernelWidth != nil), ("--ridge", ridge != nil),
      ("--distance", distance != nil), ("--sampling", sampling != nil),
      ("--select", select != nil),
    ].filter(\.1).map(\.0)
  }
}

extension MaskDistance: ExpressibleByArgument {}
extension MaskSampling: ExpressibleByArgument {}

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
