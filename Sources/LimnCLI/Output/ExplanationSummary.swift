import Limn

/// An explanation as text for a terminal: the prediction, the heatmaps, a line for each method,
/// warnings, and the location of the files.
struct ExplanationSummary {
  private let explanation: Explanation
  private let channels: ChannelRule
  private let terminal: Terminal

  init(_ explanation: Explanation, channels: ChannelRule, terminal: Terminal) {
    self.explanation = explanation
    self.channels = channels
    self.terminal = terminal
  }

  /// - Throws: `FigureError`, `GraphicsError`.
  func text(written: WrittenFolder?) throws -> TerminalText {
    var lines = [""] + explanation.attributions.flatMap(sentences)
    if let written {
      lines += ["", "Written to \(written.path): \(written.names.joined(separator: ", "))"]
    }
    return TerminalText(heading + [""]) + (try middle) + TerminalText(lines)
  }

  /// The pictures, or the strongest features, without a blank line at their end.
  private var middle: TerminalText {
    get throws {
      guard explanation.shape.isImage else {
        return TerminalText(strongestFeatures.dropLast())
      }
      // A picture wider than the terminal would be broken up, so it is only in the files.
      guard case .image(_, _, let width) = explanation.shape, width <= terminal.width else {
        return TerminalText([])
      }
      var lines = try TerminalPreview(
        explanation, scales: SharedScales(of: explanation.attributions, channels: channels),
        palette: terminal.palette, width: terminal.width
      ).lines()
      if lines.last == "" { lines.removeLast() }
      return .painted(lines.map { $0 + "\n" }.joined())
    }
  }

  private var heading: [String] {
    let first = explanation.attributions[0]
    let baseline =
      explanation.commonScores.map {
        ", against \(number($0.atBaseline)) at the baseline (\(explanation.baseline))"
      } ?? "; baselines: \(explanation.baseline)"
    let steps =
      explanation.steps.isEmpty ? [] : ["Image: \(explanation.steps.joined(separator: "; "))"]
    return [explanation.sentence] + steps + [
      "Explained: the \(first.objective.description(for: explanation.prediction.schema)), \(number(first.scoreAtInput))\(baseline)"
    ]
  }

  /// The strongest features of a plain vector.
  private var strongestFeatures: [String] {
    let names = explanation.featureNames?.map { $0.shown(columns: Self.mostNameColumns) }
      .shortenedApart { $0.columns <= Self.mostNameColumns }
    return explanation.attributions.flatMap { attribution in
      let order = attribution.values.indices.sorted {
        (abs(attribution.values[$0]), $1) > (abs(attribution.values[$1]), $0)
      }
      let strongest = order.prefix(Self.featuresShown)
      let labels = strongest.map { feature in
        "\(names?[feature].keptApart ?? "feature \(feature)") = "
          + (explanation.categories.word(of: explanation.input[feature], feature: feature)?
            .shown(columns: Self.mostNameColumns) ?? number(Double(explanation.input[feature])))
      }
      let width = labels.reduce(Self.leastLabelColumns) { max($0, $1.columns) }
      return [attribution.title]
        + zip(strongest, labels).map { feature, label in
          let mark = attribution.signIsUncertain(at: feature) ? "  (sign not certain)" : ""
          return "  \(label.padded(to: width)) \(number(attribution.values[feature]))\(mark)"
        } + [""]
    }
  }

  private static let featuresShown = 10
  private static let leastLabelColumns = 27
  private static let mostNameColumns = 44

  private func sentences(on attribution: Attribution) -> [String] {
    let width = explanation.attributions.map(\.title.columns).reduce(0, max)
    let indent = String(repeating: " ", count: width + 2)
    let lines = wrapped(
      attribution.findings + attribution.settings, width: max(terminal.width - indent.count, 40))
    return ["\(attribution.title.padded(to: width))  \(lines[0])"]
      + lines.dropFirst().map { indent + $0 }
      + attribution.notes.map { "  Warning: \($0.sentence)" }
  }

  /// The parts separated by commas, with a line break before a part that would exceed `width`.
  private func wrapped(_ parts: [String], width: Int) -> [String] {
    var lines = [""]
    for (index, part) in parts.enumerated() {
      let part = index < parts.count - 1 ? "\(part)," : part
      let line = lines[lines.count - 1]
      if line.isEmpty {
        lines[lines.count - 1] = part
      } else if line.columns + 1 + part.columns <= width {
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
