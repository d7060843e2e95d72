import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Every value of the closed form carries a bound on its error, and keeps it.
@Suite struct ErrorBoundTests {
  /// Inputs that waves over the reach of all players find hard.
  enum Columns: String, CaseIterable, Sendable {
    /// All of one size.
    case alike
    /// Sizes from 1e-3 to 1e9, each as likely.
    case unlike
    /// One a thousand times the others: an income beside flags.
    case oneLarge
    /// Three a million times the others.
    case threeLarge
    /// Ones before whole-numbered weights: few different sums, and resonances.
    case whole

    func values(_ n: Int, _ stream: inout RandomStream) -> [Float] {
      (0..<n).map { index in
        let value = stream.normal()
        switch self {
        case .alike: return Float(value)
        case .unlike: return Float(value * pow(10, -3 + 12 * stream.uniform()))
        case .oneLarge: return index == n / 2 ? 1000 : Float(value)
        case .threeLarge: return Float(index % (n / 3) == 0 ? 1e6 * value : value)
        case .whole: return 1
        }
      }
    }
  }

  /// One hidden layer of 16 rectifiers; the players at `unused` have no weight.
  private struct Example {
    let first: Dense
    let last: Dense
    let network: Network

    init(
      _ n: Int, whole: Bool, unused: [Int], _ activation: any Layer, _ stream: inout RandomStream
    ) throws {
      let units = 16
      var weights = (0..<n * units).map { _ in Float(stream.normal()) }
      if whole { weights = weights.map { (1.5 * $0).rounded() } }
      for player in unused {
        for unit in 0..<units { weights[player * units + unit] = 0 }
      }
      first = Dense(
        weights: Matrix(rows: n, columns: units, elements: weights),
        bias: (0..<units).map { _ in Float(stream.normal()) })
      last = Dense(
        weights: Matrix(
          rows: units, columns: 2, elements: (0..<2 * units).map { _ in Float(stream.normal()) }),
        bias: [0, 0])
      network = try Network(inputShape: .vector(n), layers: [first, activation, last])
    }

    /// Shapley values of logit 1 from all coalitions in `Double`, unit by unit, marginal by marginal.
    func truth(_ input: [Float], slope: Double) -> [Double] {
      let n = input.count
      var weights = [1 / Double(n)]
      for size in 1..<n { weights.append(weights[size - 1] * Double(size) / Double(n - size)) }
      var values = [Double](repeating: 0, count: n)
      for unit in 0..<first.weights.columns {
        var sums = [Double(first.bias.elements[unit])]
        for player in 0..<n {
          let step = Double(input[player]) * Double(first.weights[player, unit])
          sums += sums.map { $0 + step }
        }
        let worths = sums.map { Double(last.weights[unit, 1]) * ($0 > 0 ? $0 : slope * $0) }
        for player in 0..<n {
          var value = 0.0
          for coalition in worths.indices where coalition >> player & 1 == 0 {
            value +=
              weights[coalition.nonzeroBitCount]
              * (worths[coalition | 1 << player] - worths[coalition])
          }
          values[player] += value
        }
      }
      return values
    }
  }

  @Test(arguments: Columns.allCases, [6, 9, 13])
  func everyValueKeepsItsBound(columns: Columns, players: Int) throws {
    for seed in 0..<8 as Range<UInt64> {
      var stream = RandomStream(seed: 100 * UInt64(players) + seed)
      let slope = seed % 2 == 0 ? 0 : 0.2
      let example = try Example(
        players, whole: columns == .whole, unused: [1],
        slope == 0 ? ReLU() : LeakyReLU(negativeSlope: Float(slope)), &stream)
      let input = columns.values(players, &stream)
      let found = try SHAP(example.network, estimator: .analytic)
        .attribution(of: input, objective: .logit(1))
      let truth = example.truth(input, slope: Double(Float(slope)))
      let bounds = try #require(found.errorBounds)
      let largest = truth.reduce(0) { max($0, abs($1)) }
      for player in 0..<players {
        #expect(
          abs(found.values[player] - truth[player]) <= bounds[player],
          "\(columns), \(players) players, seed \(seed), player \(player)")
        #expect(bounds[player] <= 2e-3 * largest)
      }
      // Nobody sees player 1.
      #expect(found.values[1] == 0 && bounds[1] == 0)
      #expect(found.notes == [])
    }
  }

  /// Where sizes are unlike, each value is right in its own size, not only in that of the largest.
  @Test func smallPlayersAreRightInTheirOwnSize() throws {
    for seed in 0..<8 as Range<UInt64> {
      var stream = RandomStream(seed: 40 + seed)
      let example = try Example(12, whole: false, unused: [], ReLU(), &stream)
      let input = (0..<12).map { Float(stream.normal() * pow(10, Double($0 % 6) * 2 - 3)) }
      let found = try SHAP(example.network, estimator: .analytic)
        .attribution(of: input, objective: .logit(1))
      for (value, expected) in zip(found.values, example.truth(input, slope: 0)) {
        #expect(abs(value - expected) <= 1e-6 * abs(expected) + 1e-7)
      }
    }
  }

  /// One large player and too many others to count out: it is, and waves of their own size give the
  /// rest. Truth is sampled.
  @Test(arguments: [1, 3]) func largePlayersAreTakenOut(large: Int) throws {
    var stream = RandomStream(seed: 71)
    let n = 34
    let example = try Example(n, whole: false, unused: [5], ReLU(), &stream)
    let input = (0..<n).map { Float(stream.normal() * ($0 < large ? 1e4 : 1)) }
    let found = try SHAP(example.network).attribution(of: input, objective: .logit(1))
    #expect(found.options.first == .init("estimator", "analytic"))
    let bounds = try #require(found.errorBounds)
    let largest = found.values.reduce(0) { max($0, abs($1)) }
    #expect(bounds.allSatisfy { $0 <= 2e-3 * largest })
    #expect(found.values[5] == 0 && bounds[5] == 0)
    let sampled = try SHAP(example.network, estimator: .permutation, evaluations: 300_000)
      .attribution(of: input, objective: .logit(1))
    let errors = try #require(sampled.standardErrors)
    for player in 0..<n {
      #expect(
        abs(found.values[player] - sampled.values[player])
          <= bounds[player] + 4.5 * errors[player] + 1e-5 * abs(found.values[player]))
    }
  }

  /// An equal step of 40 players has 41 sums, not 2⁴⁰ coalitions; the value is known.
  @Test func equalPlayersAreCountedAsOneGroup() throws {
    let n = 40
    let network = try Network(
      inputShape: .vector(n + 1),
      layers: [
        Dense(
          weights: Matrix(
            rows: n + 1, columns: 1,
            elements: [Float](repeating: 1, count: n) + [1000]), bias: [-1020.5]),
        ReLU(), Dense(weights: Matrix(rows: 1, columns: 2, elements: [0, 1]), bias: [0, 0]),
      ])
    let found = try SHAP(network).attribution(
      of: [Float](repeating: 1, count: n + 1), objective: .logit(1))
    // The large one is needed, and more than 20 of the others: it joins after s of them with
    // probability 1/41 each, and then counts s − 20.5.
    let expected = (21...40).reduce(0.0) { $0 + (Double($1) - 20.5) / 41 }
    #expect(abs(found.values[n] - expected) <= 1e-9)
    for player in 0..<n {
      #expect(abs(found.values[player] - (19.5 - expected) / 40) <= 1e-9)
    }
  }

  /// What was found by counting out or sampling has no bound.
  @Test func othersHaveNone() throws {
    var stream = RandomStream(seed: 3)
    let example = try Example(8, whole: false, unused: [], ReLU(), &stream)
    let input = Columns.alike.values(8, &stream)
    for estimator in [ShapleyEstimator.exact, .moments, .permutation, .kernel, .gaussianProcess] {
      let found = try SHAP(example.network, estimator: estimator)
        .attribution(of: input, objective: .logit(1))
      #expect(found.errorBounds == nil)
    }
  }
}
