import Limn

/// The final message of a report's command.
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
      describe(summary) + ["The report already existed: \(folder)/index.html"]
    case .part(let path): ["The part is in \(path)"]
    }
  }

  /// The model's accuracy on labelled rows, as a clause.
  private static func accuracy(of summary: ReportSummary) -> String {
    if let accuracy = summary.accuracy { return ", \(NumberText.percent(accuracy)) of them right" }
    let shares = (summary.labels ?? []).compactMap(\.accuracy)
    if !shares.isEmpty {
      return ", \(NumberText.percent(shares.mean())) of their labels right"
    }
    let fits = (summary.fit ?? []).compactMap(\.rSquared)
    guard !fits.isEmpty else { return "" }
    return ", R² \(NumberText.fixed(fits.mean(), decimals: 3))"
      + (fits.count > 1 ? " on average over \(fits.count) numbers" : "")
  }

  private func describe(_ summary: ReportSummary) -> [String] {
    let methods = summary.methods.map(\.name).joined(separator: ", ")
    let accuracy = Self.accuracy(of: summary)
    let bad = summary.badRowCount
    let skipped =
      bad > 0 ? ["\(bad) \(bad == 1 ? "row" : "rows") could not be explained"] : []
    let noun = summary.explained == 1 ? "prediction" : "predictions"
    let evaluations = summary.methods.reduce(0) { $0 + $1.evaluations }
    return ["\(summary.explained) \(noun)\(accuracy), explained by \(methods)"] + skipped + [
      "\(NumberText.grouped(evaluations)) evaluations of the model"
    ]
  }
}
