import Limn

/// What a digit's LIME costs on one core.
///
/// All 64 pixels are segments: the baseline is a shade below 0 that no pixel equals.
struct LIMETime {
  let subject: Subject

  func run() throws {
    let digit = Array(subject.digits[row: 0])
    let background = Background.baseline(.values([Float](repeating: -0.01, count: digit.count)))
    var table = Table(
      "LIME: one digit of 64 segments on one core",
      columns: [
        "masks", "samples", "one class, ms", "all ten classes, ms", "first of its kind, ms",
      ])
    let ten = (0..<10).map { Objective.logit($0) }
    let clock = ContinuousClock()
    for sampling in MaskSampling.allCases {
      for samples in [1000, 5000] {
        let lime = LIME(
          model: subject.network, background: background, samples: samples, sampling: sampling)
        // Masks and their regression are made anew by each new LIME, and kept.
        let cold = try clock.measure { _ = try lime.attribution(of: digit, objective: ten[0]) }
        let one = try milliseconds(repeats: 51) {
          _ = try lime.attribution(of: digit, objective: ten[0])
        }
        let all = try milliseconds(repeats: 51) {
          _ = try lime.attributions(of: digit, objectives: ten)
        }
        table.add(
          sampling.rawValue, "\(samples)", fixed(one, digits: 2), fixed(all, digits: 2),
          fixed(cold / .milliseconds(1), digits: 1))
      }
    }
    table.show()
  }
}
