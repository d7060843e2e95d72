import LimnCore
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

@Suite struct ObjectiveTests {
  private static let objectives: [Objective] = [
    .logit(2), .logit(0, against: 3), .probability(2), .probability(1, against: 0),
  ]

  /// The objective once more, in `Double`, by its definition.
  private func value(_ objective: Objective, _ z: [Double]) -> Double {
    let total = z.reduce(0) { $0 + exp($1) }
    let readings = objective.scale == .logit ? z : z.map { exp($0) / total }
    return readings[objective.target] - (objective.against.map { readings[$0] } ?? 0)
  }

  @Test(arguments: objectives)
  func cotangentsAreFiniteDifferences(objective: Objective) {
    let z: [Float] = [0.5, -1.25, 2, 0.75]
    let exact = z.map(Double.init)
    #expect(abs(objective.value(of: z, kind: .logits) - value(objective, exact)) < 1e-14)
    let cotangent = objective.cotangent(at: z, kind: .logits)
    for k in z.indices {
      var (low, high) = (exact, exact)
      low[k] -= 1e-5
      high[k] += 1e-5
      let slope = (value(objective, high) - value(objective, low)) / 2e-5
      #expect(abs(cotangent[k] - slope) < 1e-9)
    }
  }

  @Test func probabilitiesAreReadAsTheyAre() {
    let p: [Float] = [0.25, 0.5, 0.25]
    #expect(Objective.probability(1, against: 0).value(of: p, kind: .probabilities) == 0.25)
    #expect(Objective.probability(1).cotangent(at: p, kind: .probabilities) == [0, 1, 0])
  }

  @Test func softmaxOfExtremeLogits() {
    #expect(softmax([1e4, -1e4, 1e4] as [Float]) == [0.5, 0, 0.5])
    #expect(softmax([-1e4, -1e4] as [Float]) == [0.5, 0.5])
    #expect(softmax([] as [Float]).isEmpty)
    let m = Matrix(rows: [[-1e4, 1e4, 0], [1, 2, 3]], columns: 3)
    for row in 0..<2 {
      #expect(Array(m.softmaxOfRows()[row: row]) == softmax(m[row: row]).map(Float.init))
    }
    #expect(Matrix(row: [1, .nan]).softmaxOfRows().elements.allSatisfy { $0.isNaN })
  }

  @Test func objectivesAreCheckedAgainstTheModel() throws {
    let logits = BlackBox(inputShape: .vector(2), outputCount: 3, scoreKind: .logits) { $0 }
    let shares = BlackBox(inputShape: .vector(2), outputCount: 3, scoreKind: .probabilities) { $0 }
    #expect(throws: ModelError.noSuchClass(3, outputCount: 3)) {
      try Objective.logit(3).validate(for: logits)
    }
    #expect(throws: ModelError.noSuchClass(-1, outputCount: 3)) {
      try Objective.logit(0, against: -1).validate(for: logits)
    }
    #expect(throws: ModelError.classAgainstItself(1)) {
      try Objective.probability(1, against: 1).validate(for: logits)
    }
    #expect(throws: ModelError.logitsUnknown) { try Objective.logit(1).validate(for: shares) }
    try Objective.probability(1).validate(for: shares)
  }

  @Test func objectivesNameThemselves() {
    #expect(Objective.logit(3).description == "logit of 3")
    #expect(
      Objective.probability(3, against: 8).description == "probability of 3 − probability of 8")
  }

  @Test func scoresOfABadModelAreRefused() {
    let inputs = Matrix(rows: 4, columns: 2)
    func model(_ body: @escaping @Sendable (Matrix) -> Matrix) -> BlackBox {
      BlackBox(inputShape: .vector(2), outputCount: 3, scoreKind: .logits, scores: body)
    }
    #expect(
      throws: ModelError.scoreShape(rows: 3, columns: 3, expectedRows: 4, expectedColumns: 3)
    ) { try model { _ in Matrix(rows: 3, columns: 3) }.checkedScores(of: inputs) }
    #expect(throws: ModelError.nonFiniteScore(row: 2, output: 1)) {
      try model { _ in
        var scores = Matrix(rows: 4, columns: 3)
        scores[2, 1] = .nan
        return scores
      }.checkedScores(of: inputs)
    }
    #expect(throws: ModelError.inputWidth(found: 5, expected: 2)) {
      try model { _ in Matrix(rows: 4, columns: 3) }.checkedScores(
        of: Matrix(rows: 4, columns: 5))
    }
  }
}
