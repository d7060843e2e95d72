import LimnAttribution
import LimnCore
import Testing

/// Against lime 0.2.0.1 (with scikit-learn 1.9.1): `LimeBase.explain_instance_with_data` on the 120
/// independent masks that seed 5 gives for 18 players, and their scores.
@Suite struct LimePackageTests {
  private let recorder = Recorder.kinked(width: 18)

  private func explain(
    _ distance: MaskDistance = .cosine, width: Double = 0.25,
    selection: FeatureSelection = .all
  ) throws -> Attribution {
    try LIME(
      recorder.model, samples: 121, kernelWidth: width, distance: distance,
      sampling: .independent, selection: selection, seed: 5
    ).attribution(of: recorder.ones, objective: .logit(0))
  }

  private func expect(
    _ found: Attribution, values: [Double], intercept: Double, score: Double, local: Double
  ) throws {
    let fit = try #require(found.fit)
    for (value, expected) in zip(found.values, values) { #expect(abs(value - expected) < 1e-11) }
    #expect(found.values.count == values.count)
    #expect(abs(fit.intercept - intercept) < 1e-11)
    #expect(abs((fit.rSquared ?? 0) - score) < 1e-11)
    #expect(abs(fit.localPrediction - local) < 1e-11)
  }

  @Test func cosine() throws {
    try expect(
      explain(),
      values: [
        0.0570223177143, -0.0453947051167, 0.480190154099, 0.395854405724, 0.241986409114,
        -0.483254296298, 0.130172019754, 0.639924068085, -0.179653290621, 0.404888790022,
        -0.414382848007, 0.177111863372, 0.713351164291, -0.180766304026, 0.295785735101,
        -0.40615763956, 0.146385346996, 0.621272579637,
      ], intercept: 0.32005731062200216, score: 0.8714176448824587, local: 2.914393080902906)
  }

  @Test func euclidean() throws {
    try expect(
      explain(.euclidean, width: 2.5),
      values: [
        0.0409952375994, -0.0307354710284, 0.489135798502, 0.375616224699, 0.251656220841,
        -0.477201852661, 0.124511856129, 0.649614678006, -0.161303893832, 0.407243218181,
        -0.394883192244, 0.176060191631, 0.709723801129, -0.158869703675, 0.31103228686,
        -0.383618517753, 0.15206463778, 0.61902427227,
      ], intercept: 0.25907183355387886, score: 0.8689894939925042, local: 2.959137625986248)
  }

  @Test func hamming() throws {
    try expect(
      explain(.hamming, width: 0.4),
      values: [
        0.0577413212508, -0.0402009731999, 0.477031425297, 0.392056550107, 0.240320150878,
        -0.479970544246, 0.127384792058, 0.636209051164, -0.17684404357, 0.402667065681,
        -0.408411837884, 0.17181218902, 0.709257672736, -0.175520837122, 0.294009651411,
        -0.399877327436, 0.147977216486, 0.617794719227,
      ], intercept: 0.3197590300692934, score: 0.8705976476413961, local: 2.9131952719270418)
  }

  @Test func selectedFeaturesAreFittedAnew() throws {
    var values = [Double](repeating: 0, count: 18)
    for (feature, value) in [
      (2, 0.366218665981), (5, -0.462859112797), (7, 0.559243800818), (12, 0.788909783909),
      (17, 0.621199073986),
    ] { values[feature] = value }
    try expect(
      explain(selection: .highestWeights(5)), values: values, intercept: 0.7577734474944,
      score: 0.5793522785505139, local: 2.630485659392171)
    values = [Double](repeating: 0, count: 18)
    for (feature, value) in [
      (3, 0.422530621347), (5, -0.477086389278), (7, 0.564409692474), (12, 0.745239615672),
      (17, 0.564396940123),
    ] { values[feature] = value }
    for selection in [FeatureSelection.forward(5), .lassoPath(5)] {
      try expect(
        explain(selection: selection), values: values, intercept: 0.7844343321947196,
        score: 0.5935094855884121, local: 2.603924812533)
    }
  }

  /// What lime keeps of 1 to 11 features: forward selection by refitting, scikit-learn's `lars_path`.
  @Test func selectionsAreThoseOfLime() throws {
    let forward = [
      [12], [12, 17], [7, 12, 17], [5, 7, 12, 17], [3, 5, 7, 12, 17], [2, 3, 5, 7, 12, 17],
      [2, 3, 5, 7, 9, 12, 17], [2, 3, 5, 7, 9, 10, 12, 17], [2, 3, 5, 7, 9, 10, 12, 15, 17],
      [2, 3, 5, 7, 9, 10, 12, 14, 15, 17], [2, 3, 4, 5, 7, 9, 10, 12, 14, 15, 17],
    ]
    let lasso = [
      [12], [12, 17], [7, 12, 17], [5, 7, 12, 17], [3, 5, 7, 12, 17], [3, 5, 7, 12, 15, 17],
      [3, 5, 7, 10, 12, 15, 17], [2, 3, 5, 7, 10, 12, 15, 17], [2, 3, 5, 7, 9, 10, 12, 15, 17],
      [2, 3, 5, 7, 9, 10, 12, 14, 15, 17], [2, 3, 5, 7, 8, 9, 10, 12, 14, 15, 17],
    ]
    let weights = [
      [12], [7, 12], [7, 12, 17], [2, 7, 12, 17], [2, 5, 7, 12, 17], [2, 5, 7, 9, 12, 17],
      [2, 5, 7, 9, 10, 12, 17], [2, 5, 7, 9, 10, 12, 15, 17], [2, 3, 5, 7, 9, 10, 12, 15, 17],
      [2, 3, 5, 7, 9, 10, 12, 14, 15, 17], [2, 3, 4, 5, 7, 9, 10, 12, 14, 15, 17],
    ]
    for count in 1...11 {
      func kept(_ selection: FeatureSelection) throws -> [Int] {
        try explain(selection: selection).values.indices(where: { $0 != 0 })
      }
      #expect(try kept(.forward(count)) == forward[count - 1])
      #expect(try kept(.lassoPath(count)) == lasso[count - 1])
      #expect(try kept(.highestWeights(count)) == weights[count - 1])
    }
    #expect(try explain(selection: .lassoPath(18)).values == explain().values)
  }
}

extension Array {
  fileprivate func indices(where isIncluded: (Element) -> Bool) -> [Int] {
    indices.filter { isIncluded(self[$0]) }
  }
}
