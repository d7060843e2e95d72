import LimnCore
import LimnNetwork
import TestSupport
import Testing

/// Scores of pictures that differ in a rectangle, against those of the whole network.
@Suite struct NearbyScoresTests {
  private func numbers(_ count: Int, seed: UInt64, scale: Double = 0.3) -> [Float] {
    var stream = RandomStream(seed: seed)
    return (0..<count).map { _ in Float(scale * stream.normal()) }
  }

  private func convolution(
    _ channels: Int, _ outputs: Int, _ size: (Int, Int), kernel: Int = 3, stride: Int = 1,
    padding: (Int, Int) = (1, 1), dilation: Int = 1, groups: Int = 1, seed: UInt64
  ) -> Convolution {
    Convolution(
      Windows(
        channels: channels, input: .init(size.0, size.1), kernel: .init(kernel, kernel),
        stride: .init(stride, stride), dilation: .init(dilation, dilation),
        paddingBefore: .init(padding.0, padding.1), paddingAfter: .init(padding.0, padding.1)),
      groups: groups,
      weights: Matrix(
        rows: outputs, columns: channels / groups * kernel * kernel,
        elements: numbers(outputs * channels / groups * kernel * kernel, seed: seed)),
      bias: numbers(outputs, seed: seed + 100))
  }

  private func dense(_ inputs: Int, _ outputs: Int, seed: UInt64) -> Dense {
    Dense(
      weights: Matrix(
        rows: inputs, columns: outputs, elements: numbers(inputs * outputs, seed: seed)),
      bias: numbers(outputs, seed: seed + 1))
  }

  /// A residual block, a stride, a dilation, groups, padding of unlike sides, and a pool.
  private func residual() throws -> Network {
    let pool = Windows(
      channels: 6, input: .init(24, 20), kernel: .init(3, 2), stride: .init(2, 2),
      paddingBefore: .init(1, 0), paddingAfter: .init(1, 0))
    let height = pool.output.height
    let last = convolution(
      6, 6, (height, pool.output.width), stride: 2, padding: (1, 0), seed: 4)
    let count = 6 * last.windows.count
    return try Network(
      inputShape: .image(channels: 2, height: 24, width: 20),
      nodes: [
        .init("a", convolution(2, 6, (24, 20), seed: 1), of: [0]),
        .init("b", ReLU(), of: [1]),
        .init(
          "c",
          convolution(6, 6, (24, 20), padding: (2, 2), dilation: 2, groups: 3, seed: 2), of: [2]),
        .init("d", Sum(of: 2), of: [3, 1]),
        .init("e", Tanh(), of: [4]),
        .init(
          "f",
          Maximum.pool(
            pool, input: Shape([6, 24, 20]), output: Shape([6, height, pool.output.width])),
          of: [5]),
        .init("g", last, of: [6]),
        .init("h", dense(count, 3, seed: 5), of: [7]),
        .init("i", Softmax(), of: [8]),
      ])
  }

  @Test func theScoresAreThoseOfTheWholeNetwork() throws {
    let network = try residual()
    let input = numbers(960, seed: 9, scale: 1)
    let patches = [(0, 0), (21, 17), (10, 7), (3, 16), (20, 0), (11, 11)].map { top, left in
      NearbyScores.Patch(rows: top..<top + 3, columns: left..<left + 3)
    }
    let near = try #require(NearbyScores(network, at: input, patches: patches))
    let rows = patches.enumerated().map { index, patch -> [Float] in
      var row = input
      for channel in 0..<2 {
        for y in patch.rows {
          for x in patch.columns { row[(channel * 24 + y) * 20 + x] = Float(index) - 2 }
        }
      }
      return row
    }
    let inputs = Matrix(rows: rows, columns: 960)
    let (found, whole) = (
      near.scores(of: inputs, changedIn: patches), network.scores(of: inputs)
    )
    #expect(found.rows == 6 && found.columns == 3)
    for (a, b) in zip(found.elements, whole.elements) {
      #expect(abs(a - b) <= 1e-6 * max(1, abs(b)))
    }
    // One at a time, beside one that is larger and soon reaches everything.
    let larger = NearbyScores.Patch(rows: 4..<18, columns: 3..<17)
    let nearAll = try #require(NearbyScores(network, at: input, patches: patches + [larger]))
    for index in patches.indices {
      let alone = nearAll.scores(
        of: inputs.rows(index..<index + 1), changedIn: [patches[index]])
      for (a, b) in zip(alone.elements, whole[row: index]) {
        #expect(abs(a - b) <= 1e-6 * max(1, abs(b)))
      }
    }
    // Different from the one picture's, or nothing would have been seen.
    let base = network.scores(of: Matrix(row: input)).elements
    #expect(found.elements.enumerated().contains { abs($1 - base[$0 % 3]) > 1e-3 })
    // A single one, and rectangles of unlike size.
    let unlike = [
      NearbyScores.Patch(rows: 0..<2, columns: 0..<5),
      NearbyScores.Patch(rows: 9..<15, columns: 12..<14),
    ]
    let two = Matrix(
      rows: [0, 1].map { index -> [Float] in
        var row = input
        for y in unlike[index].rows { for x in unlike[index].columns { row[y * 20 + x] = 4 } }
        return row
      }, columns: 960)
    let nearTwo = try #require(NearbyScores(network, at: input, patches: unlike))
      .scores(of: two, changedIn: unlike)
    for (a, b) in zip(nearTwo.elements, network.scores(of: two).elements) {
      #expect(abs(a - b) <= 1e-6 * max(1, abs(b)))
    }
  }

  /// Where everything is reached at once it is no gain.
  @Test func whatDoesNotPayIsLeft() throws {
    let network = try Network(
      inputShape: .image(height: 8, width: 8), layers: [dense(64, 8, seed: 1), ReLU()])
    let patch = NearbyScores.Patch(rows: 0..<3, columns: 0..<3)
    #expect(NearbyScores(network, at: numbers(64, seed: 2), patches: [patch]) == nil)
    let all = NearbyScores.Patch(rows: 0..<24, columns: 0..<20)
    #expect(NearbyScores(try residual(), at: numbers(960, seed: 2), patches: [all]) == nil)
  }
}
