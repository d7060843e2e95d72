import ArgumentParser
import Limn

/// The options for the methods and their settings.
struct MethodOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A method; repeat the option for several; all selects every method that the model supports "
        + "(default: integrated-gradients, lime and shap).",
      valueName: "name|all"))
  var method: [MethodChoice] = []

  @Option(
    help: ArgumentHelp(
      "What LIME, SHAP, shap-interactions, feature-ablation and RISE treat as one feature, in all "
        + "channels: pixels, square blocks, about N superpixels of the image (SLIC), or equal numbers "
        + "in a file; for SHAP also nested blocks, for Owen values (default: pixels; for RISE smooth "
        + "masks of an image).",
      valueName: "pixels|2x2|4x4|slic:N|nested|file.npy"),
    completion: .list(["pixels", "2x2", "4x4", "slic:50", "nested"]))
  var segments: SegmentChoice?

  @Option(
    help: ArgumentHelp(
      "Rows that replace absent features in LIME, SHAP, shap-interactions, occlusion, "
        + "feature-ablation, RISE, deeplift and expected-gradients, instead of the baseline; "
        + "SmoothGrad and VarGrad take a table's ranges from them, lime-tabular means, deviations "
        + "and quartiles (default: the rows of --input if it is a table; for lime-tabular "
        + "of digits the training digits).",
      valueName: "file.npy|.csv"), completion: .file(extensions: ["npy", "npz", "csv", "tsv"]))
  var background: String?

  @Option(
    help: ArgumentHelp(
      "The maximum number of --background rows, drawn evenly by --seed (default: "
        + "\(Background.standardRows)); each costs an evaluation for every mask or coalition.",
      valueName: "n|all", visibility: .rare), completion: .list(["all"]))
  var backgroundRows: BackgroundRows?

  @Option(
    help: ArgumentHelp(
      "Samples of LIME (default: 1000 or four per segment, and all masks up to 16 segments), "
        + "lime-tabular (default: \(TabularLIME.defaultSamples)), SmoothGrad and VarGrad (default: 50), masks of "
        + "RISE (default: \(RISE.defaultSamples)).",
      valueName: "n"))
  var samples: Int?

  @Option(
    help: ArgumentHelp(
      "SmoothGrad: the method whose values are averaged over noisy copies of the input, one of "
        + MethodName.smoothable.map(\.rawValue).joined(separator: ", ")
        + " (default: the gradient itself).", valueName: "method", visibility: .rare))
  var smooth: MethodName?

  @Option(help: ArgumentHelp("The seed of all random numbers.", valueName: "n"))
  var seed: UInt64 = 0

  @OptionGroup var integratedGradients: IntegratedGradientsOptions
  @OptionGroup var lime: LIMEOptions
  @OptionGroup var shap: SHAPOptions
  @OptionGroup var occlusion: OcclusionOptions
  @OptionGroup var rise: RISEOptions
  @OptionGroup var lrp: LRPOptions
  @OptionGroup var interactions: InteractionOptions
  @OptionGroup var layers: LayerOptions

  func validate() throws {
    if asksForAll, method.count > 1 {
      throw ValidationError("--method all has every method; name no other.")
    }
    if let name = methods.first(where: { name in methods.count { $0 == name } > 1 }) {
      throw ValidationError("--method \(name.rawValue) is given twice.")
    }
    let shared = [
      ("--segments", segments != nil), ("--background", background != nil),
      ("--background-rows", backgroundRows != nil), ("--samples", samples != nil),
      ("--hires", layers.hires), ("--smooth", smooth != nil),
    ].filter(\.1).map(\.0)
    let own = integratedGradients.given + lime.given + shap.given + occlusion.given + lrp.given
    for option in own + rise.given + interactions.given + shared { try requireOwner(of: option) }
    if let smooth, !MethodName.smoothable.contains(smooth) {
      let names = MethodName.smoothable.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--smooth takes one of \(names), not \(smooth.rawValue).")
    }
    if !asksForAll { try requireLayer() }
    if layers.layer != nil, methods.count > 1, methods.contains(.gradCAM) {
      throw ValidationError("grad-cam and other methods show a --layer in different ways.")
    }
  }

  /// The requested methods, in order, for a model that may have gradients.
  private var methods: [MethodName] {
    if asksForAll { return MethodName.explaining.filter { $0 != .gradCAM || layers.layer == nil } }
    return method.isEmpty ? MethodName.pillars : method.compactMap(\.name)
  }

  /// The methods to show for a model, in order; if none is requested, the default ones that the
  /// model supports.
  func methods(of model: any Model) -> [MethodName] {
    guard method.isEmpty, !(model is any DifferentiableModel) else { return methods }
    return methods.filter { !$0.takesGradients }
  }

  /// Whether every method that the model supports is requested.
  var asksForAll: Bool { method.contains(.all) }

  /// The same options for only these methods.
  func only(_ names: [MethodName]) -> MethodOptions {
    var options = self
    options.method = names.map { .one($0) }
    return options
  }

  /// Whether the methods explain the score by the units of a layer, or show their activations.
  var looksInside: Bool {
    layers.layer != nil && methods != [.gradCAM]
      && !(methods == [.smoothGrad] && smooth == .gradCAM)
  }

  /// The methods and the one inside SmoothGrad, whose options are accepted.
  var involved: [MethodName] {
    methods + (smooth.map { methods.contains($0) ? [] : [$0] } ?? [])
  }

  /// Refuses methods that need a layer if none is given.
  func requireLayer() throws {
    guard layers.layer == nil,
      let name = methods.first(where: { [.activation, .conductance].contains($0) })
    else { return }
    throw ValidationError("--method \(name.rawValue) takes a --layer.")
  }

  /// Refuses options that only work with a single input.
  func requireWholeInputs() throws {
    if asksForAll {
      throw ValidationError("--method all is for limn explain; name the methods here.")
    }
    if looksInside {
      throw ValidationError(
        "--layer belongs to grad-cam here; limn explain takes it for the others.")
    }
  }

  /// Refuses an option that none of the methods accepts.
  private func requireOwner(of option: String) throws {
    guard !involved.contains(where: { $0.options.contains(option) }) else { return }
    let owners = MethodName.allCases.filter { $0.options.contains(option) }.map(\.rawValue)
    throw ValidationError(
      owners.count == 1
        ? "\(option) belongs to \(owners[0]), which is not among the methods."
        : "\(option) belongs to \(owners.joined(separator: ", ")), none of which is among the "
          + "methods.")
  }
}
