import LimnCore
import LimnData
import LimnGraphics

/// Which classes a model takes for which: the confusion matrix, precision, recall and F1 of each
/// class, and the misclassified inputs themselves.
public struct ConfusionFigure: Figure {
  private let page: FigurePage

  private static let width = 700.0

  /// - Throws: `ModelError`; ``FigureError/nothingToShow`` for an empty set;
  ///   ``FigureError/nonFinite(in:index:)``.
  public init(_ model: some Model, on set: LabeledSet, title: String) throws {
    guard set.count > 0 else { throw FigureError.nothingToShow }
    let matrix = try ConfusionMatrix(of: model, on: set)
    let mistakes = try Misclassified.all(of: model, on: set)
    var parts: [any FigurePart] = [
      ConfusionTable(matrix),
      FigureText(Self.note(on: matrix), width: Self.width),
    ]
    if !mistakes.isEmpty {
      let shown = min(mistakes.count, MistakeTiles.most)
      let number =
        shown < mistakes.count
        ? "the \(shown) most confident of \(mistakes.count)" : "all \(mistakes.count)"
      parts.append(
        FigureSection(
          "Misclassified",
          note: "\(number), the most confident first: true → predicted class, "
            + "the probability of the predicted class, the row in the file or among the digits.",
          Self.isImage(model.inputShape)
            ? [
              try MistakeTiles(
                mistakes, set: set, shape: model.inputShape, width: Self.width)
            ]
            : [
              FigureText(
                mistakes.prefix(MistakeTiles.most).map {
                  "row \(set.sourceRows[$0.example]): \($0.label) → \($0.prediction) "
                    + "(\(NumberText.percent($0.probability)))"
                }.joined(separator: ", "), width: Self.width)
            ], width: Self.width))
    }
    page = FigurePage(
      title: title, subtitle: Self.subtitle(of: matrix), parts: parts, minimumWidth: Self.width)
  }

  public var size: Size { page.size }

  public func draw(on canvas: Canvas) throws {
    try page.draw(on: canvas)
  }

  private static func isImage(_ shape: InputShape) -> Bool {
    if case .image = shape { true } else { false }
  }

  private static func subtitle(of matrix: ConfusionMatrix) -> String {
    let share = matrix.accuracy.map { ", accuracy \(NumberText.percent($0))" } ?? ""
    return "\(NumberText.grouped(matrix.correct)) of \(NumberText.grouped(matrix.total)) "
      + "examples predicted correctly\(share)"
  }

  private static func note(on matrix: ConfusionMatrix) -> String {
    var sentences = [
      "Each cell counts examples; its colour is the share of its row's class on a square-root "
        + "scale, blue where correct and red where not."
    ]
    let classes = 0..<matrix.classCount
    if classes.contains(where: { matrix.f1(of: $0) == nil }) {
      sentences.append(
        "– : undefined, as the class was never predicted (precision) or has no example (recall).")
    }
    return sentences.joined(separator: " ")
  }
}
