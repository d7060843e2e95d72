import LimnAttribution
import LimnEvaluation

/// What the page says of how far the methods can be trusted.
struct PageEvaluation: Encodable {
  let sampled: Int
  let of: Int
  let badRows: [Int]
  let metrics: [MetricWords]
  let methods: [Method]
  let agreements: [Agreement]
  let grade: Grade?

  /// A metric as the reader meets it.
  struct MetricWords: Encodable {
    let name: String
    let title: String
    let arrow: String
    let meaning: String
  }

  struct Method: Encodable {
    let title: String
    /// How many background rows stand for an absent feature in its tests; `nil` for the baseline alone.
    let referenceRows: Int?
    /// By the place of the metric in `metrics`.
    let findings: [Finding]
    let deletion: Curves?
    let insertion: Curves?
  }

  struct Finding: Encodable {
    let values: Numbers?
    let control: Numbers?
    let ahead: Int
    let pairs: Int
    let verdict: String?
    let isBad: Bool
    /// Why rows have no value: "24 rows: the values have no sign".
    let missing: [String]
  }

  /// A spread: lower quartile, median and upper quartile.
  struct Numbers: Encodable {
    let quartiles: [Double]

    init(_ spread: Spread) {
      quartiles = [spread.lowerQuartile, spread.median, spread.upperQuartile].map(short)
    }
  }

  /// A method's band and its control's, each as lower quartiles, medians and upper quartiles at equal
  /// steps from 0 to 1.
  struct Curves: Encodable {
    let method: [[Double]]
    let control: [[Double]]
  }

  struct Agreement: Encodable {
    let titles: [String]
    let k: Int
    let measures: [Measure]
  }

  struct Measure: Encodable {
    let values: Numbers?
    let control: Numbers?
    let verdict: String?
  }

  struct Grade: Encodable {
    let rows: Int
    let estimator: String
    let error: Numbers?
    let control: Numbers?
    let intervals: Int
    let coverage: Double?
    let coverageError: Double?
    let verdict: String?
  }

  /// The measures of agreement that the page shows.
  private static let measures: [MethodAgreement.Measure] = [
    .rankCorrelation, .topOverlap, .signAgreement,
  ]

  init(_ evaluation: SampleEvaluation, sampled: Int, of count: Int) {
    self.sampled = sampled
    of = count
    badRows = evaluation.badRows
    metrics = Metric.usual.map { metric in
      MetricWords(
        name: metric.rawValue, title: metric.title, arrow: metric.direction.arrow,
        meaning: metric.meaning)
    }
    methods = evaluation.table?.methods.map(Method.init) ?? []
    agreements =
      evaluation.table?.agreements.map { pair in
        Agreement(
          titles: [pair.first, pair.second].map(Attribution.title(ofMethod:)), k: pair.k,
          measures: Self.measures.compactMap { measure in
            pair.measures.first { $0.measure == measure }.map { summary in
              Measure(
                values: summary.spread.map(Numbers.init),
                control: summary.controlSpread.map(Numbers.init),
                verdict: summary.verdict?.rawValue)
            }
          })
      } ?? []
    grade = evaluation.table?.shapleyGrade.map { grade in
      Grade(
        rows: grade.grades.count, estimator: grade.estimator,
        error: grade.error.map(Numbers.init), control: grade.controlError.map(Numbers.init),
        intervals: grade.intervals, coverage: grade.coverage.map(short),
        coverageError: grade.coverageError.map(short), verdict: grade.verdict?.rawValue)
    }
  }
}

extension PageEvaluation.Method {
  init(_ evaluation: MethodEvaluation) {
    title = Attribution.title(ofMethod: evaluation.method)
    referenceRows = evaluation.referenceRows
    findings = evaluation.metrics.map { PageEvaluation.Finding($0) }
    deletion = evaluation.deletion.map(PageEvaluation.Curves.init)
    insertion = evaluation.insertion.map(PageEvaluation.Curves.init)
  }
}

extension PageEvaluation.Finding {
  init(_ summary: MetricSummary) {
    values = summary.spread.map(PageEvaluation.Numbers.init)
    control = summary.controlSpread.map(PageEvaluation.Numbers.init)
    ahead = summary.signTest.better
    pairs = summary.signTest.better + summary.signTest.worse + summary.signTest.equal
    verdict = summary.verdict?.rawValue
    isBad = summary.verdict?.isBad ?? false
    missing = summary.undefined.map { reason in
      "\(reason.count) \(reason.count == 1 ? "row" : "rows"): \(reason.reason.rawValue)"
    }
  }
}

extension PageEvaluation.Curves {
  init(_ pair: MethodEvaluation.CurvePair) {
    func columns(_ band: CurveBand) -> [[Double]] {
      [band.lowerQuartile, band.median, band.upperQuartile].map { $0.map(short) }
    }
    method = columns(pair.method)
    control = columns(pair.control)
  }
}

/// As many digits as a page shows.
private func short(_ value: Double) -> Double {
  guard value != 0 else { return 0 }
  var scale = 1.0
  while abs(value) * scale < 1000, scale < 1e12 { scale *= 10 }
  return (value * scale).rounded() / scale
}
