import LimnData

/// A model with its data, as shown on one page. A site starts with one scene; other data, chosen on
/// a page, make another.
final class Scene: Sendable {
  /// The name in requests; empty for the scene that the site started with.
  let name: String
  let served: ExplainedModel
  /// The inputs to start from, among which those that excite a unit are found; `nil` if there are
  /// none.
  let examples: Examples?
  let ground: TrainingGround?
  let other: OtherModel
  let record: Site.Record
  /// The model's value for full ink, or full light.
  let full: Float
  let page: [UInt8]

  /// - Parameters:
  ///   - choice: the other training data to choose from; `nil` if there is no choice.
  ///   - version: the version of Limn.
  /// - Throws: `EncodingError`; ``Refusal`` for a comparison model that does not match the served
  ///   one.
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
