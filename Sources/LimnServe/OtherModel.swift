import LimnCore
import LimnNetwork
import LimnONNX
import LimnText
import Synchronization

/// The model to compare with the served one, given at the start or chosen on a page. There is one
/// at a time.
final class OtherModel: Sendable {
  private let state: Mutex<(number: Int, model: ExplainedModel?)>

  /// The model's description for a page.
  struct Shown: Encodable {
    /// The number of the model among those chosen so far.
    let number: Int
    let model: PageSetup.Model
  }

  /// - Throws: ``Refusal`` if the two models do not match.
  init(_ model: ExplainedModel?, beside served: ExplainedModel) throws(Refusal) {
    if let model { try Self.check(model, beside: served) }
    state = Mutex((0, model))
  }

  var shown: Shown? {
    state.withLock { state in
      state.model.map { Shown(number: state.number, model: PageSetup.Model($0)) }
    }
  }

  /// Replaces the model by that in a file.
  ///
  /// - Throws: ``Refusal``; `ONNXError`, `NetworkError` for a file that cannot be read.
  func set(_ bytes: [UInt8], named name: String, beside served: ExplainedModel) throws -> Shown {
    var network = try ONNXModel.read(bytes, file: name).network
    let shape = served.model.inputShape
    if network.inputShape != shape, network.inputShape.count == shape.count,
      case .vector = network.inputShape
    {
      network = try network.reading(shape)
    }
    let model = served.with(network, name: name.shown())
    try Self.check(model, beside: served)
    return state.withLock { state in
      state = (state.number + 1, model)
      return Shown(number: state.number, model: PageSetup.Model(model))
    }
  }

  /// - Throws: ``Refusal`` if there is none, or not the one that the page refers to.
  func current(number: Int?) throws(Refusal) -> ExplainedModel {
    let now = state.withLock { $0 }
    guard let model = now.model else { throw Refusal(404, "No other model has been chosen.") }
    guard number == nil || number == now.number else {
      throw Refusal(409, "Another page has chosen another model to compare with.")
    }
    return model
  }

  private static func check(_ model: ExplainedModel, beside served: ExplainedModel) throws(Refusal)
  {
    let (found, own) = (model.model, served.model)
    guard found.inputShape == own.inputShape, found.outputCount == own.outputCount else {
      throw Refusal(
        422,
        "\(model.name) takes \(found.inputShape) and gives \(found.outputCount) outputs, and the served "
          + "model takes \(own.inputShape) and gives \(own.outputCount): only models with the "
          + "same inputs and outputs can be compared.")
    }
  }
}
