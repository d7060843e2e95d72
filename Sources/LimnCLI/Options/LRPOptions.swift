import ArgumentParser
import Limn

/// The options of LRP.
struct LRPOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "LRP: which rule is used for which layer (default: epsilon-plus-flat with convolutions, otherwise "
        + "epsilon).", visibility: .rare))
  var composite: LRP.Composite?

  @Option(
    help: ArgumentHelp(
      "LRP: what the epsilon rule adds to the denominator (default: 1e-06).", valueName: "x",
      visibility: .rare))
  var epsilon: Double?

  @Option(
    help: ArgumentHelp(
      "LRP: how much the gamma rule favours positive weights (default: 0.25).", valueName: "x",
      visibility: .rare))
  var gamma: Double?

  @Option(
    help: ArgumentHelp(
      "LRP: the smallest and the largest value of an input, for epsilon-gamma-box (default: 0,16 for the "
        + "digits).", valueName: "low,high", visibility: .rare))
  var box: BoxChoice?

  func validate() throws {
    if box != nil || gamma != nil, composite != .epsilonGammaBox {
      throw ValidationError(
        "\(box != nil ? "--box" : "--gamma") goes with --composite epsilon-gamma-box.")
    }
  }

  static let names: Set = ["--composite", "--epsilon", "--gamma", "--box"]

  /// The options that were given, by name.
  var given: [String] {
    [
      ("--composite", composite != nil), ("--epsilon", epsilon != nil), ("--gamma", gamma != nil),
      ("--box", box != nil),
    ].filter(\.1).map(\.0)
  }

  private static let digits = LRP.Box(low: 0, high: 16)

  /// - Parameter isOfDigits: whether the inputs are on the scale of the embedded digits.
  func configuration(baseline: Baseline, isOfDigits: Bool) -> LRP.Configuration {
    let usesBox = composite == .epsilonGammaBox
    var configuration = LRP.Configuration(
      composite: composite, box: usesBox ? box?.box ?? (isOfDigits ? Self.digits : nil) : nil,
      baseline: baseline)
    if let epsilon { configuration.epsilon = epsilon }
    if let gamma { configuration.gamma = gamma }
    return configuration
  }
}

/// Two numbers: "0,255".
struct BoxChoice: ExpressibleByArgument, Equatable {
  let box: LRP.Box

  init?(argument: String) {
    let ends = argument.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    guard ends.count == 2, let low = ends[0], let high = ends[1], low.isFinite, high.isFinite else {
      return nil
    }
    box = LRP.Box(low: low, high: high)
  }
}

extension LRP.Composite: ExpressibleByArgument {}
