import Limn

/// How far LIME's values are from the limit of many samples, and how often their 95% intervals hold
/// it.
///
/// The limit is stood in for by 131,072 masks without penalty, drawn with a seed of their own: 26
/// times as many as the most that are judged by it. The error is normalised and squared,
/// `Σ(β̂ − β)²/Σβ²`, its mean over the digits and seeds.
struct LIMEAccuracy {
  let subject: Subject
  /// How many digits, spread over the whole set.
  let digits: Int
  /// How many seeds; those of one digit are independent, the digits of one seed are not.
  let seeds: Int

  private static let limitSamples = 1 << 17
  private static let limitSeed: UInt64 = 1 << 32

  func run() throws {
    let rows = (0..<digits).map { $0 * subject.digits.rows / digits }
    let inputs = subject.digits.rows(at: rows)
    let predicted = subject.network.scores(of: inputs).argmaxOfRows()
    var table = Table(
      "LIME: normalised squared error and coverage of 95% intervals"
        + " (\(digits) digits, \(seeds) seeds)",
      columns: ["explained", "masks", "samples", "error", "coverage", "estimates"])
    for scale in Objective.Scale.allCases {
      let objectives = predicted.map { Objective(target: $0, scale: scale) }
      func explain(_ method: LIME) throws -> [Attribution] {
        try method.attributions(of: inputs, objectives: objectives, work: Work())
      }
      let limit = try explain(
        LIME(
          subject.network, samples: Self.limitSamples, ridge: 0, seed: Self.limitSeed))
      for sampling in MaskSampling.allCases {
        for samples in [200, 400, 1000, 5000] {
          var score = Score()
          for seed in 0..<seeds {
            let found = try explain(
              LIME(
                subject.network, samples: samples, sampling: sampling, seed: UInt64(seed)))
            for (found, limit) in zip(found, limit) { score.add(found, truth: limit.values) }
          }
          table.add(
            scale.rawValue, sampling.rawValue, "\(samples)", scientific(score.error),
            fixed(100 * score.coverage, digits: 1) + "%", "\(score.estimates)")
        }
      }
    }
    table.show()
  }
}
