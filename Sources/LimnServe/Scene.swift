import LimnData

/// A model with the data beside it, as one page shows them. A site begins with one; other data, chosen on a
/// page, make another.
final class Scene: Sendable {
  /// How a page asks for it; empty of the one that its site began with.
  let name: String
  let served: ExplainedModel
  /// Inputs to start from, and to find among what excites a unit; `nil` where there are none.
  let examples: Examples?
  let ground: TrainingGround?
  let other: OtherModel
  let record: Site.Record
  /// What full ink, or full light, is to the model.
  let full: Float
  let page: [UInt8]

  /// - Parameters:
  ///   - choice: what else may be trained on; `nil` where that cannot be chosen.
  ///   - version: Limn's.
  /// - Throws: `EncodingError`; ``Refusal`` for another model that does not go with the served one.
  init(
    _ name: String, _ model: ExplainedModel, _ contents: Site.Contents,
    choice: (_ ground: TrainingGround?) -> PageSetup.Choice?, version: String
  ) throws {
    self.name = name
    served = model
    record = contents.record
    let shape = model.model.inputShape
    let takesDigits = shape == Digits.inputShape
    ground = try contents.ground ?? (takesDigits ? TrainingGround.digits() : nil)
    examples =
      contents.table.map(Examples.init) ?? contents.ground.map(Examples.init)
      ?? (takesDigits ? .digits : nil)
    full = shape.isImage ? examples?.full ?? PicturePreparation.standardFull(for: shape) : 1
    other = try OtherModel(contents.other, beside: model)
    page = try LivePage.document(
      PageSetup(
        model, contents, scene: name, ground: ground, examples: examples, full: full,
        other: other.shown, choice: choice(ground), version: version))
  }
}
