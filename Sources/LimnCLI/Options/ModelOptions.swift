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

  /// The model, its input read in the shape asked for, or in `naturalShape` where that has as many
  /// values.
  ///
  /// - Throws: ``CommandError``, `ONNXError`, `FileError`.
  func load(naturalShape: InputShape? = nil) throws -> NamedModel {
    let loaded =
      if let model {
        NamedModel(name: lastComponent(of: model), network: try ONNXModel.read(path: model).network)
      } else {
        NamedModel(name: EmbeddedModel.name, network: try EmbeddedModel.network())
      }
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

  /// The same network, its input in another shape of as many values.
  func reading(_ shape: InputShape) throws -> NamedModel {
    NamedModel(name: name, network: try Network(inputShape: shape, layers: network.layers))
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
