import LimnCore
import LimnNetwork

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The operations that are compared, each with its definition in plain loops.
extension OperationTests {
  /// A convolution straight from its definition.
  static func convolved(
    _ x: [Double], _ w: Windows, groups: Int, _ weights: [Double], _ bias: [Double]
  ) -> [Double] {
    var y: [Double] = []
    let (outputs, channels) = (bias.count, w.channels / groups)
    for output in 0..<outputs {
      for row in 0..<w.output.height {
        for column in 0..<w.output.width {
          var sum = bias[output]
          for channel in 0..<channels {
            for i in 0..<w.kernel.height {
              for j in 0..<w.kernel.width {
                let r = row * w.stride.height + i * w.dilation.height - w.paddingBefore.height
                let c = column * w.stride.width + j * w.dilation.width - w.paddingBefore.width
                guard r >= 0, c >= 0, r < w.input.height, c < w.input.width else { continue }
                let from = output / (outputs / groups) * channels + channel
                sum +=
                  weights[
                    ((output * channels + channel) * w.kernel.height + i) * w.kernel.width + j]
                  * x[(from * w.input.height + r) * w.input.width + c]
              }
            }
          }
          y.append(sum)
        }
      }
    }
    return y
  }

  static let uneven = Windows(
    channels: 4, input: .init(5, 4), kernel: .init(3, 2), stride: .init(2, 1),
    dilation: .init(1, 2), paddingBefore: .init(2, 1), paddingAfter: .init(1, 0))
  static let kernel = Matrix.random(6, 12, seed: 61)
  static let offsets = Matrix.random(1, 6, seed: 62)
  static let pointwise = Windows(channels: 3, input: .init(2, 2), kernel: .init(1, 1))
  static let pointKernel = Matrix.random(2, 3, seed: 63)
  static let pool = Windows(
    channels: 2, input: .init(4, 5), kernel: .init(3, 2), stride: .init(2, 2),
    paddingBefore: .init(1, 0), roundsUp: true)
  static let backKernel = Matrix.random(6, 12, seed: 64)
  static let backBias = Matrix.random(1, 4, seed: 65).elements

  static func pooled(
    _ x: [Double], _ w: Windows, _ body: ([Double], _ places: Int) -> Double
  ) -> [Double] {
    var y: [Double] = []
    for channel in 0..<w.channels {
      for row in 0..<w.output.height {
        for column in 0..<w.output.width {
          var (under, places) = ([Double](), 0)
          for i in 0..<w.kernel.height {
            for j in 0..<w.kernel.width {
              let r = row * w.stride.height + i * w.dilation.height - w.paddingBefore.height
              let c = column * w.stride.width + j * w.dilation.width - w.paddingBefore.width
              guard r < w.input.height + w.paddingAfter.height,
                c < w.input.width + w.paddingAfter.width
              else { continue }
              places += 1
              guard r >= 0, c >= 0, r < w.input.height, c < w.input.width else { continue }
              under.append(x[(channel * w.input.height + r) * w.input.width + c])
            }
          }
          y.append(body(under, places))
        }
      }
    }
    return y
  }

  /// Made one after another: as one expression they are too much for the compiler.
  static let all: [Case] = {
    var cases: [Case] = []
    cases.append(
      Case(
        name: "convolution in groups",
        operation: Convolution(
          uneven, groups: 2, weights: kernel, bias: offsets.elements), shapes: [Shape([4, 5, 4])]
      ) {
        convolved($0[0], uneven, groups: 2, kernel.elements.map(Double.init), offsets.doubles(0))
      })
    cases.append(
      Case(
        name: "pointwise convolution",
        operation: Convolution(pointwise, weights: pointKernel, bias: [1, -1]),
        shapes: [Shape([3, 2, 2])]
      ) { convolved($0[0], pointwise, groups: 1, pointKernel.elements.map(Double.init), [1, -1]) })
    // Of the kernel's six columns, five lie in the padding.
    let wide = Windows(
      channels: 1, input: .init(2, 1), kernel: .init(1, 6), paddingBefore: .init(0, 5))
    let wideKernel = Matrix.random(1, 6, seed: 66)
    cases.append(
      Case(
        name: "kernel wider than its input",
        operation: Convolution(wide, weights: wideKernel, bias: [0.5]), shapes: [Shape([1, 2, 1])]
      ) { convolved($0[0], wide, groups: 1, wideKernel.elements.map(Double.init), [0.5]) })
    cases.append(
      Case(
        name: "transposed convolution",
        operation: TransposedConvolution(uneven, groups: 2, weights: backKernel, bias: backBias),
        shapes: [Shape([6, uneven.output.height, uneven.output.width])]
      ) { x in
        // Each element adds the kernel, times itself: the transpose, column by column.
        let size = uneven.input.height * uneven.input.width
        let weights = backKernel.elements.map(Double.init)
        var y = (0..<4 * size).map { Double(backBias[$0 / size]) }
        for place in y.indices {
          var unit = [Double](repeating: 0, count: y.count)
          unit[place] = 1
          let column = convolved(unit, uneven, groups: 2, weights, [Double](repeating: 0, count: 6))
          y[place] += zip(column, x[0]).reduce(0) { $0 + $1.0 * $1.1 }
        }
        return y
      })
    cases.append(
      Case(
        name: "max-pool",
        operation: Maximum.pool(
          pool, input: Shape([2, 4, 5]), output: Shape([2, pool.output.height, pool.output.width])),
        shapes: [Shape([2, 4, 5])]
      ) { pooled($0[0], pool) { under, _ in under.max() ?? 0 } })
    cases.append(
      Case(
        name: "average pool",
        operation: SparseMap.averagePool(
          pool, input: Shape([2, 4, 5]), output: Shape([2, pool.output.height, pool.output.width]),
          countsPadding: false), shapes: [Shape([2, 4, 5])]
      ) {
        pooled($0[0], pool) { under, _ in
          under.reduce(0) { $0 + $1 * Double(1 / Float(under.count)) }
        }
      })
    cases.append(
      Case(
        name: "sum", operation: Sum(factors: [1, -1, 0.5]),
        shapes: [Shape([2, 3]), Shape([2, 3]), Shape([2, 3])]
      ) { x in (0..<6).map { x[0][$0] - x[1][$0] + 0.5 * x[2][$0] } })
    cases.append(
      Case(name: "reshape", operation: Reshape(to: Shape([3, 2])), shapes: [Shape([2, 3])]) {
        $0[0]
      })
    cases.append(
      Case(name: "product", operation: Product(), shapes: [Shape([5]), Shape([5])]) { x in
        zip(x[0], x[1]).map(*)
      })
    cases.append(
      Case(
        name: "matrix product",
        operation: MatrixProduct(
          batches: 2, rows: 2, inner: 3, columns: 4, output: Shape([2, 2, 4])),
        shapes: [Shape([2, 2, 3]), Shape([2, 3, 4])]
      ) { x in
        (0..<16).map { place in
          let (batch, row, column) = (place / 8, place / 4 % 2, place % 4)
          return (0..<3).reduce(0) {
            $0 + x[0][(batch * 2 + row) * 3 + $1] * x[1][(batch * 3 + $1) * 4 + column]
          }
        }
      })
    cases.append(
      Case(
        name: "normalisation of groups", operation: Normalization(groupSize: 4, epsilon: 0.01),
        shapes: [Shape([2, 4])]
      ) { x in
        (0..<8).map { place in
          let group = x[0][place / 4 * 4..<place / 4 * 4 + 4]
          let mean = group.reduce(0, +) / 4
          let variance = group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4
          return (x[0][place] - mean) / (variance + Double(Float(0.01))).squareRoot()
        }
      })
    cases.append(
      Case(
        name: "softmax of groups", operation: GroupedSoftmax(groupSize: 3, isLogarithm: false),
        shapes: [Shape([2, 3])]
      ) { x in Reference.softmax(Array(x[0][..<3])) + Reference.softmax(Array(x[0][3...])) })
    cases.append(
      Case(
        name: "log-softmax", operation: GroupedSoftmax(groupSize: 4, isLogarithm: true),
        shapes: [Shape([4])]
      ) { Reference.softmax($0[0]).map { log($0) } })
    cases.append(
      Case(
        name: "transpose", operation: SparseMap.transpose(Shape([2, 3, 4]), order: [2, 0, 1]),
        shapes: [Shape([2, 3, 4])]
      ) { x in
        (0..<24).map { place in
          let (c, a, b) = (place / 6, place / 3 % 2, place % 3)
          return x[0][(a * 3 + b) * 4 + c]
        }
      })
    cases.append(
      Case(
        name: "concatenation",
        operation: SparseMap.concatenation([Shape([2, 1]), Shape([2, 3])], axis: 1),
        shapes: [Shape([2, 1]), Shape([2, 3])]
      ) { x in [x[0][0]] + x[1][..<3] + [x[0][1]] + x[1][3...] })
    cases.append(
      Case(
        name: "places chosen twice",
        operation: SparseMap.gather(Shape([2, 3]), axis: 1, places: [2, 0, 2]),
        shapes: [Shape([2, 3])]
      ) { x in [x[0][2], x[0][0], x[0][2], x[0][5], x[0][3], x[0][5]] })
    cases.append(
      Case(
        name: "broadcast", operation: SparseMap.broadcast(Shape([2, 1]), to: [3, 2, 2]),
        shapes: [Shape([2, 1])]
      ) { x in (0..<12).map { x[0][$0 / 2 % 2] } })
    cases.append(
      Case(
        name: "mean along an axis",
        operation: SparseMap.reduction(
          "Mean", Shape([2, 4, 3]), axes: [1], keepsAxes: false, weight: 0.25),
        shapes: [Shape([2, 4, 3])]
      ) { x in
        (0..<6).map { (place: Int) -> Double in
          let terms: [Double] = (0..<4).map { x[0][(place / 3 * 4 + $0) * 3 + place % 3] }
          return terms.reduce(0, +) / 4
        }
      })
    cases.append(
      Case(
        name: "padding",
        operation: SparseMap.padding(
          Shape([2, 2]), before: [0, 1], after: [1, 0], constant: 3, source: { _, _ in nil }),
        shapes: [Shape([2, 2])]
      ) { x in [3, x[0][0], x[0][1], 3, x[0][2], x[0][3], 3, 3, 3] })
    cases.append(
      Case(
        name: "interpolation",
        operation: SparseMap.interpolation(
          Shape([3]),
          samples: [
            [[(0, 0.75), (1, 0.25)], [(1, 1)], [(0, -0.5), (1, 1), (1, 0.25), (2, 0.25)], nil]
          ], outside: 7), shapes: [Shape([3])]
      ) { x in
        [
          0.75 * x[0][0] + 0.25 * x[0][1], x[0][1],
          -0.5 * x[0][0] + 1.25 * x[0][1] + 0.25 * x[0][2], 7,
        ]
      })
    cases.append(
      Case(
        name: "largest of three",
        operation: Maximum.elementwise(Shape([4]), count: 3),
        shapes: [Shape([4]), Shape([4]), Shape([4])]
      ) { x in (0..<4).map { place in x.map { $0[place] }.max() ?? 0 } })
    cases.append(
      Case(
        name: "formula",
        operation: Formula(
          "f",
          .arithmetic(
            .divide, .function(.tanh, .function(.softplus, .input)),
            .arithmetic(.add, .constant(2), .arithmetic(.power, .input, .constant(2))))),
        shapes: [Shape([6])]
      ) { x in x[0].map { tanh(log(1 + exp($0))) / (2 + $0 * $0) } })
    cases.append(
      Case(
        name: "clip",
        operation: PiecewiseLinear(
          "Clip",
          PiecewiseLinearFunction(
            kinks: [-0.5, 1], slopes: [0, 2, 0], intercepts: [-1, 0, 2])), shapes: [Shape([9])]
      ) { x in x[0].map { min(max(2 * $0, -1), 2) } })
    cases.append(
      Case(
        name: "dense along the last axis",
        operation: Dense(weights: pointKernel.transposed, bias: [1, -2]),
        shapes: [Shape([4, 3])]
      ) { x in
        (0..<4).flatMap { step in
          Reference.dense(pointKernel.transposed, [1, -2])(Array(x[0][step * 3..<step * 3 + 3]))
        }
      })
    return cases
  }()
}
