import LimnAttribution
import LimnCore
import LimnFigures
import LimnGraphics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What the page's script reads beside the rows' records.
struct PageDocument: Encodable {
  let content: PageContent
  let run: RunPlan
  let explained: Int
  let badRowCount: Int
  let badRows: [ReportSummary.Bad]
  let accuracy: Double?
  let confusion: [[Int]]?
  let labelScores: [ReportSummary.Label]?
  let fit: [ReportSummary.Fit]?
  let meanAgreement: Double?
  let selection: String
  let inputRange: [Double]
  let methods: [Method]
  let evaluation: PageEvaluation?
  let rows: PageRows.Columns
  let pictures: [TablePicture]
  let palettes: Palettes

  /// One method: what its values are, and the scales that the records' numbers are on.
  struct Method: Encodable {
    let name: String
    let title: String
    let quantity: String
    let isSigned: Bool
    /// By view.
    let limits: [Double]
    let errorLimits: [Double?]
    /// For each output, the mean of the values of its rows, in 32767ths of `meanLimit`.
    let targetMeans: [[Int]?]
    let meanLimit: Double
    let meanAbsoluteGap: Double?
    let largestAbsoluteGap: Double?
    let meanRSquared: Double?
    let evaluations: Int
    let rowsWithNotes: Int
    let notes: [String]
  }

  /// The colours of the PNG heatmaps, from one end of each map to the other, as hexadecimal digits.
  struct Palettes: Encodable {
    let diverging = ColorMap.diverging.hexadecimal(count: 257)
    let sequential = ColorMap.sequential.hexadecimal(count: 129)
    let ink = ColorMap.ink.hexadecimal(count: 129)
  }

  init(
    plan: RunPlan, content: PageContent, summary: ReportSummary, digest: BatchDigest,
    evaluation: SampleEvaluation?, rows: PageRows, pictures: [TablePicture]
  ) {
    var content = content
    // The rows on the page have theirs with them.
    content.rowNames = nil
    self.content = content
    self.pictures = pictures
    run = plan
    explained = summary.explained
    badRowCount = summary.badRowCount
    badRows = Array(summary.badRows.prefix(50))
    accuracy = summary.accuracy
    confusion = summary.confusion
    labelScores = summary.labels
    fit = summary.fit
    meanAgreement = summary.meanAgreement
    selection = summary.page.selection
    inputRange = [digest.inputRange.low, digest.inputRange.high]
    self.evaluation = evaluation.map {
      PageEvaluation($0, sampled: plan.sampledRows.count, of: plan.inputs.count)
    }
    methods = zip(summary.methods, digest.methods).map { Method($0, $1) }
    self.rows = rows.columns
    palettes = Palettes()
  }

  func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return Array(try encoder.encode(self))
  }
}

extension PageDocument.Method {
  init(_ summary: ReportSummary.Method, _ digest: MethodDigest) {
    name = summary.name
    title = Attribution.title(ofMethod: summary.name)
    quantity = summary.quantity
    isSigned = digest.quantity?.isSigned ?? true
    limits = digest.largestValue
    errorLimits = zip(digest.hasErrors, digest.largestError).map { $0 ? $1 : nil }
    let means = digest.targetCounts.indices.map(digest.targetMean)
    let limit = means.reduce(0) { limit, mean in
      (mean ?? []).reduce(limit) { max($0, abs($1)) }
    }
    meanLimit = limit
    targetMeans = means.map { mean in
      mean?.map { limit > 0 ? Int(($0 / limit * 32767).rounded()) : 0 }
    }
    meanAbsoluteGap = summary.meanAbsoluteGap
    largestAbsoluteGap = summary.largestAbsoluteGap
    meanRSquared = summary.meanRSquared
    evaluations = summary.evaluations
    rowsWithNotes = summary.rowsWithNotes
    notes = summary.notes
  }
}
