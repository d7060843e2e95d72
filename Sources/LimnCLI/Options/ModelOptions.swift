import ArgumentParser
import Limn

/// Which model.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "An ONNX file; the embedded digits model if left out.", valueName: "file.onnx"),
    completion: .file(extensions: ["onnx"]))
  var model: String?

  @Option(
    help: ArgumentHelp(
      "The picture that a model's plain vector is, such as 28x28.", valueName: "HxW"))
  var shape: ImageShape?

  @Option(
    help: ArgumentHelp(
      "What the model's classes or outputs are called: names with commas between them, or a text "
        + "file with one name a line (default: as the model file has them).",
      valueName: "a,b,…|file"), completion: .file(extensions: ["txt"]))
  var classNames: NameList?

  @Option(
    help: ArgumentHelp(
      "What the model's features are called: as --class-names.", valueName: "a,b,…|file"),
    completion: .file(extensions: ["txt"]))
  var featureNames: NameList?

  @Option(
    help: ArgumentHelp(
      "What kind of answer the model gives (default: what the model file says, else what its last "
        + "layer says: one plain number is a regression, several are a classification's logits).",
      valueName: "classification|multilabel|regression"))
  var task: OutputSchema.Task?

  /// The model, its input read in the shape asked for, or in `naturalShape` where that has as many
  /// values.
  ///
  /// - Throws: ``CommandError``, `ONNXError`, `FileError`.
  func load(naturalShape: InputShape? = nil) throws -> NamedModel {
    let (name, read) =
      if let model {
        (lastComponent(of: model), try ONNXModel.read(path: model).network)
      } else {
        (EmbeddedModel.name, try EmbeddedModel.network())
      }
    let featureNames = try featureNames?.names()
    let loaded = NamedModel(
      name: name,
      network: try read.named(
        features: featureNames, outputs: try classNames?.names(), task: task),
      givenFeatureNames: featureNames)
    if let shape = shape?.inputShape {
      guard shape.count == loaded.network.inputShape.count else {
        throw CommandError.shapeForModel(asked: shape, model: loaded.network.inputShape)
      }
      return try loaded.reading(shape)
    }
    if case .vector(let count) = loaded.network.inputShape, naturalShape?.count == count,
      let naturalShape
    {
      return try loaded.reading(naturalShape)
    }
    return loaded
  }
}

/// A network, and what it is called.
struct NamedModel {
  let name: String
  let network: Network
  /// What the command line calls the features, where it does.
  let givenFeatureNames: [String]?

  /// What the features are called: by the command line, else by the heading of the data, else by the
  /// model file.
  func featureNames(heading: [String]?) -> [String]? {
    givenFeatureNames ?? heading ?? network.input.names
  }

  /// The same network, its input in another shape of as many values.
  func reading(_ shape: InputShape) throws -> NamedModel {
    NamedModel(
      name: name, network: try network.reading(shape), givenFeatureNames: givenFeatureNames)
  }
}

/// The height and width of a picture, as "28x28".
struct ImageShape: ExpressibleByArgument {
  let inputShape: InputShape

  init?(argument: String) {
    let sides = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let height = sides[0], let width = sides[1], height > 0, width > 0,
      !height.multipliedReportingOverflow(by: width).overflow
    else { return nil }
    inputShape = .image(height: height, width: width)
  }
}
