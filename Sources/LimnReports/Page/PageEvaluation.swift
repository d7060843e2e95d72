import LimnAttribution
import LimnEvaluation

/// The page's additions to an ``EvaluationDigest``: descriptions of its metrics, and the curves.
struct PageEvaluation: Encodable {
  /// The number of sampled rows, and that of all rows.
  let sampled: Int
  let of: Int
  let metrics: [MetricWords]
  /// The reasons why values are missing.
  let reasons: [ReasonWords]
  /// The unfavourable verdicts.
  let badVerdicts = Verdict.allCases.filter(\.isBad)
  let methods: [Method]

  /// A metric's name and description for the reader.
  struct MetricWords: Encodable {
    let name: String
    let title: String
    let arrow: String
    let meaning: String

    init(_ metric: Metric) {
      name = metric.rawValue
      title = metric.title
      arrow = metric.direction.arrow
      meaning = metric.meaning
    }
  }

  /// A reason as evaluation.json names it, and its description for the reader.
  struct ReasonWords: Encodable {
    let name: String
    let meaning: String
  }

  struct Method: Encodable {
    let title: String
    /// The number of background rows that replace absent features in its tests; `nil` for a single
    /// baseline.
    let referenceRows: Int?
    let deletion: Curves?
    let insertion: Curves?

    init(_ evaluation: MethodEvaluation) {
      title = Attribution.title(ofMethod: evaluation.method)
      referenceRows = evaluation.referenceRows
      deletion = evaluation.deletion.map(Curves.init)
      insertion = evaluation.insertion.map(Curves.init)
    }
  }

  /// The curves of a method and its control, each as lower quartiles, medians and upper quartiles
  /// at equal steps from 0 to 1.
  struct Curves: Encodable {
    let method: [[Double]]
    let control: [[Double]]

    init(_ pair: MethodEvaluation.CurvePair) {
      func columns(_ band: CurveBand) -> [[Double]] {
        [band.lowerQuartile, band.median, band.upperQuartile].map { $0.map(short) }
      }
      method = columns(pair.method)
      control = columns(pair.control)
    }
  }

  init(_ evaluation: SampleEvaluation, sampled: Int, of count: Int) {
    self.sampled = sampled
    of = count
    metrics = Metric.usual.map(MetricWords.init)
    let found = evaluation.table?.methods ?? []
    methods = found.map(Method.init)
    let missing = Set(found.flatMap { $0.metrics.flatMap { $0.undefined.map(\.reason) } })
    reasons = UndefinedReason.allCases.filter(missing.contains).map {
      ReasonWords(name: $0.rawValue, meaning: $0.meaning)
    }
  }
}

/// A value rounded to the digits that a curve can show.
private func short(_ value: Double) -> Double {
  guard value != 0 else { return 0 }
  var scale = 1.0
  while abs(value) * scale < 1000, scale < 1e12 { scale *= 10 }
  return (value * scale).rounded() / scale
}
