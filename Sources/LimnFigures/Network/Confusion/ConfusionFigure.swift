import LimnCore
import LimnData
import LimnGraphics

/// A model's errors on a data set. For classes: the confusion matrix, with precision, recall and F1
/// of each class, and the misclassified inputs themselves. For several labels: the same table for
/// the yes and no of each. For a regression: predicted against true numbers, and the residuals.
public struct ConfusionFigure: Figure {
  private let content: any Figure

  private static let width = 700.0

  /// Evaluates a model on a set and draws its errors. Cost: one prediction per example.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - set: the labelled set, with targets of the model's task.
  ///   - title: the title of the figure.
  /// - Throws: `ModelError`, such as `.targets` if the set's targets do not fit the model's task;
  ///   ``FigureError/nothingToShow`` for an empty set; ``FigureError/nonFinite(in:index:)``.
  public init(_ model: some Model, on set: LabeledSet, title: String) throws {
    guard set.count > 0 else { throw FigureError.nothingToShow }
    switch set.targets {
    case .classes: content = try Self.ofClasses(model, on: set, title: title)
    case .flags: content = try Self.ofLabels(model, on: set, title: title)
    case .numbers: content = try Self.ofNumbers(model, on: set, title: title)
    }
  }

  private static func ofLabels(
    _ model: some Model, on set: LabeledSet, title: String
  ) throws -> FigurePage {
    let matrices = try ConfusionMatrix.ofLabels(of: model, on: set)
    let names = matrices.indices.map { model.output.names?[$0] ?? "label \($0)" }
    let right = matrices.reduce(0) { $0 + $1.correct }
    let all = matrices.reduce(0) { $0 + $1.total }
    var parts: [any FigurePart] = zip(names, matrices).map { name, matrix in
      FigureSection(
        name, note: subtitle(of: matrix),
        [ConfusionTable(matrix, names: ["no", "yes"], areClasses: false)],
        width: width)
    }
    parts.append(FigureText(labelNote, width: width))
    return FigurePage(
      title: title,
      subtitle: "\(NumberText.grouped(right)) of \(NumberText.grouped(all)) answers right, "
        + "\(set.count == 1 ? "1 example" : "\(NumberText.grouped(set.count)) examples") with "
        + "\(matrices.count) labels each",
      parts: parts, minimumWidth: width)
  }

  private static let labelNote =
    "Each cell counts examples; its colour is the share of its row on a square-root scale, blue where "
    + "correct and red where not. – : undefined, as the label was never predicted (precision) or has "
    + "no example (recall)."

  private static func ofNumbers(
    _ model: some Model, on set: LabeledSet, title: String
  ) throws -> FitFigure {
    let scores = try model.checkedScores(of: set.inputs)
    let count = scores.columns
    guard case .numbers(let targets) = set.targets, targets.columns == count else {
      throw ModelError.targets(found: set.targets.task, expected: model.output.task)
    }
    return try FitFigure(
      try (0..<count).map { output in
        try FitFigure.Output(
          name: model.output.names?[output] ?? (count == 1 ? "output" : "output \(output)"),
          predicted: (0..<set.count).map { Double(scores[$0, output]) },
          targets: (0..<set.count).map { Double(targets[$0, output]) })
      }, rowNames: set.sourceRows.map { "row \($0)" }, title: title)
  }

  private static func ofClasses(
    _ model: some Model, on set: LabeledSet, title: String
  ) throws -> FigurePage {
    let schema = model.output
    let names = schema.names == nil ? nil : (0..<set.classCount).map(schema.className)
    let matrix = try ConfusionMatrix(of: model, on: set)
    let mistakes = try Misclassified.all(of: model, on: set)
    var parts: [any FigurePart] = [
      ConfusionTable(matrix, names: names),
      FigureText(note(on: matrix), width: width),
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
          model.inputShape.isImage
            ? [
              try MistakeTiles(
                mistakes, set: set, shape: model.inputShape, names: names, width: width)
            ]
            : [
              FigureText(
                mistakes.prefix(MistakeTiles.most).map {
                  "row \(set.sourceRows[$0.example]): \(schema.className($0.label)) → "
                    + "\(schema.className($0.prediction)) "
                    + "(\(NumberText.percent($0.probability)))"
                }.joined(separator: ", "), width: width)
            ], width: width))
    }
    return FigurePage(
      title: title, subtitle: subtitle(of: matrix), parts: parts, minimumWidth: width)
  }

  public var size: Size { content.size }

  public func draw(on canvas: Canvas) throws {
    try content.draw(on: canvas)
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
