import ArgumentParser
import Limn

/// What "absent" means.
struct BaselineOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What absent features are: zeros; the mean of the digits trained on, or of another picture its "
        + "mean colour; the picture blurred by a Gaussian of SIGMA pixels; or a file of one row.",
      valueName: "zeros|mean|blur:SIGMA|file"),
    completion: .list(["zeros", "mean", "blur:4"]))
  var baseline = BaselineChoice.zeros

  /// The baseline for a model of `schema`.
  ///
  /// - Parameters:
  ///   - isOfDigits: whether the inputs are on the scale of the embedded digits.
  ///   - input: the one input that is explained; `nil` where there are several.
  /// - Throws: ``CommandError``, `DataError`, `FileError`.
  func read(for schema: InputSchema, isOfDigits: Bool, input: NamedInput? = nil) throws
    -> NamedBaseline
  {
    switch baseline {
    case .zeros:
      return NamedBaseline(name: "zeros", baseline: .zeros)
    case .mean:
      if !isOfDigits, let input, schema.shape.isImage {
        return NamedBaseline(
          name: schema.shape.channels > 1 ? "the picture's mean colour" : "the picture's mean",
          baseline: .values(Self.means(of: input.values, shape: schema.shape)))
      }
      guard isOfDigits else { throw CommandError.meanOfUnknownInputs }
      return NamedBaseline(
        name: "mean of the training digits", baseline: .values(try TrainingDigits.mean()))
    case .blur(let sigma):
      guard schema.shape.isImage else { throw AttributionError.blocksOfVector }
      guard let input else {
        throw CommandError.ofOnePicture(
          option: "--baseline blur", instead: "take zeros, or name a file of one row")
      }
      let blur = try GaussianBlur(sigma: sigma)
      return NamedBaseline(
        name:
          "the picture blurred (Gaussian, σ = \(NumberText.trimmed(sigma, digits: 4)) pixels, cut "
          + "off at \(blur.radius), mirrored at the edges)",
        baseline: .values(try blur.blurred(input.values, shape: schema.shape)))
    case .file(let path):
      let file = try InputFile(path: path, schema: schema)
      guard file.count == 1 else { throw CommandError.baselineRows(file: path, count: file.count) }
      return NamedBaseline(
        name: lastComponent(of: path), baseline: .values(try file.row(0).elements))
    }
  }
}

extension BaselineOptions {
  /// Each channel's mean in all its pixels.
  private static func means(of values: [Float], shape: InputShape) -> [Float] {
    let pixels = shape.pixelCount
    return (0..<shape.channels).flatMap { channel -> [Float] in
      let mean = values[channel * pixels..<(channel + 1) * pixels].reduce(0.0) { $0 + Double($1) }
      return [Float](repeating: Float(mean / Double(pixels)), count: pixels)
    }
  }
}

/// A baseline, and what it is called.
struct NamedBaseline {
  let name: String
  let baseline: Baseline
}

/// A baseline by name or by file.
enum BaselineChoice: ExpressibleByArgument, Equatable {
  case zeros
  case mean
  /// The picture under a Gaussian of so many pixels.
  case blur(Double)
  case file(String)

  init?(argument: String) {
    switch argument {
    case "": return nil
    case "zeros": self = .zeros
    case "mean": self = .mean
    case _ where argument.hasPrefix("blur:"):
      guard let sigma = Double(argument.dropFirst(5)), sigma > 0, sigma.isFinite else { return nil }
      self = .blur(sigma)
    default: self = .file(argument)
    }
  }

  var defaultValueDescription: String {
    switch self {
    case .zeros: "zeros"
    case .mean: "mean"
    case .blur(let sigma): "blur:\(sigma)"
    case .file(let path): path
    }
  }
}
