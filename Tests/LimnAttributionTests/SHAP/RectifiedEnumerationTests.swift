import LimnCore
import LimnNetwork
import Testing

@testable import LimnAttribution

/// All units of a hidden layer counted out at once, before a background of many rows.
@Suite struct RectifiedEnumerationTests {
  private let units = 7
  private let classes = 4

  private func network(_ inputs: Int, slope: Float, silent: Int? = nil) throws -> Network {
    var stream = RandomStream(seed: UInt64(40 + inputs))
    func matrix(_ rows: Int, _ columns: Int) -> Matrix {
      Matrix(
        rows: rows, columns: columns,
        elements: (0..<rows * columns).map { _ in Float(stream.normal()) })
    }
    var first = matrix(inputs, units)
    if let silent { for unit in 0..<units { first[silent, unit] = 0 } }
    let bent: any Layer = slope == 0 ? ReLU() : LeakyReLU(negativeSlope: slope)
    return try Network(
      inputShape: .vector(inputs),
      layers: [
        Dense(weights: first, bias: matrix(1, units).elements), bent,
        Dense(weights: matrix(units, classes), bias: [1, 2, 3, 4]), Softmax(),
      ])
  }

  private func rows(_ count: Int, _ width: Int, seed: UInt64) -> Matrix {
    var stream = RandomStream(seed: seed)
    return Matrix(
      rows: count, columns: width,
      elements: (0..<count * width).map { _ in Float(stream.normal()) })
  }

  /// `Σ_{S∌i} s!(n − s − 1)!/n! [v(S ∪ i) − v(S)]` in double precision, from the layers' weights.
  private func definition(
    _ network: Network, slope: Float, input: [Float], background: Matrix, weights: [Double]
  ) throws -> [Double] {
    let first = try #require(network.layers[0] as? Dense)
    let last = try #require(network.layers[2] as? Dense)
    let n = input.count
    func factorial(_ n: Int) -> Double { (1...max(n, 1)).reduce(1) { $0 * Double($1) } }
    let outgoing = (0..<units).map { unit in
      (0..<classes).reduce(0.0) { $0 + weights[$1] * Double(last.weights[unit, $1]) }
    }
    func worth(_ coalition: Int) -> Double {
      var sum = 0.0
      for row in 0..<background.rows {
        for unit in 0..<units {
          var before = Double(first.bias[0, unit])
          for player in 0..<n {
            let value = coalition >> player & 1 == 1 ? input[player] : background[row, player]
            before += Double(value) * Double(first.weights[player, unit])
          }
          sum += outgoing[unit] * (before > 0 ? before : Double(slope) * before)
        }
      }
      return sum / Double(background.rows)
    }
    let worths = (0..<1 << n).map(worth)
    return (0..<n).map { player in
      (0..<1 << n).reduce(0.0) { sum, coalition in
        guard coalition >> player & 1 == 0 else { return sum }
        let size = coalition.nonzeroBitCount
        return sum + factorial(size) * factorial(n - size - 1) / factorial(n)
          * (worths[coalition | 1 << player] - worths[coalition])
      }
    }
  }

  @Test(arguments: 1...8, [1, 3, 20])
  func isTheDefinition(players: Int, backgroundRows: Int) throws {
    for slope: Float in [0, 0.25] {
      let network = try network(players, slope: slope)
      let background = rows(backgroundRows, players, seed: 3)
      let input = rows(1, players, seed: 4).elements
      let objectives: [Objective] = [.logit(2), .logit(0, against: 3), .logit(1)]
      let weights: [[Double]] = [[0, 0, 1, 0], [1, 0, 0, -1], [0, 1, 0, 0]]
      for count in 1...3 {
        let game = CoalitionGame(
          model: network, input: input, background: background,
          segments: Segments(labels: Array(0..<players)), objectives: Array(objectives[..<count]))
        let units = try #require(RectifiedUnits(network))
        let found = try #require(try RectifiedEnumeration(units, game)?.estimates())
        for (estimate, weights) in zip(found, weights) {
          let truth = try definition(
            network, slope: slope, input: input, background: background, weights: weights)
          let largest = truth.reduce(0) { max($0, abs($1)) }
          let bounds = try #require(estimate.errorBounds)
          for player in 0..<players {
            #expect(bounds[player] < 1e-11 * (largest + 1))
            #expect(
              abs(estimate.values[player] - truth[player]) <= bounds[player] + 1e-13 * largest,
              "\(players), \(slope), \(count)")
          }
        }
      }
    }
  }

  /// What no unit sees has the value 0, not about 0, and no number of threads changes a bit.
  @Test func whatNoUnitSeesIsZero() throws {
    let network = try network(9, slope: 0, silent: 6)
    let background = rows(50, 9, seed: 8)
    let input = rows(1, 9, seed: 9).elements
    let shap = try SHAP(network, background: .rows(background), estimator: .analytic)
    let found = try (1...3).map {
      try shap.attributions(
        of: input, objectives: [.logit(1), .logit(2)], work: Work(workers: $0))
    }
    for attribution in found[0] {
      #expect(attribution.values[6] == 0 && attribution.errorBounds?[6] == 0)
    }
    #expect(found[0].map(\.values) == found[1].map(\.values))
    #expect(found[0].map(\.values) == found[2].map(\.values))
  }

  /// A step that is a billionth of the others would be lost among them.
  @Test func unlikeStepsAreNotAddedUp() throws {
    let network = try network(4, slope: 0)
    func enumeration(_ last: Float) throws -> [ShapleyEstimate]? {
      let game = CoalitionGame(
        model: network, input: [3, -2, 1, last], background: Matrix(row: [0, 0, 0, 0]),
        segments: Segments(labels: [0, 1, 2, 3]), objectives: [.logit(0)])
      let units = try #require(RectifiedUnits(network))
      return try #require(RectifiedEnumeration(units, game)).estimates()
    }
    #expect(try enumeration(1e-3) != nil)
    #expect(try enumeration(1e-9) == nil)
  }

  /// Of many players units are counted one by one.
  @Test func manyPlayersAreNotEnumerated() throws {
    let network = try network(18, slope: 0)
    let game = CoalitionGame(
      model: network, input: rows(1, 18, seed: 1).elements, background: rows(1, 18, seed: 2),
      segments: Segments(labels: Array(0..<18)), objectives: [.logit(0)])
    let units = try #require(RectifiedUnits(network))
    #expect(RectifiedEnumeration(units, game) == nil)
  }
}
