import Limn

/// An explanation in a terminal: what was predicted, the heatmaps, a line for each method, warnings,
/// and where the files are.
struct ExplanationSummary {
  private let explanation: Explanation
  private let terminal: Terminal

  init(_ explanation: Explanation, terminal: Terminal) {
    self.explanation = explanation
    self.terminal = terminal
  }

  /// - Throws: `FigureError`, `GraphicsError`.
  func text(written: WrittenFolder?) throws -> String {
    var lines = heading + [""]
    if case .image = explanation.shape {
      lines += try TerminalPreview(
        explanation, palette: terminal.palette, width: terminal.width
      ).lines()
    } else {
      lines += strongestFeatures
    }
    if lines.last != "" { lines.append("") }
    for attribution in explanation.attributions { lines += sentences(on: attribution) }
    if let written {
      lines += ["", "Written to \(written.path): \(written.names.joined(separator: ", "))"]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var heading: [String] {
    let first = explanation.attributions[0]
    let baseline =
      explanation.commonScores.map {
        ", against \(number($0.atBaseline)) at the baseline (\(explanation.baseline))"
      } ?? "; baselines: \(explanation.baseline)"
    return [
      explanation.sentence,
      "Explained: the \(first.objective.description(for: explanation.prediction.schema)), \(number(first.scoreAtInput))\(baseline)",
    ]
  }

  /// Of a plain vector, the features that count most.
  private var strongestFeatures: [String] {
    explanation.attributions.flatMap { attribution in
      let order = attribution.values.indices.sorted {
        (abs(attribution.values[$0]), $1) > (abs(attribution.values[$1]), $0)
      }
      return [attribution.title]
        + order.prefix(Self.featuresShown).map { feature in
          let value = number(attribution.values[feature])
          let mark = attribution.signIsUncertain(at: feature) ? "  (sign not certain)" : ""
          let label = explanation.featureNames?[feature] ?? "feature \(feature)"
          let name = "\(label) = \(number(Double(explanation.input[feature])))"
          let space = String(repeating: " ", count: max(1, Self.nameWidth - name.count))
          return "  \(name)\(space)\(value)\(mark)"
        } + [""]
    }
  }

  private static let featuresShown = 10
  private static let nameWidth = 28

  private func sentences(on attribution: Attribution) -> [String] {
    let width = explanation.attributions.map(\.title.count).reduce(0, max)
    let space = String(repeating: " ", count: width - attribution.title.count)
    let indent = String(repeating: " ", count: width + 2)
    let lines = wrapped(
      attribution.findings + attribution.settings, width: max(terminal.width - indent.count, 40))
    return ["\(attribution.title)\(space)  \(lines[0])"] + lines.dropFirst().map { indent + $0 }
      + attribution.notes.map { "  Warning: \($0)" }
  }

  /// The parts with commas between them, broken before a part that would stand beyond `width`.
  private func wrapped(_ parts: [String], width: Int) -> [String] {
    var lines = [""]
    for (index, part) in parts.enumerated() {
      let part = index < parts.count - 1 ? "\(part)," : part
      let line = lines[lines.count - 1]
      if line.isEmpty {
        lines[lines.count - 1] = part
      } else if line.count + 1 + part.count <= width {
        lines[lines.count - 1] = "\(line) \(part)"
      } else {
        lines.append(part)
      }
    }
    return lines
  }

  private func number(_ value: Double) -> String {
    NumberText.trimmed(value, digits: 4)
  }
}
