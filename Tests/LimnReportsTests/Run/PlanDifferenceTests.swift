import Testing

@testable import LimnReports

/// Two plans that differ in one thing are told apart by it, and by nothing else.
@Suite struct PlanDifferenceTests {
  private func plan(
    version: String = "1", arithmetic: String = "OpenBLAS Haswell",
    modelDigest: String = String(repeating: "a", count: 64),
    inputName: String = "rows.npy", inputDigest: String = String(repeating: "b", count: 64),
    firstRow: Int = 3, count: Int = 20, labels: String? = String(repeating: "c", count: 64),
    target: String = "predicted", against: Int? = nil, scale: String = "logit",
    baseline: String = "zeros", methods: [(String, [(String, String)])] = Self.methods,
    badRows: RunPlan.BadRows = .refuse,
    evaluation: RunPlan.Evaluation? = .init(rows: 7, seed: 1, baseline: "zeros"),
    page: String = String(repeating: "d", count: 64), chunkRows: Int = 128
  ) -> RunPlan {
    RunPlan(
      version: version, arithmetic: arithmetic,
      model: RunPlan.Model(
        name: "m", sha256: modelDigest, inputShape: [8, 8], output: .classes(10)),
      inputs: RunPlan.Inputs(
        name: inputName, sha256: inputDigest, firstRow: firstRow, count: count,
        labelsSHA256: labels),
      objective: RunPlan.Objective(target: target, against: against, scale: scale),
      baseline: baseline,
      methods: methods.map { name, settings in
        RunPlan.Method(name: name, settings: settings.map { RunPlan.Setting($0, $1) })
      }, badRows: badRows, evaluation: evaluation, pageSHA256: page, chunkRows: chunkRows)
  }

  private static let methods: [(String, [(String, String)])] = [
    ("lime", [("samples", "1000"), ("seed", "0")]), ("shap", [("estimator", "auto")]),
  ]

  private func expect(
    _ found: RunPlan, _ differences: [(String, String, String)],
    location: SourceLocation = #_sourceLocation
  ) {
    #expect(
      found.differences(from: plan())
        == differences.map { RunPlan.Difference(aspect: $0.0, found: $0.1, expected: $0.2) },
      sourceLocation: location)
  }

  @Test func thePlanItself() { expect(plan(), []) }

  @Test func eachAspectByName() {
    let other = String(repeating: "e", count: 64)
    expect(plan(version: "2"), [("version", "2", "1")])
    expect(
      plan(arithmetic: "OpenBLAS Prescott"),
      [("arithmetic", "OpenBLAS Prescott", "OpenBLAS Haswell")])
    expect(
      plan(modelDigest: other),
      [("model", "m (eeeeeeeeeeee), [8, 8], 10", "m (aaaaaaaaaaaa), [8, 8], 10")])
    expect(
      plan(inputName: "x.npy"),
      [("inputs", "x.npy (bbbbbbbbbbbb)", "rows.npy (bbbbbbbbbbbb)")])
    expect(
      plan(inputDigest: other),
      [("inputs", "rows.npy (eeeeeeeeeeee)", "rows.npy (bbbbbbbbbbbb)")])
    expect(plan(count: 21), [("rows", "3 to 23", "3 to 22")])
    // Of other rows the labels are others as well.
    expect(plan(firstRow: 4, labels: other), [("rows", "4 to 23", "3 to 22")])
    expect(plan(labels: other), [("labels", "eeeeeeeeeeee", "cccccccccccc")])
    expect(plan(labels: nil), [("labels", "none", "cccccccccccc")])
    expect(plan(target: "4"), [("objective", "logit of 4", "logit of predicted")])
    expect(
      plan(against: 2), [("objective", "logit of predicted against 2", "logit of predicted")])
    expect(
      plan(scale: "probability"), [("objective", "probability of predicted", "logit of predicted")])
    expect(plan(baseline: "mean"), [("baseline", "mean", "zeros")])
    expect(plan(badRows: .skip), [("bad rows", "skip", "refuse")])
    expect(
      plan(page: other),
      [("training history or figures", other, String(repeating: "d", count: 64))])
    expect(plan(chunkRows: 64), [("rows of a chunk", "64", "128")])
  }

  @Test func theEvaluationsParts() {
    expect(plan(evaluation: nil), [("evaluated rows", "none", "7")])
    expect(
      plan(evaluation: .init(rows: 8, seed: 2, baseline: "mean")),
      [
        ("evaluated rows", "8", "7"), ("seed of the evaluation", "2", "1"),
        ("baseline of the evaluation", "mean", "zeros"),
      ])
  }

  /// One row of each equal stretch, anywhere in it.
  @Test(arguments: [(20, 7), (1000, 10), (5, 9)]) func theSampleIsSpread(count: Int, rows: Int) {
    var places: [Double] = []
    for seed in 0..<200 as Range<UInt64> {
      let sample = plan(
        count: count, evaluation: .init(rows: rows, seed: seed, baseline: "zeros")
      ).sampledRows
      let size = min(rows, count)
      #expect(sample.count == size)
      for (index, row) in sample.enumerated() {
        let stretch = index * count / size..<(index + 1) * count / size
        #expect(stretch.contains(row))
        if stretch.count > 1 {
          places.append(Double(row - stretch.lowerBound) / Double(stretch.count - 1))
        }
      }
    }
    #expect(plan(count: count, evaluation: nil).sampledRows.isEmpty)
    guard !places.isEmpty else { return }
    // As often in the first half of a stretch as in the second: a deviation of 0.03 at most.
    #expect(abs(places.reduce(0, +) / Double(places.count) - 0.5) < 0.1)
  }

  /// Settings that one of both has are named, whichever of the two it is.
  @Test func settingsOfEitherPlan() {
    expect(
      plan(methods: [("lime", [("samples", "500"), ("seed", "0")]), Self.methods[1]]),
      [("samples of lime", "500", "1000")])
    expect(
      plan(methods: [
        ("lime", [("samples", "1000"), ("seed", "0"), ("ridge", "2")]), Self.methods[1],
      ]),
      [("ridge of lime", "2", "not set")])
    expect(
      plan(methods: [("lime", [("seed", "0")]), Self.methods[1]]),
      [("samples of lime", "not set", "1000")])
    expect(
      plan(methods: [Self.methods[0], ("shap", [])]),
      [("estimator of shap", "not set", "auto")])
    expect(plan(methods: [Self.methods[0]]), [("methods", "lime", "lime, shap")])
    expect(
      plan(methods: Self.methods.reversed()), [("methods", "shap, lime", "lime, shap")])
  }
}
