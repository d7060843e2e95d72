import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

/// Owen values over nested blocks.
@Suite struct OwenValuesTests {
  private static func network(height: Int, width: Int, seed: UInt64 = 1) throws -> Network {
    let random = try TestNetwork.random(
      inputs: height * width, hidden: [8], classes: 2, seed: seed)
    return try Network(
      inputShape: .image(height: height, width: width), layers: random.layers)
  }

  private static func input(_ count: Int) -> [Float] {
    var stream = RandomStream(seed: 9)
    return (0..<count).map { _ in Float(stream.normal()) }
  }

  private func permutations(_ items: [[Int]]) -> [[[Int]]] {
    guard items.count > 1 else { return [items] }
    return items.indices.flatMap { first -> [[[Int]]] in
      var rest = items
      let item = rest.remove(at: first)
      return permutations(rest).map { [item] + $0 }
    }
  }

  /// All orders of 2×4 pixels in which blocks stay together: quarters of 1×2, each of two pixels.
  @Test func areMeansOverTheOrdersThatKeepBlocksTogether() throws {
    let network = try Self.network(height: 2, width: 4)
    let input = Self.input(8)
    let blocks = [[0, 1], [2, 3], [4, 5], [6, 7]]
    var (sums, count) = ([Double](repeating: 0, count: 8), 0.0)
    for order in permutations(blocks) {
      for flips in 0..<16 {
        let pixels = order.enumerated().flatMap { place, block in
          flips >> place & 1 == 1 ? block.reversed() : block
        }
        var rows = [[Float](repeating: 0, count: 8)]
        for pixel in pixels {
          var row = rows[rows.count - 1]
          row[pixel] = input[pixel]
          rows.append(row)
        }
        let scores = network.scores(of: Matrix(rows: rows, columns: 8))
        count += 1
        for (step, pixel) in pixels.enumerated() {
          sums[pixel] += Double(scores[step + 1, 1]) - Double(scores[step, 1])
        }
      }
    }
    let found = try SHAP(network, segmentation: .nested)
      .attribution(of: input, objective: .logit(1))
    #expect(found.standardErrors == nil)
    for (value, sum) in zip(found.values, sums) { #expect(abs(value - sum / count) < 2e-6) }
    // All coalitions of the quarters but two, and for each quarter those of its pixels.
    #expect(found.evaluations == 2 + 14 + 4 * 8 * 4)
  }

  /// A pixel that equals the background is no player, and leaves blocks of one part.
  @Test func absentPixelsAreZero() throws {
    let network = try Self.network(height: 4, width: 4)
    var input = Self.input(16)
    for pixel in [0, 1, 4, 5, 10, 11] { input[pixel] = 0 }
    let found = try SHAP(network, segmentation: .nested)
      .attribution(of: input, objective: .logit(0))
    for pixel in [0, 1, 4, 5, 10, 11] { #expect(found.values[pixel] == 0) }
    #expect(abs(found.completenessGap) < 1e-5)
    // Three quarters are left, of 4, 4 and 2 pixels.
    #expect(found.evaluations == 2 + 6 + 2 * 4 * 16 + 4 * 4)
  }

  @Test func ofALinearModelTheyAreItsProducts() throws {
    let weights: [Float] = [1, -2, 3, 4, 0.5, 2, -1, 1, 2, 3, 1, -4, 1, 1, 2, 0.25]
    let network = try Network(
      inputShape: .image(height: 4, width: 4),
      layers: [Dense(weights: Matrix(rows: weights.map { [$0] }, columns: 1), bias: [1])])
    let input = Self.input(16)
    for estimator in [ShapleyEstimator.auto, .permutation] {
      let found = try SHAP(
        network, segmentation: .nested, estimator: estimator, evaluations: 2048
      ).attribution(of: input, objective: .output())
      for i in 0..<16 { #expect(abs(found.values[i] - Double(weights[i] * input[i])) < 1e-5) }
    }
  }

  /// Whatever the budget, the values sum to the score difference, and more of it opens more blocks.
  @Test(arguments: [20, 150, 600, 2048]) func sumsAreExact(evaluations: Int) throws {
    let network = try Self.network(height: 8, width: 8)
    let found = try SHAP(
      network, segmentation: .nested, estimator: .permutation, evaluations: evaluations
    ).attribution(of: Self.input(64), objective: .probability(1))
    #expect(abs(found.completenessGap) < 1e-6)
    #expect(found.evaluations <= evaluations)
    #expect(found.notes.contains { $0.kind == .fewSamples } == (evaluations < 2048))
    #expect(Set(found.values).count > min(evaluations / 40, 20))
  }

  /// 95% intervals around sampled values hold the exact ones in 93 to 97% of cases.
  @Test func intervalsHold() throws {
    let network = try Self.network(height: 8, width: 8, seed: 5)
    let input = Self.input(64)
    let exact = try SHAP(network, segmentation: .nested)
      .attribution(of: input, objective: .probability(1))
    #expect(exact.standardErrors == nil)
    var (held, count) = (0, 0)
    for seed in 0..<100 as Range<UInt64> {
      // Quarters and sixteenths are counted out, pixels estimated from eight pairs of orders.
      let found = try SHAP(
        network, segmentation: .nested, estimator: .permutation, evaluations: 2048,
        seed: seed
      ).attribution(of: input, objective: .probability(1))
      for (i, error) in try #require(found.standardErrors).enumerated() where error > 0 {
        count += 1
        if abs(found.values[i] - exact.values[i]) <= 1.96 * error { held += 1 }
      }
    }
    #expect(count == 6400)
    let share = Double(held) / Double(max(count, 1))
    #expect(share > 0.93 && share < 0.97, "\(share) of \(count)")
  }

  @Test func theSameBitsForAnyNumberOfWorkers() throws {
    let network = try Self.network(height: 8, width: 8)
    let inputs = Matrix(rows: [Self.input(64), Self.input(64).reversed()], columns: 64)
    let method = try SHAP(
      network, segmentation: .nested, estimator: .permutation, evaluations: 900)
    let objectives: [Objective] = [.logit(0), .logit(1)]
    let found = try [1, 2, 8].map {
      try method.attributions(of: inputs, objectives: objectives, work: Work(workers: $0))
    }
    #expect(found[0] == found[1] && found[1] == found[2])
    #expect(try method.attribution(of: Self.input(64), objective: .logit(0)) == found[0][0])
    let both = try method.attributions(of: Self.input(64), objectives: objectives)
    #expect(both[0].values == found[0][0].values)
  }

  @Test func whatNestedBlocksCannotServe() throws {
    let network = try Self.network(height: 4, width: 4)
    let input = Self.input(16)
    #expect(throws: AttributionError.nestedSegments) {
      try LIME(network, segmentation: .nested)
        .attribution(of: input, objective: .logit(0))
    }
    #expect(throws: AttributionError.nestedEstimator(.kernel)) {
      try SHAP(network, segmentation: .nested, estimator: .kernel)
        .attribution(of: input, objective: .logit(0))
    }
    let table = try TestNetwork.random(inputs: 3, hidden: [4], classes: 2)
    #expect(throws: AttributionError.blocksOfVector) {
      try SHAP(table, segmentation: .nested)
        .attribution(of: [1, 2, 3], objective: .logit(0))
    }
    #expect(throws: AttributionError.evaluationsBelowMinimum(found: 10, minimum: 16)) {
      try SHAP(
        network, segmentation: .nested, estimator: .permutation, evaluations: 10
      ).attribution(of: input, objective: .logit(0))
    }
  }
}
