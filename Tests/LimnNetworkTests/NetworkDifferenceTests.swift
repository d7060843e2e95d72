import LimnCore
import LimnNetwork
import Testing

@Suite struct NetworkDifferenceTests {
  private func dense(_ inputs: Int, _ outputs: Int, seed: UInt64) -> Dense {
    Dense(
      weights: .random(inputs, outputs, seed: seed),
      bias: Matrix.random(1, outputs, seed: seed + 100).elements)
  }

  private func chain(_ layers: [any LimnNetwork.Operation], _ shape: InputShape = .vector(4)) throws
    -> Network
  {
    try Network(inputShape: shape, layers: layers)
  }

  private func statuses(_ difference: NetworkDifference) -> [NetworkDifference.Status] {
    difference.rows.map(\.status)
  }

  private func words(_ changes: [NetworkDifference.Change]) -> [String] {
    changes.map { "\($0.what) \($0.before) \($0.after)" }
  }

  @Test func aNetworkIsIdenticalToItself() throws {
    let network = try chain([dense(4, 3, seed: 1), ReLU(), dense(3, 2, seed: 2), Softmax()])
    let difference = try NetworkDifference(from: network, to: network)
    #expect(difference.isIdentical)
    #expect(statuses(difference) == [.same, .same, .same, .same])
  }

  @Test func oneWeightIsFoundWithItsPlace() throws {
    let before = try chain([dense(4, 3, seed: 1), ReLU(), dense(3, 2, seed: 2), Softmax()])
    var after = before
    after.updateParameters { node, parameter, values in
      if node == 2, parameter == 0 {
        values.elements[3] += 0.5
        values.elements[4] -= 0.25
      }
    }
    let difference = try NetworkDifference(from: before, to: after)
    #expect(!difference.isIdentical)
    #expect(statuses(difference) == [.same, .same, .weights, .same])
    let row = difference.rows[2]
    let weights = try #require(row.tensors.first { $0.name == "weights" })
    let change = try #require(weights.change)
    #expect(change.count == 2)
    #expect(abs(change.norm - (0.25 + 0.0625).squareRoot()) < 1e-6)
    #expect(change.largest?.index == [1, 1])
    #expect(abs(try #require(change.largest).change - 0.5) < 1e-6)
    #expect(row.largestChange?.tensor == "weights")
    // Over weights and biases together.
    let old = dense(3, 2, seed: 2)
    let squares = (old.weights.elements + old.bias.elements).reduce(0.0) {
      $0 + Double($1) * Double($1)
    }
    #expect(abs(try #require(row.relativeChange) - change.norm / squares.squareRoot()) < 1e-9)
  }

  /// Of four layers of one shape the third is gone: what tells them apart is their weights.
  @Test func aLayerOfManyOfOneShapeIsMissed() throws {
    let layers = (0..<4).map { dense(4, 4, seed: UInt64($0)) }
    let before = try chain(layers.flatMap { [$0, Tanh()] as [any LimnNetwork.Operation] })
    let after = try chain(
      [0, 1, 3].flatMap { [layers[$0], Tanh()] as [any LimnNetwork.Operation] })
    let difference = try NetworkDifference(from: before, to: after)
    #expect(difference.count(of: .same) == 6)
    #expect(difference.count(of: .removed) == 2)
    let removed = difference.rows.filter { $0.status == .removed }.compactMap(\.before)
    #expect(removed.contains(4))
    // What followed the removed layer takes another value for that reason alone.
    #expect(difference.rows.allSatisfy { $0.changes.isEmpty })
    let back = try NetworkDifference(from: after, to: before)
    #expect(back.count(of: .added) == 2)
    #expect(back.count(of: .same) == 6)
  }

  @Test func anotherActivationStandsInThePlaceOfTheFirst() throws {
    let (first, last) = (dense(4, 3, seed: 1), dense(3, 2, seed: 2))
    let difference = try NetworkDifference(
      from: try chain([first, ReLU(), last]), to: try chain([first, GELU(), last]))
    #expect(statuses(difference) == [.same, .changed, .same])
    #expect(difference.rows[1].changes.map(\.what).contains("kind"))
  }

  @Test func anotherWidthIsAnotherShape() throws {
    let difference = try NetworkDifference(
      from: try chain([dense(4, 3, seed: 1), ReLU(), dense(3, 2, seed: 2)]),
      to: try chain([dense(4, 5, seed: 1), ReLU(), dense(5, 2, seed: 2)]))
    #expect(statuses(difference) == [.changed, .changed, .changed])
    let weights = difference.rows[0].tensors[0]
    #expect(weights.before?.shape == Shape([4, 3]))
    #expect(weights.after?.shape == Shape([4, 5]))
    #expect(weights.change == nil)
    #expect(difference.rows[0].relativeChange == nil)
    #expect(
      words(difference.rows[1].changes) == ["output 3 5"])
  }

  /// Numbers that are not trained count too.
  @Test func aFixedScalingIsCompared() throws {
    func network(_ factor: Float) throws -> Network {
      try chain([
        Scaling(shift: [0, 0, 0, 0], factor: [1, 1, factor, 1]), dense(4, 2, seed: 1),
      ])
    }
    let difference = try NetworkDifference(from: try network(2), to: try network(3))
    #expect(statuses(difference) == [.weights, .same])
    #expect(difference.rows[0].largestChange?.entry.index == [2])
    #expect(difference.rows[0].largestChange?.tensor == "factor")
  }

  /// A padding shows neither in a shape nor in a number.
  @Test func whatShowsNowhereElseIsNoticed() throws {
    func network(_ before: Windows.Pair, _ after: Windows.Pair) throws -> Network {
      let windows = Windows(
        channels: 1, input: .init(4, 4), kernel: .init(2, 2), paddingBefore: before,
        paddingAfter: after)
      return try chain(
        [Convolution(windows, weights: .random(2, 4, seed: 3), bias: [0, 1])],
        .image(height: 4, width: 4))
    }
    let (first, second) = (
      try network(.init(1, 1), .init(0, 0)), try network(.init(0, 0), .init(1, 1))
    )
    let difference = try NetworkDifference(from: first, to: second)
    #expect(!difference.isIdentical)
    #expect(statuses(difference) == [.changed])
    #expect(try NetworkDifference(from: first, to: first).isIdentical)
    let place = try #require(
      try NetworkDifference(
        from: first, to: try moved(first, by: 1)
      ).rows[0].largestChange?.entry.index)
    #expect(place == [0, 0, 0, 0])
  }

  private func moved(_ network: Network, by amount: Float) throws -> Network {
    var network = network
    network.updateParameters { _, parameter, values in
      if parameter == 0 { values.elements[0] += amount }
    }
    return network
  }

  /// Two networks of the same operations, one of which adds the input where the other adds a hidden value.
  @Test func anotherConnectionIsAChange() throws {
    func network(_ source: Int) throws -> Network {
      try Network(
        inputShape: .vector(3),
        nodes: [
          .init("a", dense(3, 3, seed: 1), of: [0]), .init("b", ReLU(), of: [1]),
          .init("c", Sum(of: 2), of: [2, source]),
        ])
    }
    let difference = try NetworkDifference(from: try network(0), to: try network(1))
    #expect(statuses(difference) == [.same, .same, .changed])
    #expect(
      words(difference.rows[2].changes) == ["takes relu, input relu, dense"])
  }

  @Test func namesOfOutputsAreCompared() throws {
    let network = try chain([dense(4, 2, seed: 1), Softmax()])
    let difference = try NetworkDifference(
      from: network, to: try network.named(outputs: ["yes", "no"]))
    #expect(!difference.isIdentical)
    #expect(words(difference.changes) == ["output names none yes, no"])
    #expect(statuses(difference) == [.same, .same])
  }

  @Test func tooLongAStretchIsRefused() throws {
    func network(_ layer: any LimnNetwork.Operation, _ count: Int) throws -> Network {
      try chain([any LimnNetwork.Operation](repeating: layer, count: count), .vector(1))
    }
    #expect(throws: NetworkError.tooLongToAlign(before: 9_000, after: 8_999)) {
      try NetworkDifference(from: try network(Tanh(), 9_000), to: try network(ReLU(), 8_999))
    }
    // As long, but the same.
    let long = try network(Tanh(), 9_000)
    #expect(try NetworkDifference(from: long, to: long).isIdentical)
  }
}
