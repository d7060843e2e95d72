import LimnAttribution
import LimnCore
import LimnData
import LimnNetwork
import LimnONNX
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

@Suite struct MomentShapleyTests {
  /// A network with one hidden layer of 13 units, no multiple of any vector.
  private func network(
    inputs: Int, activation: (any Layer)? = ReLU(), spread: Double = 0, seed: UInt64 = 1
  ) throws -> Network {
    var stream = RandomStream(seed: seed)
    func values(_ count: Int, spread: Double = 0) -> [Float] {
      (0..<count).map { _ in Float(stream.normal() * exp(spread * stream.normal())) }
    }
    let first = Dense(
      weights: Matrix(rows: inputs, columns: 13, elements: values(inputs * 13, spread: spread)),
      bias: values(13))
    let last = Dense(weights: Matrix(rows: 13, columns: 3, elements: values(39)), bias: values(3))
    return try Network(
      inputShape: .vector(inputs), layers: [first] + (activation.map { [$0] } ?? []) + [last])
  }

  /// One unit that the logit is.
  private func unit(_ steps: [Double], start: Double) throws -> Network {
    try Network(
      inputShape: .vector(steps.count),
      layers: [
        Dense(
          weights: Matrix(rows: steps.count, columns: 1, elements: steps.map { Float($0) }),
          bias: [Float(start)]),
        ReLU(), Dense(weights: Matrix(rows: 1, columns: 1, elements: [1]), bias: [0]),
      ])
  }

  private func input(_ count: Int) -> [Float] {
    var stream = RandomStream(seed: 2)
    return (0..<count).map { _ in Float(stream.uniform() + 0.1) }
  }

  private func explain(
    _ network: Network, _ input: [Float], _ objective: Objective = .logit(0),
    by estimator: ShapleyEstimator = .moments, background: Background = .zeros
  ) throws -> Attribution {
    try SHAP(network, background: background, estimator: estimator)
      .attribution(of: input, objective: objective)
  }

  /// Σ(a − b)²/Σb².
  private func normalisedError(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / b.reduce(0) { $0 + $1 * $1 }
  }

  private func expectNear(
    _ found: [Double], _ expected: [Double], _ tolerance: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let scale = expected.reduce(0) { max($0, abs($1)) }
    for (found, expected) in zip(found, expected) {
      #expect(abs(found - expected) <= tolerance * scale, sourceLocation: sourceLocation)
    }
  }

  /// The measured mean is 1.1e-5; without the skewness, the change of the variance with the player,
  /// the cubes of the steps, or the exact ends it is from 2.6e-5 to 2.4e-4.
  @Test func isNearTheClosedFormOnDigits() throws {
    let rows = (0..<60).map { $0 * Digits.all.inputs.rows / 60 }
    let inputs = Digits.all.inputs.rows(at: rows)
    let network = try EmbeddedModel.network()
    let objectives = network.scores(of: inputs).argmaxOfRows().map { Objective.logit($0) }
    func explain(_ estimator: ShapleyEstimator) throws -> [Attribution] {
      try SHAP(network, estimator: estimator)
        .attributions(of: inputs, objectives: objectives, work: Work(workers: 2))
    }
    let errors = zip(try explain(.moments), try explain(.analytic)).map {
      normalisedError($0.values, $1.values)
    }
    #expect(errors.reduce(0, +) / 60 < 1.5e-5)
    #expect(errors.allSatisfy { $0 < 5e-5 })
  }

  /// Against the formulas one player, unit and size at a time; the table of Φ is right to 2e-10.
  /// Some units are dominated by a step, more of them where the weights are spread.
  @Test(arguments: [2, 3, 4, 7, 8, 33, 90], [0.0, 1.5])
  func isTheFormula(players: Int, spread: Double) throws {
    for slope: Float in [0, 0.3] {
      let network = try network(
        inputs: players, activation: LeakyReLU(negativeSlope: slope), spread: spread,
        seed: UInt64(players))
      let input = input(players)
      let expected = PlainMoments(network: network, input: input)
        .values(target: 2, against: 1)
      let found = try explain(network, input, .logit(2, against: 1))
      expectNear(found.values, expected, 1e-8)
    }
  }

  /// Two players have no coalitions but the ends.
  @Test func gamesOfTwoAreExact() throws {
    let network = try network(inputs: 2)
    let input = input(2)
    expectNear(
      try explain(network, input).values, enumerated(network, input), 1e-12)
  }

  /// Units that no coalition switches are lines, however close to 0 they come.
  @Test(arguments: [3, 7, 8, 40]) func unitsThatNeverSwitchAreExact(players: Int) throws {
    let steps = (0..<players).map { Double($0 * 7 % 5 - 2) / 4 }
    let (low, high) = (
      steps.reduce(0) { $0 + min($1, 0) }, steps.reduce(0) { $0 + max($1, 0) }
    )
    let ones = [Float](repeating: 1, count: players)
    expectNear(try explain(unit(steps, start: -low), ones).values, steps, 1e-12)
    #expect(try explain(unit(steps, start: -high), ones).values.allSatisfy { abs($0) < 1e-12 })
    let line = try network(inputs: players, activation: nil)
    expectNear(
      try explain(line, input(players)).values,
      try explain(line, input(players), by: .analytic).values, 1e-12)
  }

  /// The partial sum of equal steps has no spread; one by one the sizes are exact.
  @Test(arguments: [3, 4, 5, 7]) func equalStepsAreExact(players: Int) throws {
    for step in [0.125, -0.75] {
      let start = -step * Double(players) * 0.375
      let expected = (max(start + step * Double(players), 0) - max(start, 0)) / Double(players)
      let found = try explain(
        unit([Double](repeating: step, count: players), start: start),
        [Float](repeating: 1, count: players))
      expectNear(found.values, [Double](repeating: expected, count: players), 1e-12)
    }
  }

  /// Roundings make the spread of equal steps a little more or less than none.
  @Test(arguments: 3...40) func equalStepsStayNumbers(players: Int) throws {
    let steps = [Double](repeating: -0.7, count: players)
    let found = try explain(
      unit(steps, start: 0.2 * Double(players)), [Float](repeating: 0.7, count: players))
    for value in found.values { #expect(abs(value + 0.2) < 0.05) }
  }

  /// Measured 1.5e-4 and 1.9e-4; the series alone comes to 5.4e-4 and 7.8e-4.
  @Test(arguments: [-0.5, 0.2]) func aDominatingStepIsNoSeries(start: Double) throws {
    let steps = [4, -0.4, 0.3, 0.5, -0.3, 0.2, 0.4, -0.2, 0.6, 0.1, -0.1, 0.35]
    let network = try unit(steps, start: start)
    let ones = [Float](repeating: 1, count: steps.count)
    #expect(normalisedError(try explain(network, ones).values, enumerated(network, ones)) < 3e-4)
  }

  /// A sum of eight steps is no Gaussian, but nearly: measured from 1e-4 to 9e-4.
  @Test func fewPlayersAreNearEnumeration() throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      let network = try network(inputs: 8, seed: seed)
      let input = input(8)
      #expect(
        normalisedError(try explain(network, input).values, enumerated(network, input)) < 2e-3)
    }
  }

  /// Logit 0, zero baseline, in `Double`.
  private func enumerated(_ network: Network, _ input: [Float]) -> [Double] {
    let plain = PlainUnits(network: network, input: input)
    let n = input.count
    let worths = (0..<1 << n).map { coalition in
      plain.starts.indices.reduce(0.0) { sum, unit in
        let u = (0..<n).reduce(plain.starts[unit]) {
          coalition >> $1 & 1 == 1 ? $0 + plain.steps[unit][$1] : $0
        }
        return sum + max(u, 0) * plain.outgoing(unit, 0)
      }
    }
    func factorial(_ n: Int) -> Double { (1...max(n, 1)).reduce(1) { $0 * Double($1) } }
    return (0..<n).map { player in
      (0..<1 << n).reduce(0.0) { sum, coalition in
        guard coalition >> player & 1 == 0 else { return sum }
        let size = coalition.nonzeroBitCount
        return sum + factorial(size) * factorial(n - size - 1) / factorial(n)
          * (worths[coalition | 1 << player] - worths[coalition])
      }
    }
  }

  /// Every player plays before every row, so each row alone is a game of as many players.
  @Test func backgroundRowsAreAveraged() throws {
    let network = try network(inputs: 12)
    let rows = Matrix(rows: 3, columns: 12, elements: (0..<36).map { -Float($0 * 5 % 7) / 7 })
    let alone = try (0..<3).map { row in
      try explain(
        network, input(12), background: .baseline(.values(Array(rows[row: row])))
      ).values
    }
    let expected = (0..<12).map { player in alone.reduce(0) { $0 + $1[player] } / 3 }
    let found = try explain(network, input(12), background: .rows(rows))
    expectNear(found.values, expected, 1e-12)
    #expect(found.evaluations == 4)
  }

  @Test func segmentsPlayTogether() throws {
    let network = try network(inputs: 24)
    func explain(_ estimator: ShapleyEstimator) throws -> [Double] {
      try SHAP(
        network, segmentation: .labels((0..<24).map { $0 / 2 }), estimator: estimator
      ).attribution(of: input(24), objective: .logit(1)).values
    }
    let found = try explain(.moments)
    #expect(found[0] == found[1] && found[1] != found[2])
    #expect(normalisedError(found, try explain(.analytic)) < 1e-3)
  }

  @Test func objectivesTogetherAreThoseAlone() throws {
    let network = try network(inputs: 15)
    let objectives: [Objective] = [.logit(0), .logit(1), .logit(2, against: 0)]
    let together = try SHAP(network, estimator: .moments)
      .attributions(of: input(15), objectives: objectives)
    for (objective, found) in zip(objectives, together) {
      #expect(found == (try explain(network, input(15), objective)))
    }
  }

  @Test func sameBitsForAnyWorkers() throws {
    let network = try network(inputs: 20)
    var stream = RandomStream(seed: 4)
    let inputs = Matrix(rows: 9, columns: 20) { target in
      for index in target.indices {
        target[index] = stream.uniform() < 0.3 ? 0 : Float(stream.uniform())
      }
    }
    let objectives = (0..<9).map { Objective.logit($0 % 3) }
    func explain(workers: Int) throws -> [Attribution] {
      try SHAP(network, estimator: .moments)
        .attributions(of: inputs, objectives: objectives, work: Work(workers: workers))
    }
    let one = try explain(workers: 1)
    #expect(try explain(workers: 2) == one)
    #expect(try explain(workers: 8) == one)
    #expect(try self.explain(network, Array(inputs[row: 4]), objectives[4]) == one[4])
  }

  /// What the values miss stays visible, and is not handed out.
  @Test func saysWhatItIs() throws {
    let found = try explain(network(inputs: 20), input(20))
    #expect(found.options.first == .init("estimator", "moments"))
    #expect(found.evaluations == 2)
    #expect(found.standardErrors == nil)
    #expect(found.notes.count == 1 && found.notes[0].kind == .noErrorBar)
    #expect(abs(found.completenessGap) > 1e-4)
    let other = try explain(network(inputs: 20), input(20), by: .auto)
    #expect(other.options.first == .init("estimator", "analytic"))
    #expect(other.notes.isEmpty)
  }

  @Test func othersAreRefused() throws {
    let layers = try network(inputs: 3).layers
    let deeper = try Network(
      inputShape: .vector(3),
      layers: layers + [ReLU(), Dense(weights: Matrix(rows: 3, columns: 2), bias: [0, 0])])
    #expect(throws: AttributionError.notAnalytic(.moments)) {
      try explain(deeper, [1, 2, 3])
    }
    #expect(throws: AttributionError.notAnalytic(.moments)) {
      try explain(network(inputs: 3, activation: Tanh()), [1, 2, 3])
    }
    #expect(throws: AttributionError.notAnalytic(.moments)) {
      try explain(network(inputs: 3), [1, 2, 3], .probability(0))
    }
  }
}
