import LimnCore
import LimnData

/// `predictions.csv`: a line for each row, in order.
///
/// Classes and labels have their probabilities in `p_K`. For a multilabel model, `label` and
/// `predicted` list the numbers of a row's labels. For each number, a regression has the true
/// value, the predicted value, and predicted minus true. If rows have ids, they are in `id`.
struct PredictionsTable {
  private let methods: [String]
  private let output: OutputSchema
  private let heading: [String]
  private let hasNames: Bool
  private(set) var writer = CSVWriter()

  static let nameColumn = "id"
  /// The value in the column "status" for a row with an explanation.
  static let explained = "explained"

  /// - Parameter hasNames: whether rows have ids.
  init(methods: [String], output: OutputSchema, hasNames: Bool = false) {
    self.methods = methods
    self.hasNames = hasNames
    self.output = output
    let outputs = 0..<output.count
    let answers =
      output.task == .regression
      ? outputs.flatMap { ["label_\($0)", "output_\($0)", "residual_\($0)"] } + ["target"]
      : ["label", "predicted", "correct", "probability", "target", "rival"]
        + outputs.map { "p_\($0)" }
    heading =
      ["row"] + (hasNames ? [Self.nameColumn] : []) + ["status"] + answers + [
        "agreement", "unusualness",
      ]
      + methods.flatMap { method in
        ["sum", "score_at_input", "score_at_baseline", "completeness_gap", "r_squared", "notes"]
          .map { "\(method)_\($0)" }
      }
    writer.append(heading)
  }

  /// - Parameters:
  ///   - row: the row's index in the source.
  ///   - name: the row's id.
  ///   - targets: the chunk's targets; the row's is at `offset`.
  ///   - unusualness: the distance of its attributions from those of its class.
  mutating func append(
    row: Int, named name: String?, _ targets: Targets?, at offset: Int, _ prediction: Prediction,
    unusualness: Double?
  ) {
    var cells = start(row, name) + [Self.explained]
    if output.task == .regression {
      let right = targets?.values(at: offset).map(Array.init)
      for (index, value) in prediction.values.enumerated() {
        let residual = right.map { Double(value) - Double($0[index]) }
        cells += [text(right?[index]), "\(value)", text(residual)]
      }
      cells.append("\(prediction.target)")
    } else {
      cells += [label(targets, at: offset), answer(prediction)]
      cells.append(
        targets.flatMap { prediction.isRight($0, at: offset) }.map { $0 ? "yes" : "no" } ?? "")
      cells.append(probability(of: prediction))
      cells += ["\(prediction.target)", text(prediction.rival)]
      cells += prediction.values.map { "\($0)" }
    }
    cells += [text(prediction.agreement), text(unusualness)]
    for method in prediction.methods {
      cells += ["\(method.sum)", "\(method.scoreAtInput)", "\(method.scoreAtBaseline)"]
      cells += ["\(method.completenessGap)", text(method.fit?.rSquared)]
      cells.append(method.notes.joined(separator: " "))
    }
    writer.append(cells)
  }

  mutating func append(
    row: Int, named name: String?, _ targets: Targets?, at offset: Int, bad reason: BadRow
  ) {
    var cells = start(row, name) + [reason.reason]
    if output.task == .regression {
      for index in 0..<output.count {
        cells += [text(targets?.values(at: offset).map { $0[$0.startIndex + index] }), "", ""]
      }
    } else {
      cells.append(label(targets, at: offset))
    }
    writer.append(cells + [String](repeating: "", count: heading.count - cells.count))
  }

  private func start(_ row: Int, _ name: String?) -> [String] {
    ["\(row)"] + (hasNames ? [name ?? ""] : [])
  }

  private func label(_ targets: Targets?, at offset: Int) -> String {
    guard let targets else { return "" }
    if let label = targets.label(at: offset) { return "\(label)" }
    return Self.list(targets.values(at: offset) ?? [])
  }

  private func answer(_ prediction: Prediction) -> String {
    prediction.predicted.map { "\($0)" } ?? Self.list(prediction.values[...])
  }

  /// The numbers of the labels that are set, "0 2".
  private static func list(_ flags: ArraySlice<Float>) -> String {
    flags.enumerated().filter { $0.element > 0.5 }.map { "\($0.offset)" }.joined(separator: " ")
  }

  /// The probability of the predicted class; for several labels, that of the explained one.
  private func probability(of prediction: Prediction) -> String {
    guard let predicted = prediction.predicted else {
      return "\(prediction.values[prediction.target])"
    }
    guard output.count > 1 else {
      return "\(predicted == 1 ? prediction.values[0] : 1 - prediction.values[0])"
    }
    return "\(prediction.values[predicted])"
  }

  private func text(_ value: (some CustomStringConvertible)?) -> String {
    value.map { "\($0)" } ?? ""
  }

  /// The bytes added since the last call.
  mutating func take() -> [UInt8] {
    defer { writer = CSVWriter() }
    return writer.bytes
  }
}
