import Limn

/// What a report's command says when it is done.
struct ReportResult {
  private let outcome: BatchReport.Outcome
  private let folder: String

  init(_ outcome: BatchReport.Outcome, folder: String) {
    self.outcome = outcome
    self.folder = folder
  }

  /// Writes it to standard output.
  func show(asJSON: Bool) throws {
    if asJSON {
      try StandardStream.output.write(TerminalText(json: try json()))
    } else {
      try StandardStream.output.write(TerminalText(lines))
    }
  }

  private func json() throws -> [UInt8] {
    switch outcome {
    case .report(let summary), .alreadyThere(let summary): try jsonText(summary)
    case .part(let path): try jsonText(["part": path])
    }
  }

  private var lines: [String] {
    switch outcome {
    case .report(let summary): describe(summary) + ["Open \(folder)/index.html"]
    case .alreadyThere(let summary):
      describe(summary) + ["The report was there already: \(folder)/index.html"]
    case .part(let path): ["The part is in \(path)"]
    }
  }

  private func describe(_ summary: ReportSummary) -> [String] {
    let methods = summary.methods.map(\.name).joined(separator: ", ")
    let accuracy = summary.accuracy.map { ", \(NumberText.percent($0)) of them right" } ?? ""
    let bad = summary.badRowCount
    let skipped =
      bad > 0 ? ["\(bad) \(bad == 1 ? "row" : "rows") could not be explained"] : []
    let noun = summary.explained == 1 ? "prediction" : "predictions"
    return ["\(summary.explained) \(noun)\(accuracy), explained by \(methods)"] + skipped
  }
}
