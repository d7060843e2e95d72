import LimnAttribution
import LimnCore
import LimnData
import LimnFigures
import LimnNetwork

/// A page's request for a picture: a question, and the name of the input.
struct PanelQuestion: Decodable, Sendable {
  let question: Question
  /// The input's name in `limn explain`: "Digit 3", "drawing.csv, row 0", "scan.png".
  let name: String
  /// The input's true class, if known.
  let label: Int?
  /// The steps that turned a picture into the input.
  let steps: [String]?
  /// Whether it comes from a picture file, which determines black and white.
  let isPicture: Bool?
}

extension ExplainedModel {
  /// The figure that `limn explain` writes as panel.png, byte for byte.
  ///
  /// - Parameter full: the model's value for full ink, or full light.
  /// - Throws: ``Refusal``, `ModelError`, `AttributionError`, `FigureError`, `CancellationError`.
  func panel(of asked: PanelQuestion, record: Site.Record, full: Float, work: Work) throws
    -> [UInt8]
  {
    let question = asked.question
    let input = try question.input(of: model.inputShape)
    let explained =
      try question.unit.map { try unit($0.unit, ofRow: $0.stage, methods: question.methods) }
      ?? self
    let prediction = try Prediction(
      scores: try explained.model.checkedScores(of: Matrix(row: input))[row: 0],
      schema: explained.model.output)
    let objective =
      try question.unit == nil
      ? self.objective(of: question, prediction: prediction) : .output(0)
    let attributions = try question.methods.map { name in
      try explained.method(name).attributor.get().attribution(
        of: input, objective: objective, work: work)
    }
    let isImage = model.inputShape.isImage
    let explanation = try Explanation(
      name: asked.name, model: name, input: input, prediction: prediction,
      labelledClass: question.unit == nil ? asked.label : nil,
      baseline: record.baseline(question.methods),
      featureNames: isImage ? nil : featureNames, categories: model.input.categories,
      seed: attributions.contains { $0.standardErrors != nil } ? record.seed : nil,
      steps: asked.steps ?? [],
      tones: asked.isPicture == true
        ? PicturePreparation(full: full).tones(channels: model.inputShape.channels) : nil,
      attributions: attributions)
    return try Panel(explanation, scales: SharedScales(of: attributions))
      .render(as: .png, text: explanation.record)
  }
}
