import Limn

/// An evaluation as text for a terminal: a block for each metric with a line for each method, the
/// agreement of the methods, and the grade of the Shapley estimate.
struct EvaluationText {
  private let document: EvaluationDocument
  private var table: EvaluationTable { document.table }

  init(_ document: EvaluationDocument) {
    self.document = document
  }

  /// - Parameter written: the paths of the files that were written.
  func text(written: [String]) -> TerminalText {
    var lines = heading
    for metric in Metric.allCases where table.methods.contains(where: { $0[metric] != nil }) {
      lines += block(of: metric)
    }
    lines += layers + agreements + grade
    if !written.isEmpty { lines += ["", "Written: \(written.joined(separator: ", "))"] }
    return TerminalText(lines)
  }

  private var heading: [String] {
    let objectives = Set(table.objectives).sorted()
    let explained =
      objectives.count == 1 ? "the \(objectives[0])" : "\(objectives.count) objectives"
    let rows = table.methods.compactMap(\.referenceRows).max()
    let reference =
      rows.map {
        [
          "Each method is tested against its own reference; \($0) rows of a background replace "
            + "absent features."
        ]
      } ?? []
    return [
      document.title,
      "Explained: \(explained), against the baseline \(document.baseline); seed \(table.seed)",
      "Medians [lower quartile, upper quartile] over the inputs, mean ± standard error; \"ahead\" "
        + "counts the inputs on which",
      "the method is ahead of the random control, and the verdict is a sign test of that count at "
        + "5%.",
    ] + reference
  }

  private func block(of metric: Metric) -> [String] {
    let rows = table.methods.compactMap { method in
      method[metric].map { row(method.method, $0) }
    }
    return ["", "\(metric.title) \(metric.direction.arrow)  \(metric.meaning)"]
      + indented([Self.header] + rows) + missing(metric)
  }

  private static let header = ["", "method", "mean", "random", "ahead", "verdict"]

  private func row(_ name: String, _ summary: MetricSummary) -> [String] {
    guard let spread = summary.spread, let verdict = summary.verdict else {
      return [name, "no value", "", "", "", ""]
    }
    return [
      name, quartiles(spread), mean(spread), summary.controlSpread.map(quartiles) ?? "",
      ahead(summary.signTest), verdict.rawValue,
    ]
  }

  /// The reasons for missing values.
  private func missing(_ metric: Metric) -> [String] {
    table.methods.flatMap { method in
      (method[metric]?.undefined ?? []).map {
        "  \(method.method): no value for \($0.count) of \(table.count), \($0.reason.meaning)"
      }
    }
  }

  /// The stages of the parameter randomisation, if there are several.
  private var layers: [String] {
    guard let first = table.methods.first(where: { $0.randomization.count > 1 }) else { return [] }
    let stages = first.randomization
    let header =
      [""] + stages.map { "layers \($0.layers.map(String.init).joined(separator: ", "))" }
    let rows = table.methods.filter { !$0.randomization.isEmpty }.map { method in
      [method.method] + method.randomization.map { $0.spread.map(quartiles) ?? "no value" }
    }
    return [
      "", "rank correlation with the original as layers become random (layers count from 0)",
    ] + indented([header] + rows)
  }

  private var agreements: [String] {
    guard let first = table.agreements.first else { return [] }
    return [
      "", "agreement between methods ↑  top features: the \(first.k) of largest magnitude",
    ]
      + table.agreements.flatMap { pair in
        let rows = pair.measures.map { measure -> [String] in
          let name = String(measure.measure.rawValue.map { $0 == "-" ? " " : $0 })
          guard let spread = measure.spread, let verdict = measure.verdict else {
            return [name, "no value", "", "", "", ""]
          }
          return [
            name, quartiles(spread), mean(spread), measure.controlSpread.map(quartiles) ?? "",
            ahead(measure.signTest), verdict.rawValue,
          ]
        }
        return indented([["\(pair.first), \(pair.second)"] + Self.header.dropFirst()] + rows)
      }
  }

  private var grade: [String] {
    guard let grade = table.shapleyGrade, let error = grade.error else { return [] }
    var lines = [
      "",
      "grade of sampled Shapley values (\(grade.estimator)) against all coalitions of blocks, "
        + "\(grade.grades.count) inputs",
      "  normalised squared error  \(quartiles(error))"
        + (grade.controlError.map { "  random \(quartiles($0))" } ?? ""),
    ]
    if let coverage = grade.coverage {
      let error = grade.coverageError.map { " ± \(NumberText.fixed(100 * $0, decimals: 1))" } ?? ""
      lines.append(
        "  95% intervals that hold   \(NumberText.fixed(100 * coverage, decimals: 1))\(error) % of "
          + "\(grade.intervals)" + (grade.verdict.map { ": \($0.rawValue)" } ?? ""))
    }
    return lines
  }

  private func indented(_ rows: [[String]]) -> [String] {
    TextTable(rows).lines.map { "  " + $0 }
  }

  private func ahead(_ test: SignTest) -> String {
    "\(test.better)/\(test.better + test.worse + test.equal)"
  }

  private func quartiles(_ spread: Spread) -> String {
    "\(number(spread.median)) [\(number(spread.lowerQuartile)), \(number(spread.upperQuartile))]"
  }

  private func mean(_ spread: Spread) -> String {
    number(spread.mean) + (spread.standardError.map { " ± \(number($0))" } ?? "")
  }

  private func number(_ value: Double) -> String {
    abs(value) < 1e-9 ? "0" : NumberText.significant(value, digits: 3)
  }
}
