import LimnData

/// `predictions.csv`: a line for each row, in order.
struct PredictionsTable {
  let methods: [String]
  let classCount: Int
  private(set) var writer = CSVWriter()

  init(methods: [String], classCount: Int) {
    self.methods = methods
    self.classCount = classCount
    writer.append(
      ["row", "status", "label", "predicted", "correct", "probability", "target", "rival"]
        + (0..<classCount).map { "p_\($0)" } + ["agreement", "unusualness"]
        + methods.flatMap { method in
          ["sum", "score_at_input", "score_at_baseline", "completeness_gap", "r_squared", "notes"]
            .map { "\(method)_\($0)" }
        })
  }

  /// - Parameters:
  ///   - row: its place in the source.
  ///   - unusualness: how far its attributions lie from those of its class.
  mutating func append(row: Int, label: Int?, _ prediction: Prediction, unusualness: Double?) {
    var cells = ["\(row)", "explained", text(label), "\(prediction.predicted)"]
    cells.append(label.map { $0 == prediction.predicted ? "yes" : "no" } ?? "")
    cells.append("\(prediction.probabilities[prediction.predicted])")
    cells.append("\(prediction.target)")
    cells.append(text(prediction.rival))
    cells += prediction.probabilities.map { "\($0)" }
    cells += [text(prediction.agreement), text(unusualness)]
    for method in prediction.methods {
      cells += ["\(method.sum)", "\(method.scoreAtInput)", "\(method.scoreAtBaseline)"]
      cells += ["\(method.completenessGap)", text(method.fit?.rSquared)]
      cells.append(method.notes.joined(separator: " "))
    }
    writer.append(cells)
  }

  mutating func append(row: Int, label: Int?, bad reason: BadRow) {
    let empty = 5 + classCount + 2 + 6 * methods.count
    writer.append(
      ["\(row)", reason.reason, text(label)]
        + [String](repeating: "", count: empty))
  }

  private func text(_ value: (some CustomStringConvertible)?) -> String {
    value.map { "\($0)" } ?? ""
  }

  /// The bytes since the last call.
  mutating func take() -> [UInt8] {
    defer { writer = CSVWriter() }
    return writer.bytes
  }
}
