import LimnCore
import LimnNetwork
import Testing

/// Small networks with every kind of operation.
enum GraphSamples {
  struct Sample: Sendable, CustomTestStringConvertible {
    let name: String
    let network: @Sendable () throws -> Network
    var testDescription: String { name }
  }

  static func draw(_ count: Int, _ seed: UInt64, scale: Double = 0.5) -> [Float] {
    var stream = RandomStream(seed: seed)
    return (0..<count).map { _ in Float(scale * stream.normal()) }
  }

  static func inputs(width: Int) -> Matrix {
    Matrix(rows: 5, columns: width, elements: draw(5 * width, 99, scale: 1))
  }

  static func dense(_ inputs: Int, _ outputs: Int, _ seed: UInt64) -> Dense {
    Dense(
      weights: Matrix(rows: inputs, columns: outputs, elements: draw(inputs * outputs, seed)),
      bias: draw(outputs, seed + 1))
  }

  static let all: [Sample] = [
    Sample(name: "residual") {
      try Network(
        inputShape: .vector(6),
        nodes: [
          .init("a", dense(6, 5, 1), of: [0]), .init("b", ReLU(), of: [1]),
          .init("c", dense(5, 5, 3), of: [2]), .init("d", Sum(of: 2), of: [3, 1]),
          .init("e", Tanh(), of: [4]), .init("f", dense(5, 3, 5), of: [5]),
          .init("g", Softmax(), of: [6]),
        ])
    },
    Sample(name: "concatenation and product") {
      let (four, three) = (Shape([4]), Shape([3]))
      return try Network(
        inputShape: .vector(6),
        nodes: [
          .init("a", dense(6, 4, 11), of: [0]), .init("b", dense(6, 3, 13), of: [0]),
          .init("c", SparseMap.concatenation([four, three], axis: 0), of: [1, 2]),
          .init("d", dense(6, 7, 15), of: [0]), .init("e", Product(), of: [3, 4]),
          .init("f", Sum(factors: [1, -1]), of: [5, 4]),
          .init("g", Maximum.elementwise(Shape([7]), count: 2), of: [5, 6]),
          .init("h", dense(7, 2, 17), of: [7]),
        ])
    },
    Sample(name: "convolutions and pools") {
      let first = Windows(
        channels: 1, input: .init(6, 6), kernel: .init(3, 3), paddingBefore: .init(1, 1),
        paddingAfter: .init(1, 1))
      let pool = Windows(
        channels: 4, input: .init(6, 6), kernel: .init(2, 2), stride: .init(2, 2))
      let second = Windows(
        channels: 4, input: .init(3, 3), kernel: .init(2, 2), dilation: .init(2, 1),
        paddingBefore: .init(1, 0), paddingAfter: .init(0, 1))
      let back = Windows(
        channels: 2, input: .init(5, 4), kernel: .init(2, 2), stride: .init(2, 1))
      let mean = Windows(channels: 2, input: .init(5, 4), kernel: .init(2, 2), stride: .init(1, 2))
      return try Network(
        inputShape: .image(height: 6, width: 6), valueShape: Shape([1, 6, 6]),
        nodes: [
          .init("a", Convolution(first, weights: weights(4, 9, 21), bias: draw(4, 22)), of: [0]),
          .init("b", ReLU(), of: [1]),
          .init(
            "c", Maximum.pool(pool, input: Shape([4, 6, 6]), output: Shape([4, 3, 3])), of: [2]),
          .init(
            "d", Convolution(second, groups: 2, weights: weights(6, 8, 23), bias: draw(6, 24)),
            of: [3]),
          .init("e", LeakyReLU(negativeSlope: 0.2), of: [4]),
          .init(
            "f", TransposedConvolution(back, weights: weights(6, 8, 25), bias: draw(2, 26)), of: [5]
          ),
          .init(
            "g",
            SparseMap.averagePool(
              mean, input: Shape([2, 5, 4]), output: Shape([2, 4, 2]), countsPadding: false),
            of: [6]),
          .init("h", dense(16, 3, 27), of: [7]), .init("i", Softmax(), of: [8]),
        ])
    },
    Sample(name: "activations that are formulas or of straight pieces") {
      let silu = ScalarExpression.arithmetic(.multiply, .input, .function(.sigmoid, .input))
      let step = ScalarExpression.choice(
        .arithmetic(.isGreater, .input, .constant(0.25)),
        .arithmetic(.power, .input, .constant(2)), .function(.exp, .input))
      let clip = PiecewiseLinearFunction(
        kinks: [-0.5, 0.75], slopes: [0, 1, 0], intercepts: [-0.5, 0, 0.75])
      return try Network(
        inputShape: .vector(4),
        layers: [
          dense(4, 5, 31), Formula("SiLU", silu), dense(5, 5, 33), PiecewiseLinear("Clip", clip),
          dense(5, 5, 35), Formula("Formula", step), dense(5, 2, 37),
        ])
    },
    Sample(name: "normalisation, attention, steps") {
      try Network(
        inputShape: .image(height: 3, width: 4),
        nodes: [
          .init("a", Normalization(groupSize: 4), of: [0]), .init("q", dense(4, 4, 41), of: [1]),
          .init("k", dense(4, 4, 43), of: [1]),
          .init("t", SparseMap.transpose(Shape([3, 4]), order: [1, 0]), of: [3]),
          .init(
            "s", MatrixProduct(batches: 1, rows: 3, inner: 4, columns: 3, output: Shape([3, 3])),
            of: [2, 4]),
          .init("w", GroupedSoftmax(groupSize: 3, isLogarithm: false), of: [5]),
          .init(
            "o", MatrixProduct(batches: 1, rows: 3, inner: 3, columns: 4, output: Shape([3, 4])),
            of: [6, 1]),
          .init("r", Sum(of: 2), of: [7, 0]),
          .init(
            "m",
            SparseMap.reduction("Mean", Shape([3, 4]), axes: [0], keepsAxes: false, weight: 1 / 3),
            of: [8]),
          .init("l", GroupedSoftmax(groupSize: 4, isLogarithm: true), of: [9]),
        ])
    },
    Sample(name: "padding, resampling, a series") {
      let series = Windows(
        channels: 2, input: .init(1, 5), kernel: .init(1, 3), stride: .init(1, 2),
        paddingBefore: .init(0, 1), paddingAfter: .init(0, 1))
      let (input, padded) = (Shape([2, 4]), Shape([2, 5]))
      return try Network(
        inputShape: .image(height: 2, width: 4),
        nodes: [
          .init(
            "a",
            SparseMap.padding(input, before: [0, 1], after: [0, 0], constant: 2) { _, _ in nil },
            of: [0]),
          .init(
            "b",
            SparseMap(
              "Scaling", of: [padded], to: padded, starts: (0...10).map { Int32($0) },
              indices: (0..<10).map { Int32($0) }, weights: draw(10, 51), bias: draw(10, 52)),
            of: [1]),
          .init(
            "c", Convolution(series, weights: weights(3, 6, 53), bias: draw(3, 54), isSeries: true),
            of: [2]),
          .init("d", ReLU(), of: [3]), .init("e", dense(9, 2, 55), of: [4]),
        ])
    },
  ]

  private static func weights(_ rows: Int, _ columns: Int, _ seed: UInt64) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: draw(rows * columns, seed))
  }
}
