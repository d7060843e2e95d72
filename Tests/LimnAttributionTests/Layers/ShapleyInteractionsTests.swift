import Foundation
import LimnCore
import LimnNetwork
import Testing

@testable import LimnAttribution

@Suite struct ShapleyInteractionsTests {
  /// What shapiq 1.8.0 counts out for the 2×2 blocks of the convolutional network's first input.
  private struct Recorded: Decodable {
    struct Terms: Decodable {
      let singles: [Double]
      let pairs: [[Double]]
    }
    let values: [Double]
    let shapley: Terms
    let aggregated: Terms
    let taylor: Terms

    enum CodingKeys: String, CodingKey {
      case values
      case shapley = "SII"
      case aggregated = "k-SII"
      case taylor = "STII"
    }

    static func read(_ name: String = "interactions") throws -> Recorded {
      let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/Methods").path()
      return try JSONDecoder().decode(
        Recorded.self, from: Data(FileBytes.read("\(folder)/\(name).json")))
    }
  }

  /// The recorded game was scored in single precision, so values of some 1e-3 are alike to 1e-7.
  @Test(.timeLimit(.minutes(5))) func enumerationIsShapiqs() throws {
    let (values, recorded) = (try ReferenceValues("convolutional"), try Recorded.read())
    for (index, terms): (Interactions.Index, Recorded.Terms) in [
      (.shapley, recorded.shapley), (.aggregated, recorded.aggregated),
      (.shapleyTaylor, recorded.taylor),
    ] {
      let found = try ShapleyInteractions(
        values.network,
        settings: .init(
          background: .baseline(.values(values.baseline)), segmentation: .blocks(2), index: index,
          estimator: .exact)
      ).attribution(of: Array(values.inputs[row: 0]), objective: .logit(values.target))
      let interactions = try #require(found.interactions)
      #expect(interactions.players == 16)
      for i in 0..<16 {
        #expect(abs(interactions.singles[i] - terms.singles[i]) < 2e-7, "\(index) \(i)")
        #expect(interactions[i, i] == 0)
        for j in i + 1..<16 {
          #expect(abs(interactions[i, j] - terms.pairs[i][j - i - 1]) < 2e-7, "\(index) \(i) \(j)")
          #expect(interactions[i, j] == interactions[j, i])
        }
      }
      #expect(abs(found.completenessGap) < 1e-6)
      if index != .shapley { #expect(abs(interactions.sum - found.scoreDifference) < 1e-6) }
    }
  }

  /// Coalitions worth eighths, which single precision holds exactly: nothing but the counting differs.
  @Test func enumerationIsShapiqsToTheLastDigits() throws {
    let players = 10
    let scrambled = BlackBox(
      inputShape: .vector(players), outputCount: 1, scoreKind: .logits
    ) { batch in
      Matrix(rows: batch.rows, columns: 1) { target in
        for row in 0..<batch.rows {
          let number = batch[row: row].enumerated().reduce(UInt32(0)) { sum, place in
            sum + (place.element > 0 ? 1 << UInt32(place.offset) : 0)
          }
          target[row] = Float(((number &* 2_654_435_761) >> 12) % 1000) / 8 - 50
        }
      }
    }
    let recorded = try Recorded.read("interactions-scrambled")
    for (index, terms): (Interactions.Index, Recorded.Terms) in [
      (.shapley, recorded.shapley), (.aggregated, recorded.aggregated),
      (.shapleyTaylor, recorded.taylor),
    ] {
      let found = try ShapleyInteractions(
        scrambled, settings: .init(index: index, estimator: .exact)
      ).attribution(of: [Float](repeating: 1, count: players), objective: .logit(0))
      let interactions = try #require(found.interactions)
      expectClose(interactions.singles, terms.singles, within: 1e-9)
      for i in 0..<players - 1 {
        expectClose(
          (i + 1..<players).map { interactions[i, $0] }, terms.pairs[i], within: 1e-9)
      }
      if index != .shapleyTaylor { expectClose(found.values, recorded.values, within: 1e-9) }
    }
  }

  /// Games whose pairs are known: products of two or three features.
  private static let products = BlackBox(
    inputShape: .vector(5), outputCount: 1, scoreKind: .logits
  ) { batch in
    Matrix(rows: batch.rows, columns: 1) { target in
      for row in 0..<batch.rows {
        let x = Array(batch[row: row])
        target[row] = 3 * x[0] + 2 * x[1] * x[2] - 6 * x[0] * x[2] * x[3]
      }
    }
  }

  @Test func knownProducts() throws {
    let input: [Float] = [1, 1, 1, 1, 0]
    let found = try ShapleyInteractions(Self.products).attribution(
      of: input, objective: .logit(0))
    let pairs = try #require(found.interactions)
    // A product of three gives each of its pairs half of it.
    let expected: [(Int, Int, Double)] = [(0, 2, -3), (0, 3, -3), (2, 3, -3), (1, 2, 2)]
    for i in 0..<5 {
      for j in i + 1..<5 {
        let value = expected.first { $0.0 == i && $0.1 == j }?.2 ?? 0
        #expect(abs(pairs[i, j] - value) < 1e-12, "\(i) \(j)")
      }
    }
    #expect(Set(pairs.strongest(3).map { [$0.first, $0.second] }) == [[0, 2], [0, 3], [2, 3]])
    // Shapley-Taylor keeps what each does alone.
    let taylor = try ShapleyInteractions(Self.products, settings: .init(index: .shapleyTaylor))
      .attribution(of: input, objective: .logit(0))
    #expect(taylor.interactions?.singles == [3, 0, 0, 0, 0])
    #expect(abs(taylor.completenessGap) < 1e-12)
  }

  private static func network(players: Int, seed: UInt64) throws -> Network {
    var stream = RandomStream(seed: seed)
    func matrix(_ rows: Int, _ columns: Int) -> Matrix {
      Matrix(
        rows: rows, columns: columns,
        elements: (0..<rows * columns).map { _ in Float(stream.normal()) })
    }
    return try Network(
      inputShape: .vector(players),
      layers: [
        Dense(weights: matrix(players, 12), bias: matrix(1, 12).elements), ReLU(),
        Dense(weights: matrix(12, 2), bias: [0.5, -0.5]),
      ])
  }

  /// The closed form is what counting gives, over several background rows as well.
  @Test func closedFormIsEnumeration() throws {
    let network = try Self.network(players: 7, seed: 1)
    let input: [Float] = [1, -1, 0.5, 2, 0.3, -0.7, 1.2]
    let background = Matrix(
      rows: [[Float](repeating: 0, count: 7), [1, 0, 0.5, -1, 0.2, 0, 2]], columns: 7)
    func pairs(_ estimator: ShapleyInteractions.Estimator) throws -> Interactions {
      let found = try ShapleyInteractions(
        network, settings: .init(background: .rows(background), estimator: estimator)
      ).attribution(of: input, objective: .logit(0, against: 1))
      return try #require(found.interactions)
    }
    let (counted, formed) = (try pairs(.exact), try pairs(.closedForm))
    let bounds = try #require(formed.errorBounds)
    let largest = counted.pairs.map(abs).max() ?? 0
    for i in counted.pairs.indices {
      #expect(abs(counted.pairs[i] - formed.pairs[i]) <= bounds[i] + 1e-5 * largest)
      #expect(bounds[i] <= 0.01 * largest)
    }
    expectClose(formed.singles, counted.singles, within: 2e-3)
  }

  /// Sampled pairs are near the counted ones, and their errors say how near: of twelve networks' pairs
  /// 90 to 99% lie within 1.96 standard errors.
  @Test func sampledPairs() throws {
    var (inside, all, error, size) = (0, 0, 0.0, 0.0)
    for seed in 0..<12 {
      let network = try Self.network(players: 12, seed: UInt64(10 + seed))
      var stream = RandomStream(seed: UInt64(seed))
      let input = (0..<12).map { _ in Float(stream.normal()) }
      func pairs(_ estimator: ShapleyInteractions.Estimator, evaluations: Int? = nil) throws
        -> Interactions
      {
        let found = try ShapleyInteractions(
          network,
          settings: .init(
            estimator: estimator, evaluations: evaluations, seed: UInt64(seed))
        ).attribution(of: input, objective: .logit(0))
        if let evaluations { #expect(found.evaluations <= evaluations) }
        return try #require(found.interactions)
      }
      let (counted, sampled) = (try pairs(.exact), try pairs(.sampled, evaluations: 400))
      let errors = try #require(sampled.standardErrors)
      for i in 0..<12 {
        for j in i + 1..<12 {
          let miss = abs(sampled[i, j] - counted[i, j])
          if miss <= 1.96 * errors[i * 12 + j] { inside += 1 }
          all += 1
          error += miss * miss
          size += counted[i, j] * counted[i, j]
        }
      }
    }
    let coverage = Double(inside) / Double(all)
    #expect((0.90...0.99).contains(coverage), "coverage \(coverage)")
    #expect(error / size < 0.1, "\(error / size)")
  }

  @Test func tooManyPlayers() throws {
    let network = try Self.network(players: 30, seed: 5)
    let input = [Float](repeating: 1, count: 30)
    #expect(throws: AttributionError.tooManyPlayers(found: 30, maximum: 20)) {
      try ShapleyInteractions(network, settings: .init(index: .shapleyTaylor)).attribution(
        of: input, objective: .logit(0))
    }
  }
}
