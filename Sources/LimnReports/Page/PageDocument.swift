import LimnAttribution
import LimnCore
import LimnFigures
import LimnGraphics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The data that the page's script reads besides the rows' records: the content of `report.json`,
/// and data for pictures.
struct PageDocument: Encodable {
  let content: PageContent
  let summary: ReportSummary
  let inputRange: [Double]
  /// As in the summary.
  let methods: [Method]
  let tests: PageEvaluation?
  let rows: PageRows.Columns
  let pictures: [TablePicture]
  let palettes = Palettes()

  /// The scales of one method's records.
  struct Method: Encodable {
    let title: String
    let isSigned: Bool
    /// By view.
    let limits: [Double]
    let errorLimits: [Double?]
    /// For each output, the mean of the values of its rows, in 32767ths of `meanLimit`.
    let targetMeans: [[Int]?]
    let meanLimit: Double

    init(_ name: String, _ digest: MethodDigest) {
      title = Attribution.title(ofMethod: name)
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
    }
  }

  /// The colours of the PNG heatmaps, from one end of each map to the other, as hexadecimal digits.
  struct Palettes: Encodable {
    let diverging = ColorMap.diverging.hexadecimal(count: 257)
    let sequential = ColorMap.sequential.hexadecimal(count: 129)
    let ink = ColorMap.ink.hexadecimal(count: 129)
  }

  init(
    content: PageContent, summary: ReportSummary, digest: BatchDigest,
    evaluation: SampleEvaluation?, rows: PageRows, pictures: [TablePicture]
  ) {
    var content = content
    // The rows on the page have their own names.
    content.rowNames = nil
    self.content = content
    self.summary = summary
    self.pictures = pictures
    inputRange = [digest.inputRange.low, digest.inputRange.high]
    methods = zip(summary.methods, digest.methods).map { Method($0.name, $1) }
    tests = evaluation.map {
      PageEvaluation($0, sampled: summary.run.sampledRows.count, of: summary.run.inputs.count)
    }
    self.rows = rows.columns
  }

  func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return Array(try encoder.encode(self))
  }
}
