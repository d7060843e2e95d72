import LimnCore
import LimnData
import LimnFigures
import LimnNetwork
import Testing

@Suite struct NetworkActivityTests {
  /// 300 rows, so that more than one piece of 256 is looked at.
  private static let set = Digits.all.examples(at: Array(0..<300))

  /// The network again, one example at a time with plain loops in Double.
  @Test func agreesWithPlainLoops() throws {
    let network = try SampleNetworks.random(hidden: [12], seed: 5)
    let dense = try #require(network.stages[1].dense)
    let set = Self.set
    var hidden: [[Double]] = []
    for row in 0..<set.count {
      hidden.append(
        (0..<12).map { unit in
          (0..<64).reduce(Double(dense.bias.elements[unit])) { sum, pixel in
            sum + Double(set.inputs[row, pixel]) / 16 * Double(dense.weights[pixel, unit])
          }
        })
    }
    let activity = try NetworkActivity(of: network, on: set, strongest: 3).stages[0]
    for label in 0..<10 {
      let rows = (0..<300).filter { set.labels[$0] == label }
      let means = try #require(activity.means[label])
      for unit in 0..<12 {
        let mean = rows.reduce(0) { $0 + max(0, hidden[$1][unit]) } / Double(rows.count)
        #expect(abs(means[unit] - mean) < 1e-4)
      }
    }
    for unit in 0..<12 {
      let order = (0..<300).sorted { hidden[$0][unit] > hidden[$1][unit] }
      // Units that are off throughout keep the first examples.
      guard hidden[order[2]][unit] > 1e-3 else { continue }
      #expect(activity.strongest[unit].map(\.example) == Array(order.prefix(3)))
    }
    let dead = (0..<12).filter { unit in (0..<300).allSatisfy { hidden[$0][unit] <= 0 } }
    #expect(activity.deadUnits == dead)
  }

  @Test func aUnitIsDeadOnlyWhereNoExampleWakesIt() throws {
    let shape = InputShape.vector(1)
    // Unit 0 is never on, unit 1 for one example of 300, unit 2 always.
    let dense = Dense(weights: Matrix(row: [-1, 1, 1]), bias: [0, -298.5, 1])
    let network = try Network(
      inputShape: shape,
      layers: [dense, ReLU(), Dense(weights: Matrix(rows: 3, columns: 2), bias: [0, 0])])
    let set = try LabeledSet(
      inputs: Matrix(rows: 300, columns: 1, elements: (0..<300).map(Float.init)),
      labels: [Int](repeating: 1, count: 300), classCount: 2)
    let activity = try NetworkActivity(of: network, on: set, strongest: 2)
    #expect(activity.stages[0].deadUnits == [0])
    #expect(activity.stages[0].means[0] == nil)
    #expect(activity.stages[0].means[1] == [0, 0.5 / 300, 150.5])
    // Logits have no activation that could be off.
    #expect(activity.stages[1].deadUnits == nil)
    #expect(activity.stages[0].strongest[2].map(\.example) == [299, 298])
    // Equal activations keep the set's order.
    #expect(activity.stages[0].strongest[0].map(\.example) == [0, 1])
    #expect(activity.exampleCount == 300)
  }

  @Test func noExamplesAreKeptWhereNoneAreWanted() throws {
    let network = try SampleNetworks.random(hidden: [4])
    let activity = try NetworkActivity(of: network, on: Self.set, strongest: 0)
    #expect(activity.stages.allSatisfy { $0.strongest.allSatisfy(\.isEmpty) })
  }

  @Test func mistakesAreTheMostConfidentFirst() throws {
    let model = BlackBox(inputShape: .vector(2), outputCount: 2, scoreKind: .probabilities) { $0 }
    let set = try LabeledSet(
      inputs: Matrix(rows: 4, columns: 2, elements: [0.9, 0.1, 0.4, 0.6, 0.2, 0.8, 0.7, 0.3]),
      labels: [0, 0, 0, 1], classCount: 2)
    let mistakes = try Misclassified.all(of: model, on: set)
    #expect(mistakes.map(\.example) == [2, 3, 1])
    #expect(mistakes.map(\.prediction) == [1, 0, 1])
    #expect(mistakes[0].probability == Double(Float(0.8)))
  }
}
