import Limn

/// The time of LIME for one digit on one core.
struct LIMETime {
  let subject: Subject

  func run() throws {
    var table = Table(
      "LIME: one digit of 64 segments on one core",
      columns: ["masks", "samples"] + DigitTimes.columns)
    for sampling in MaskSampling.allCases {
      for samples in [1000, 5000] {
        let lime = try LIME(
          subject.network, background: DigitTimes.background, samples: samples,
          sampling: sampling)
        table.add(
          [sampling.rawValue, "\(samples)"] + (try DigitTimes(of: lime, on: subject).cells))
      }
    }
    table.show()
  }
}
