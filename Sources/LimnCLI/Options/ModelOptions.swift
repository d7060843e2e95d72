import ArgumentParser
import Limn

/// The options for the model.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "An ONNX file (default: the built-in digits model).", valueName: "file.onnx"),
    completion: .file(extensions: ["onnx"]))
  var model: String?

  @Option(
    help: ArgumentHelp(
      "The image shape of a model's plain vector, such as 28x28, 3x32x32 or 32x32x3.",
      valueName: "HxW|CxHxW|HxWxC", visibility: .rare))
  var shape: ImageShape?

  @Option(
    help: ArgumentHelp(
      "How the model's input orders an image's channels, height and width (default: what its "
        + "operators tell, otherwise an axis of size 1, 3 or 4; channels first if both ends have one).",
      valueName: "nchw|nhwc", visibility: .rare))
  var layout: ImageLayout?

  @Flag(
    help: ArgumentHelp(
      "The model's whole input is one example: its first axis, of a fixed size, is not a batch (default: "
        + "only where it cannot be anything else).", visibility: .rare))
  var oneExample = false

  @Option(
    help: ArgumentHelp(
      "Names of the model's classes or outputs, separated by commas, or a text "
        + "file with one name per line (default: those of the model file).",
      valueName: "a,b,…|file"), completion: .file(extensions: ["txt"]))
  var classNames: NameList?

  @Option(
    help: ArgumentHelp(
      "Names of the model's features; as --class-names.", valueName: "a,b,…|file"),
    completion: .file(extensions: ["txt"]))
  var featureNames: NameList?

  @Option(
    help: ArgumentHelp(
      "What kind of answer the model gives (default: from the model file, otherwise from its last "
        + "layer: one plain number is a regression, several are a classification's logits).",
      valueName: "classification|multilabel|regression", visibility: .rare))
  var task: OutputSchema.Task?

  func validate() throws {
    guard oneExample, model == nil else { return }
    throw ValidationError(
      "--one-example says how a model file is read: give the file with --model.")
  }

  /// The model, with its input in the requested shape, or in `naturalShape` if that has as many
  /// values.
  ///
  /// - Throws: ``CommandError``, `ONNXError`, `FileError`.
  func load(naturalShape: InputShape? = nil) throws -> NamedModel {
    let (name, read) =
      if let model {
        (
          lastComponent(of: model),
          try ONNXModel.read(path: model, layout: layout, isOneExample: oneExample).network
        )
      } else {
        (EmbeddedModel.name, try EmbeddedModel.network())
      }
    let featureNames = try featureNames?.names()
    let loaded = NamedModel(
      name: name,
      network: try read.named(
        features: featureNames, outputs: try classNames?.names(), task: task),
      givenFeatureNames: featureNames, columnNames: read.input.names)
    if let asked = shape {
      let (shape, layout) = try asked.read(layout)
      guard shape.count == loaded.network.inputShape.count else {
        throw CommandError.shapeForModel(asked: shape, model: loaded.network.inputShape)
      }
      // A file whose input has three axes has been reordered already.
      return loaded.network.inputShape == shape && shape.channels > 1
        ? loaded : try loaded.reading(shape, layout: layout)
    }
    if let layout, loaded.network.inputShape.channels == 1 {
      throw CommandError.layoutWithoutChannels(layout, model: loaded.network.inputShape)
    }
    if case .vector(let count) = loaded.network.inputShape, naturalShape?.count == count,
      let naturalShape
    {
      return try loaded.reading(naturalShape)
    }
    return loaded
  }
}

/// A network with its names.
struct NamedModel {
  let name: String
  let network: Network
  /// The feature names from the command line, if given.
  let givenFeatureNames: [String]?
  /// The feature names in the model file, to which a table's columns are matched.
  let columnNames: [String]?

  /// The names of the features: those from the command line, or else the heading of the data, or
  /// else the model file's.
  func featureNames(heading: [String]?) -> [String]? {
    givenFeatureNames ?? heading ?? network.input.names
  }

  /// The same network with the given output names, if any.
  ///
  /// - Throws: `ModelError`.
  func naming(outputs: [String]?) throws -> NamedModel {
    NamedModel(
      name: name, network: try network.named(outputs: outputs),
      givenFeatureNames: givenFeatureNames, columnNames: columnNames)
  }

  /// The same network with its input in another shape of the same size.
  ///
  /// - Parameter layout: the order of the image's axes in the network's values.
  func reading(_ shape: InputShape, layout: ImageLayout = .channelsFirst) throws -> NamedModel {
    NamedModel(
      name: name, network: try network.reading(shape, layout: layout),
      givenFeatureNames: givenFeatureNames, columnNames: columnNames)
  }
}

extension ImageLayout: ExpressibleByArgument {}

/// The sizes of a picture: "28x28", or with its channels first or last.
struct ImageShape: ExpressibleByArgument {
  let sizes: [Int]

  init?(argument: String) {
    let sides = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    let sizes = sides.compactMap { $0 }
    guard sizes.count == sides.count, (2...3).contains(sizes.count), sizes.allSatisfy({ $0 > 0 }),
      sizes.count == 2 || !ImageLayout.possible(for: sizes).isEmpty
    else { return nil }
    var count = 1
    for size in sizes {
      let (product, overflows) = count.multipliedReportingOverflow(by: size)
      guard !overflows else { return nil }
      count = product
    }
    self.sizes = sizes
  }

  /// The shape, and the order of its values: the requested one, or that implied by the sizes.
  ///
  /// - Throws: `CommandError.shapeForLayout`.
  func read(_ asked: ImageLayout?) throws -> (shape: InputShape, layout: ImageLayout) {
    guard sizes.count == 3 else {
      guard asked == nil else { throw CommandError.shapeForLayout(sizes) }
      return (.image(height: sizes[0], width: sizes[1]), .channelsFirst)
    }
    guard let layout = asked ?? ImageLayout.possible(for: sizes).first,
      let shape = layout.image(sizes)
    else { throw CommandError.shapeForLayout(sizes) }
    return (shape, shape.channels > 1 ? layout : .channelsFirst)
  }
}
