import Limn

/// The error of LIME's values relative to the limit of many samples, and the coverage of their 95%
/// intervals.
///
/// The limit is approximated with 131,072 masks without penalty and with a separate seed, which is
/// 26 times the largest number of samples tested. The error is the normalised squared error
/// `Σ(β̂ − β)²/Σβ²`, averaged over digits and seeds.
struct LIMEAccuracy {
  let subject: Subject
  /// The number of digits, spread over the whole set.
  let digits: Int
  /// The number of seeds. Results for different seeds are independent; those for different digits
  /// with one seed are not.
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
