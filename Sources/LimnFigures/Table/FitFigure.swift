import LimnData
import LimnGraphics

/// The quality of a regression's predictions: for each output, predicted against true numbers and
/// residuals against predictions, with R², errors in the output's unit, and the names of the rows
/// with the largest errors.
public struct FitFigure: Figure {
  private let page: FigurePage

  private static let mostOutputs = 8
  private static let mostRows = 3000
  private static let mostNamed = 5
  static let width = 700.0

  /// One of a model's outputs over some rows.
  public struct Output: Sendable, Hashable {
    /// The name of the predicted number.
    public let name: String
    /// The model's prediction for each row.
    public let predicted: [Double]
    /// The true number for each row.
    public let targets: [Double]

    /// An output with its predicted and true numbers.
    ///
    /// - Parameters:
    ///   - name: the name of the predicted number.
    ///   - predicted: the model's prediction for each row.
    ///   - targets: the true number for each row.
    /// - Throws: ``FigureError/valueCount(of:found:expected:)`` if the counts differ.
    public init(name: String, predicted: [Double], targets: [Double]) throws(FigureError) {
      guard predicted.count == targets.count else {
        throw .valueCount(of: "true numbers", found: targets.count, expected: predicted.count)
      }
      self.name = name
      self.predicted = predicted
      self.targets = targets
    }

    /// The fit over all rows; `nil` without rows.
    public var fit: RegressionFit? {
      RegressionFit(zip(predicted, targets).map { (predicted: $0, target: $1) })
    }
  }

  /// Predicted numbers against the true ones.
  ///
  /// - Parameters:
  ///   - outputs: the outputs, all over the same rows.
  ///   - rowNames: the name of each row; no rows are named in the picture if `nil`.
  ///   - title: the title of the figure.
  /// - Throws: ``FigureError/nothingToShow`` without outputs or rows,
  ///   ``FigureError/nonFinite(in:index:)``; `GraphicsError.badRange` for numbers too far apart for an axis.
  public init(_ outputs: [Output], rowNames: [String]? = nil, title: String) throws {
    guard let first = outputs.first, !first.targets.isEmpty else { throw FigureError.nothingToShow }
    let count = first.targets.count
    for output in outputs {
      guard output.targets.count == count else {
        throw FigureError.valueCount(
          of: "numbers of \(output.name)", found: output.targets.count, expected: count)
      }
      for (place, values) in [("the predicted", output.predicted), ("the true", output.targets)] {
        if let index = values.firstIndex(where: { !$0.isFinite }) {
          throw FigureError.nonFinite(in: "\(place) numbers of \(output.name)", index: index)
        }
      }
    }
    let places =
      count <= Self.mostRows
      ? Array(0..<count) : (0..<Self.mostRows).map { $0 * count / Self.mostRows }
    var parts: [any FigurePart] = try outputs.prefix(Self.mostOutputs).map { output in
      guard let fit = output.fit else { throw FigureError.nothingToShow }
      return FigureSection(
        output.name, note: Self.words(on: fit, of: output, rowNames: rowNames),
        [
          FigureGrid(
            try [.fit, .residuals].map { try FitPanel(output, rows: places, fit: fit, of: $0) },
            width: Self.width, gap: Size(20, 0))
        ], width: Self.width)
    }
    var notes = [
      "A dot for each row. On the dashed line a prediction is right, above it too high; the grey band spans "
        + "one root mean squared error on each side."
    ]
    if outputs.count > Self.mostOutputs {
      notes.append("The first \(Self.mostOutputs) of \(outputs.count) numbers.")
    }
    if places.count < count {
      notes.append(
        "The dots are an even sample of \(NumberText.grouped(places.count)) rows, the errors those of all."
      )
    }
    parts.append(FigureText(notes.joined(separator: " "), width: Self.width))
    page = FigurePage(
      title: title,
      subtitle: "Predicted and true over \(NumberText.grouped(count)) row\(count == 1 ? "" : "s").",
      parts: parts, minimumWidth: Self.width)
  }

  public var size: Size { page.size }

  public func draw(on canvas: Canvas) throws { try page.draw(on: canvas) }

  private static func words(
    on fit: RegressionFit, of output: Output, rowNames: [String]?
  ) -> String {
    func number(_ value: Double) -> String { NumberText.trimmed(value, digits: 4) }
    let rSquared =
      fit.rSquared.map { "R² \(NumberText.fixed($0, decimals: 3))" }
      ?? "R² is undefined, as the true numbers are all the same"
    var sentences = [
      "\(rSquared). Root mean squared error \(number(fit.rootMeanSquaredError)), mean absolute error "
        + "\(number(fit.meanAbsoluteError)), in the unit of \(output.name.keptApart); on average "
        + (fit.meanError == 0
          ? "neither too high nor too low."
          : "\(number(abs(fit.meanError))) too \(fit.meanError > 0 ? "high" : "low").")
    ]
    if let rowNames {
      let off = zip(output.predicted, output.targets).map { $0 - $1 }
      let farthest = off.indices.sorted { (abs(off[$0]), $1) > (abs(off[$1]), $0) }
        .prefix(mostNamed).filter { off[$0] != 0 }
      if !farthest.isEmpty {
        sentences.append(
          "Farthest off: "
            + farthest.map { row in
              let name = FigurePage.noteStyle.truncated(rowNames[row].keptApart, width: 160)
              return "\(name) (\(off[row] > 0 ? "+" : "")\(number(off[row])))"
            }.joined(separator: ", ") + ".")
      }
    }
    return sentences.joined(separator: " ")
  }
}
