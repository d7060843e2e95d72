import LimnCore
import LimnFigures
import LimnNetwork
import Testing

@Suite struct HistogramTests {
  @Test func countsEveryValueOnceInItsBin() {
    var stream = RandomStream(seed: 8)
    for count in [1, 2, 27, 1000] {
      let values = (0..<count).map { _ in stream.normal() }
      let histogram = Histogram(symmetric: values)
      #expect(histogram.counts.reduce(0, +) == count)
      #expect(histogram.counts.count % 2 == 1)
      #expect(histogram.range.lowerBound == -histogram.range.upperBound)
      // By comparison with the bounds, not by arithmetic on the place; only the largest magnitude
      // lies on a border, the outermost one.
      let last = histogram.counts.count - 1
      for bin in histogram.counts.indices {
        let bounds = histogram.bounds(of: bin)
        let inside = values.count { value in
          (value >= bounds.lowerBound - (bin == 0 ? 1e-9 : 0))
            && (value < bounds.upperBound + (bin == last ? 1e-9 : 0))
        }
        #expect(histogram.counts[bin] == inside)
      }
    }
  }

  /// Borders that are numbers of few bits: five bins of width 2 around zero, each closed below.
  @Test func aValueOnABorderBelongsToTheUpperBin() {
    let values: [Double] = [-5, -3, -1, 1, 3, 5, 0, 0]
    let histogram = Histogram(symmetric: values)
    #expect(histogram.range == -5...5)
    #expect(histogram.counts == [1, 1, 3, 1, 2])
    // Twice the cube root of eight is 4, and one more puts zero into a bin's middle.
    #expect(histogram.bounds(of: 2) == -1...1)
  }

  @Test func zeroLiesInTheMiddleOfABinAndEndsBelongToTheOuterOnes() {
    // 2·27^⅓ = 6, made odd: 7 bins of width 2/7.
    let values = [-1.0, 1] + [Double](repeating: 0, count: 25)
    let histogram = Histogram(symmetric: values)
    #expect(histogram.counts == [1, 0, 0, 25, 0, 0, 1])
    #expect(Histogram(symmetric: [0, 0, 0]).counts.reduce(0, +) == 3)
    #expect(Histogram(symmetric: [Double](repeating: 1, count: 100_000)).counts.count == 61)
  }
}

@Suite struct WeightStatisticsTests {
  @Test func closedForms() {
    let statistics = WeightStatistics(of: [-2, 0, 0.01, 2, 5])
    #expect(abs(statistics.mean - 1.002) < 1e-12)
    // Σ(x − 1.002)² = 4 + 0 + 0.0001 + 4 + 25 − 5 · 1.002², over 4.
    #expect(abs((statistics.standardDeviation ?? 0) - (27.98008 / 4).squareRoot()) < 1e-12)
    #expect(statistics.largest == 5)
    // 0 and 0.01 are below 1% of 5.
    #expect(statistics.shareNearZero == 0.4)
    // And what lies at 1% itself, or just above, is not.
    #expect(WeightStatistics(of: [5, 0.05, -0.051, 0.049, -0.4, 0.2]).shareNearZero == 1 / 6.0)
    #expect(WeightStatistics(of: [3]).standardDeviation == nil)
    #expect(WeightStatistics(of: [0, 0]).shareNearZero == 1)
  }
}

@Suite struct UnitOrderTests {
  private static func network(_ later: [Matrix]) throws -> Network {
    var layers: [any Layer] = [
      Dense(
        weights: Matrix(rows: 2, columns: later.first?.rows ?? 3, repeating: 0.5),
        bias: [Float](repeating: 0, count: later.first?.rows ?? 3))
    ]
    for weights in later {
      layers += [
        ReLU(), Dense(weights: weights, bias: [Float](repeating: 0, count: weights.columns)),
      ]
    }
    return try Network(inputShape: .vector(2), layers: layers)
  }

  @Test func byClassThenByStrength() throws {
    // Rows are units, columns classes. A shift of a whole row changes nothing.
    let weights = Matrix(
      rows: 4, columns: 2, elements: [1, 0, 10, 13, 5, 3, 2, 3])
    let order = UnitOrder(of: try Self.network([weights]))
    #expect(order.units.map(\.index) == [2, 0, 1, 3])
    #expect(order.units.map(\.servedClass) == [0, 0, 1, 1])
    #expect(abs(order.units[0].strength - 2.0.squareRoot()) < 1e-12)
    #expect(order.byClass.map { $0.servedClass } == [0, 1])
    #expect(order.byClass.map { $0.units.map(\.index) } == [[2, 0], [1, 3]])
  }

  @Test func throughSeveralLayersAsTheirProduct() throws {
    let first = Matrix(rows: 2, columns: 2, elements: [0, 1, 1, 0])
    let second = Matrix(rows: 2, columns: 2, elements: [3, 0, 0, 1])
    // Their product sends unit 0 to class 1 and unit 1 to class 0.
    let order = UnitOrder(of: try Self.network([first, second]))
    #expect(order.units.map(\.index) == [1, 0])
    #expect(order.units.map(\.servedClass) == [0, 1])
  }

  @Test func aSingleLayersUnitsAreTheClasses() throws {
    let order = UnitOrder(of: try Self.network([]))
    #expect(order.units.map(\.servedClass) == [0, 1, 2])
    #expect(order.units.map(\.index) == [0, 1, 2])
  }
}

@Suite struct NeuronDiagramTests {
  @Test func theStrongestIncomingWeightsOfEachUnit() {
    let weights = Matrix(
      rows: 4, columns: 2, elements: [0.5, 0, -2, 3, 1, -3, 2, 0.1])
    let edges = WeightedEdges(weights, from: [0, 1, 2, 3], to: [0, 1], strongest: 2).edges
    #expect(edges.map(\.weight) == [-2, 2, 3, -3])
    #expect(edges.map(\.source) == [1, 3, 1, 2])
    #expect(edges.map(\.target) == [0, 0, 1, 1])
    // A weight of 0 connects nothing; units that are not drawn are not chosen.
    let all = WeightedEdges(weights, from: [0, 2], to: [1], strongest: 9).edges
    #expect(all.map(\.weight) == [-3])
    #expect(all.map(\.source) == [1])
  }

  @Test func aWideColumnKeepsItsStrongestUnits() {
    let strengths = (0..<512).map { Double($0 * 7 % 512) }
    let column = NeuronColumn(strengths: strengths, most: 64, height: 600)
    #expect(column.units == (0..<512).filter { strengths[$0] >= 448 })
    #expect(column.gaps.map(\.missing) == [448])
    #expect(
      zip(column.heights, column.heights.dropFirst()).allSatisfy { $1 - $0 > 2 * column.radius })
    #expect((column.heights.first ?? 0) - column.radius >= 0)
    #expect((column.gaps.last?.height ?? 601) + 6 <= 600)
    let whole = NeuronColumn(strengths: [1, 1, 1], most: 64, height: 600)
    #expect(whole.units == [0, 1, 2])
    #expect(whole.gaps.isEmpty)
  }
}
