import Foundation
import LimnCore
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

@Suite struct ObjectiveTests {
  /// The terms of `Σ w_k y_k`, with more than two of them and uneven weights.
  private static let weighted = [
    Objective.Term(output: 3, weight: 0.5), .init(output: 0, weight: -2),
    .init(output: 1, weight: 3),
  ]
  private static func cases() throws -> [(Objective, OutputSchema)] {
    try [
      (.logit(2), .classes(4)), (.logit(0, against: 3), .classes(4)),
      (.probability(2), .classes(4)), (.probability(1, against: 0), .classes(4)),
      (.output(1), .classes(4)), (.logit(3), OutputSchema(count: 4, link: .sigmoid)),
      (.probability(3, against: 1), OutputSchema(count: 4, link: .sigmoid)),
      (.output(2), OutputSchema(count: 4, link: .logSoftmax)),
      (.output(0, against: 2), OutputSchema(count: 4, link: .logSoftmax)),
      (.probability(0), OutputSchema(count: 4, link: .logSoftmax, scores: .probabilities)),
      (.output(3), OutputSchema(count: 4, task: .regression, link: .identity)),
    ]
      + Objective.Scale.allCases.map { (try Objective(terms: weighted, scale: $0), .classes(4)) }
  }

  /// The objective once more, in `Double`, by its definition.
  private func value(_ objective: Objective, _ output: OutputSchema, _ z: [Double]) -> Double {
    let total = z.reduce(0) { $0 + exp($1) }
    let softmax = z.map { exp($0) / total }
    let sigmoid = z.map { 1 / (1 + exp(-$0)) }
    let readings: [Double] =
      switch (objective.scale, output.link, output.scores) {
      case (.logit, _, _), (.output, .identity, _): z
      case (.probability, .logSoftmax, .probabilities): z.map { exp($0) }
      case (.probability, .sigmoid, _), (.output, .sigmoid, _): sigmoid
      case (.output, .logSoftmax, _): softmax.map { log($0) }
      default: softmax
      }
    return objective.terms.reduce(0) { $0 + $1.weight * readings[$1.output] }
  }

  @Test(arguments: try cases())
  func cotangentsAreFiniteDifferences(objective: Objective, output: OutputSchema) throws {
    let z: [Float] = [0.5, -1.25, 2, 0.75]
    let exact = z.map(Double.init)
    let response = try output.response(for: objective.scale)
    #expect(
      abs(objective.value(of: z, response: response) - value(objective, output, exact)) < 1e-14)
    let cotangent = objective.cotangent(at: z, response: response)
    for k in z.indices {
      var (low, high) = (exact, exact)
      low[k] -= 1e-5
      high[k] += 1e-5
      let slope =
        (value(objective, output, high) - value(objective, output, low)) / 2e-5
      #expect(abs(cotangent[k] - slope) < 1e-9)
    }
  }

  @Test func probabilitiesAreReadAsTheyAre() throws {
    let p: [Float] = [0.25, 0.5, 0.25]
    let response = try OutputSchema.classes(3, scores: .probabilities).response(for: .probability)
    #expect(Objective.probability(1, against: 0).value(of: p, response: response) == 0.25)
    #expect(Objective.probability(1).cotangent(at: p, response: response) == [0, 1, 0])
  }

  @Test func aWeightedSumIsAPlainObjectiveWhereItCanBe() throws {
    let plain = try Objective(
      terms: [.init(output: 3, weight: 1), .init(output: 8, weight: -1)], scale: .logit)
    #expect(plain == .logit(3, against: 8))
    for (objective, _) in try Self.cases() {
      let copy = try JSONDecoder().decode(
        Objective.self, from: JSONEncoder().encode(objective))
      #expect(copy == objective)
    }
    for broken in [
      #"{"terms":[],"scale":"logit"}"#,
      #"{"terms":[{"output":1,"weight":1},{"output":1,"weight":-1}],"scale":"logit"}"#,
      #"{"terms":[{"output":-1,"weight":1}],"scale":"logit"}"#,
    ] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(Objective.self, from: Data(broken.utf8))
      }
    }
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

  @Test func objectivesNameThemselves() throws {
    #expect(Objective.logit(3).description == "logit of 3")
    #expect(
      Objective.probability(3, against: 8).description == "probability of 3 − probability of 8")
    let named = try OutputSchema(count: 2, names: ["setosa", "virginica"])
    #expect(Objective.logit(1).description(for: named) == "logit of virginica")
    #expect(Objective.output(0).description(for: named) == "setosa")
    #expect(
      Objective.output().description(for: OutputSchema(count: 1, link: .identity)) == "output")
  }

  /// Terms that a program may have gathered from elsewhere.
  @Test func termsThatMakeNoObjectiveAreRefused() {
    for terms: [Objective.Term] in [
      [], [.init(output: 1, weight: 1), .init(output: 1, weight: -1)],
      [.init(output: 0, weight: .nan)],
    ] {
      #expect(throws: ModelError.terms(outputs: terms.map(\.output))) {
        try Objective(terms: terms, scale: .logit)
      }
    }
  }

  @Test(arguments: [0, -1]) func aModelWithoutOutputsIsRefused(count: Int) {
    let model = BlackBox(inputShape: .vector(2), outputCount: count, scoreKind: .logits) {
      Matrix(rows: $0.rows, columns: 0)
    }
    #expect(throws: ModelError.outputCount(count)) {
      try model.predictions(of: Matrix(rows: 1, columns: 2))
    }
    #expect(throws: ModelError.outputCount(count)) { try Objective.logit(0).validate(for: model) }
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
