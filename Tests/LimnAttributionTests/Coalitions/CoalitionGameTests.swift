import LimnCore
import LimnNetwork
import Testing

@testable import LimnAttribution

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

@Suite struct CoalitionGameTests {
  private let stream = RandomStream(seed: 5)

  /// Three features in two segments on a network with every kind of layer before and after the
  /// first dense one.
  private func network(width: Int) throws -> Network {
    var stream = stream
    func matrix(_ rows: Int, _ columns: Int) -> Matrix {
      Matrix(
        rows: rows, columns: columns,
        elements: (0..<rows * columns).map { _ in
          Float(stream.normal())
        })
    }
    return try Network(
      inputShape: .vector(width),
      layers: [
        Scaling(
          shift: (0..<width).map { Float($0) * 0.1 },
          factor: (0..<width).map { 1 - Float($0) * 0.1 }),
        Dense(weights: matrix(width, 5), bias: matrix(1, 5).elements),
        LeakyReLU(negativeSlope: 0.2),
        Dense(weights: matrix(5, 4), bias: matrix(1, 4).elements), Tanh(),
        Dense(weights: matrix(4, 3), bias: matrix(1, 3).elements), Softmax(),
      ])
  }

  /// The values one by one from masked inputs: the definition.
  private func slowValues(
    _ model: some Model, _ input: [Float], _ background: Matrix, _ segments: Segments,
    _ objectives: [Objective], _ members: Matrix
  ) throws -> [Double] {
    let players = Players(input: input, background: background, segments: segments)
    return try (0..<members.rows).flatMap { row in
      try objectives.map { objective in
        var sum = 0.0
        for line in 0..<background.rows {
          var masked = Array(background[row: line])
          for player in 0..<players.count where members[row, player] == 1 {
            for feature in segments.members[players.active[player]] {
              masked[feature] = input[feature]
            }
          }
          let scores = try model.scores(of: Matrix(row: masked))
          sum += objective.value(
            of: scores[row: 0], response: model.output.response(ofValid: objective))
        }
        return sum / Double(background.rows)
      }
    }
  }

  private func randomMembers(_ count: Int, of players: Int) -> Matrix {
    var stream = stream.split(1)
    return Matrix(
      rows: count, columns: players,
      elements: (0..<count * players).map { _ in stream.uniform() < 0.5 ? 0 : 1 })
  }

  private func expectClose(_ found: [Double], _ expected: [Double], within tolerance: Double) {
    #expect(found.count == expected.count)
    for (a, b) in zip(found, expected) { #expect(abs(a - b) <= tolerance) }
  }

  /// Float sums of at most 20 terms of size 1: an error of a few units in the last place of 10.
  private let tolerance = 1e-5

  @Test(arguments: [1, 3]) func networkAndClosureGiveTheDefinition(backgroundRows: Int) throws {
    let width = 7
    let network = try network(width: width)
    let closure = BlackBox(inputShape: .vector(width), outputCount: 3, scoreKind: .logits) {
      network.scores(of: $0)
    }
    let input: [Float] = [1, -2, 0.5, 3, 0, 1, -1]
    let background = Matrix(
      rows: backgroundRows, columns: width,
      elements: (0..<backgroundRows * width).map { Float($0 % 5) * 0.3 })
    let segments = Segments(labels: [0, 0, 1, 2, 3, 4, 4])
    let objectives: [Objective] = [.logit(2), .logit(0, against: 1), .probability(1)]
    let members = randomMembers(40, of: 5)
    let inverted = members.map { 1 - $0 }
    let expected = try slowValues(network, input, background, segments, objectives, members)
    let opposite = try slowValues(network, input, background, segments, objectives, inverted)
    for model in [network, closure] as [any Model] {
      var game = CoalitionGame(
        model: model, input: input, background: background, segments: segments,
        objectives: objectives)
      let found = try game.valuesWithComplements(of: .members(members))
      expectClose(found.values, expected, within: tolerance)
      expectClose(found.complements, opposite, within: tolerance)
      #expect(game.evaluations == 80 * backgroundRows)
      expectClose(
        try game.values(of: .members(members)), expected, within: tolerance)
      let ends = try game.ends()
      let extremes = Matrix(rows: [[1, 1, 1, 1, 1], [0, 0, 0, 0, 0]], columns: 5)
      expectClose(
        ends.full + ends.empty,
        try slowValues(network, input, background, segments, objectives, extremes),
        within: tolerance)
      #expect(game.evaluations == 120 * backgroundRows + 1 + backgroundRows)
    }
  }

  /// By hand: the mean over two background rows of the distances, over the features of a segment; a
  /// missing value is 1 from any other.
  @Test func magnitudesAreLogarithmsOfDistances() throws {
    let model = BlackBox(inputShape: .vector(4), outputCount: 1, scoreKind: .logits) { batch in
      Matrix(rows: batch.rows, columns: 1)
    }
    let game = CoalitionGame(
      model: model, input: [3, 1, -2, .nan],
      background: Matrix(rows: [[1, 1, 0, 5], [0, 2, 0, 5]], columns: 4),
      segments: Segments(labels: [0, 0, 1, 2]), objectives: [.logit(0)])
    expectClose(game.magnitudes, [3.0, 2, 1].map { log($0) }, within: 1e-12)
  }

  @Test func walksVisitWhatTheirFlipsSay() throws {
    let network = try network(width: 4)
    let closure = BlackBox(inputShape: .vector(4), outputCount: 3, scoreKind: .logits) {
      network.scores(of: $0)
    }
    let (input, background): ([Float], Matrix) = ([1, 2, 3, 4], Matrix(row: [0, 0, 0, 0]))
    let nobody = [false, false, false, false]
    let walks = CoalitionWalks(
      [(nobody, [2, 0, 3]), ([true, false, true, true], [0, 1, 2, 0])], players: 4)
    let visited = Matrix(
      rows: [
        [0, 0, 1, 0], [1, 0, 1, 0], [1, 0, 1, 1],
        [0, 0, 1, 1], [0, 1, 1, 1], [0, 1, 0, 1], [1, 1, 0, 1],
      ], columns: 4)
    for model in [network, closure] as [any Model] {
      var game = CoalitionGame(
        model: model, input: input, background: background,
        segments: Segments(labels: [0, 1, 2, 3]), objectives: [.logit(0)])
      let byWalk = try game.valuesWithComplements(of: .walks(walks))
      let byMembers = try game.valuesWithComplements(of: .members(visited))
      expectClose(byWalk.values, byMembers.values, within: tolerance)
      expectClose(byWalk.complements, byMembers.complements, within: tolerance)
      #expect(game.evaluations == 28)
    }
  }

  /// One rectified hidden layer, of units that fill no whole vector, is read without writing its
  /// states out where few logits are asked for, and in batch where many are.
  @Test(arguments: [0, 0.3] as [Float], [1, 2, 5]) func oneHiddenLayerGivesTheDefinition(
    slope: Float, objectiveCount: Int
  ) throws {
    var stream = stream.split(2)
    func normals(_ rows: Int, _ columns: Int) -> Matrix {
      Matrix(
        rows: rows, columns: columns,
        elements: (0..<rows * columns).map { _ in Float(stream.normal()) })
    }
    let rectifier: any Layer = slope == 0 ? ReLU() : LeakyReLU(negativeSlope: slope)
    let network = try Network(
      inputShape: .vector(6),
      layers: [
        Dense(weights: normals(6, 37), bias: normals(1, 37).elements), rectifier,
        Dense(weights: normals(37, 5), bias: normals(1, 5).elements), Softmax(),
      ])
    let objectives = Array(
      [Objective.logit(3, against: 1), .logit(0), .logit(2), .logit(4, against: 0), .logit(1)]
        .prefix(objectiveCount))
    let (input, background): ([Float], Matrix) = ([1, -2, 0.5, 3, 1, -1], normals(2, 6))
    let segments = Segments(labels: [0, 1, 1, 2, 3, 4])
    var game = CoalitionGame(
      model: network, input: input, background: background, segments: segments,
      objectives: objectives)
    let walks = CoalitionWalks(
      [([false, true, false, false, true], [0, 1, 2, 3, 4, 2])], players: 5)
    let visited = Matrix(
      rows: [
        [1, 1, 0, 0, 1], [1, 0, 0, 0, 1], [1, 0, 1, 0, 1], [1, 0, 1, 1, 1], [1, 0, 1, 1, 0],
        [1, 0, 0, 1, 0],
      ], columns: 5)
    let expected = try slowValues(network, input, background, segments, objectives, visited)
    let opposite = try slowValues(
      network, input, background, segments, objectives, visited.map { 1 - $0 })
    // Sums of 37 terms of size 1 to 10.
    for coalitions in [.walks(walks), .members(visited)] as [Coalitions] {
      let found = try game.valuesWithComplements(of: coalitions)
      expectClose(found.values, expected, within: 1e-4)
      expectClose(found.complements, opposite, within: 1e-4)
      expectClose(try game.values(of: coalitions), expected, within: 1e-4)
    }
  }

  /// Both ends are finite, and what lies between is not: nothing may pass for a number.
  @Test(arguments: [1e38, 3e38] as [Float]) func overflowBetweenTheEndsIsRefused(size: Float) throws
  {
    let network = try Network(
      inputShape: .vector(2),
      layers: [
        Dense(weights: Matrix(rows: [[size], [-size]], columns: 1), bias: [0]), ReLU(),
        Dense(weights: Matrix(rows: [[10]], columns: 1), bias: [0]),
      ])
    var game = CoalitionGame(
      model: network, input: [1, 1], background: Matrix(rows: 1, columns: 2),
      segments: Segments(labels: [0, 1]), objectives: [.logit(0)])
    #expect(try game.ends().full == [0])
    #expect(throws: ModelError.nonFiniteScore(row: 0, output: 0)) {
      try game.values(of: .members(Matrix(rows: [[1, 0]], columns: 2)))
    }
  }

  /// The sum of all steps overflows in an order of its own, and a rectifier would make a 0 of −∞: the
  /// complement's score, 3e7, would be lost.
  @Test func sumsThatOverflowOnTheWayAreNotTaken() throws {
    let network = try Network(
      inputShape: .vector(4),
      layers: [
        Dense(weights: Matrix(rows: [[-3e38], [-3e38], [3e38], [3.3e38]], columns: 1), bias: [0]),
        ReLU(), Dense(weights: Matrix(rows: [[1e-30]], columns: 1), bias: [0]),
      ])
    let (input, background): ([Float], Matrix) = ([1, 1, 1, 1], Matrix(rows: 1, columns: 4))
    let segments = Segments(labels: [0, 1, 2, 3])
    var game = CoalitionGame(
      model: network, input: input, background: background, segments: segments,
      objectives: [.logit(0)])
    let members = Matrix(rows: [[1, 0, 1, 0]], columns: 4)
    let found = try game.valuesWithComplements(of: .members(members))
    #expect(found.complements[0] > 2e7)
    #expect(
      found.values
        == (try slowValues(network, input, background, segments, [.logit(0)], members)))
    #expect(
      found.complements
        == (try slowValues(
          network, input, background, segments, [.logit(0)], members.map { 1 - $0 })))
  }

  /// Dropout does nothing at inference, wherever it stands.
  @Test func dropoutChangesNoBit() throws {
    let dense = [
      Dense(
        weights: Matrix(rows: [[1, -2, 3], [0.5, 1, -1]], columns: 3), bias: [0.1, 0, -0.2]),
      Dense(weights: Matrix(rows: [[1, 2], [-1, 0.5], [0.25, 1]], columns: 2), bias: [0, 1]),
    ]
    let dropout = Dropout(rate: 0.5)
    func values(_ layers: [any Layer]) throws -> [Double] {
      var game = CoalitionGame(
        model: try Network(inputShape: .vector(2), layers: layers), input: [1, 2],
        background: Matrix(rows: 1, columns: 2), segments: Segments(labels: [0, 1]),
        objectives: [.logit(0)])
      let found = try game.valuesWithComplements(
        of: .members(Matrix(rows: [[1, 0], [0, 1]], columns: 2)))
      return found.values + found.complements
    }
    let plain = try values([dense[0], ReLU(), dense[1]])
    #expect(try values([dropout, dense[0], dropout, ReLU(), dense[1], dropout]) == plain)
    #expect(try values([dense[0], ReLU(), dropout, dense[1]]) == plain)
  }

  @Test func longListsAreCutIntoBoundedBatches() throws {
    let largest = LargestBatch()
    let model = BlackBox(inputShape: .vector(8), outputCount: 1, scoreKind: .logits) { batch in
      largest.note(batch.rows)
      return Matrix(rows: batch.rows, columns: 1) { target in
        for row in 0..<batch.rows { target[row] = batch[row: row].reduce(0, +) }
      }
    }
    var game = CoalitionGame(
      model: model, input: [1, 2, 3, 4, 5, 6, 7, 8], background: Matrix(rows: 1, columns: 8),
      segments: Segments(labels: Array(0..<8)), objectives: [.logit(0)])
    let members = randomMembers(30_000, of: 8)
    let values = try game.values(of: .members(members))
    #expect(
      values[29_999] == (0..<8).reduce(0.0) { $0 + Double(members[29_999, $1]) * Double($1 + 1) })
    #expect(largest.rows * 8 <= 1 << 16)
    #expect(game.evaluations == 30_000)
  }

  @Test func modelsThatBreakTheContractAreNamed() {
    let short = BlackBox(inputShape: .vector(2), outputCount: 1, scoreKind: .logits) { batch in
      Matrix(rows: batch.rows - 1, columns: 1)
    }
    let poisoned = BlackBox(inputShape: .vector(2), outputCount: 1, scoreKind: .logits) { batch in
      Matrix(rows: batch.rows, columns: 1, elements: (0..<batch.rows).map { $0 == 2 ? .nan : 0 })
    }
    func evaluate(_ model: BlackBox) throws {
      var game = CoalitionGame(
        model: model, input: [1, 2], background: Matrix(rows: 1, columns: 2),
        segments: Segments(labels: [0, 1]), objectives: [.logit(0)])
      _ = try game.values(of: .members(Matrix(rows: 4, columns: 2)))
    }
    #expect(
      throws: ModelError.scoreShape(rows: 3, columns: 1, expectedRows: 4, expectedColumns: 1)
    ) { try evaluate(short) }
    #expect(throws: ModelError.nonFiniteScore(row: 2, output: 0)) { try evaluate(poisoned) }
  }
}
