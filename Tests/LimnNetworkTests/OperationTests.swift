import LimnCore
import LimnNetwork
import Testing

/// Every operation that is not a layer of a chain, against its definition in `Double` and plain loops,
/// and the finite differences of that.
@Suite struct OperationTests {
  /// One operation, the shapes it takes, and its definition for one example.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let operation: any LimnNetwork.Operation
    let shapes: [Shape]
    let definition: @Sendable ([[Double]]) -> [Double]
    var testDescription: String { name }
  }

  /// Sums of at most some twenty terms of size 1: `Float` leaves them within 5e-6.
  @Test(arguments: all) func outputsAndGradientsAreThoseOfTheDefinition(_ sample: Case) throws {
    let rows = 3
    let inputs = sample.shapes.enumerated().map {
      Matrix.random(rows, $1.count, seed: UInt64(700 + $0))
    }
    let (output, saved) = sample.operation.forward(inputs)
    #expect(try sample.operation.outputShape(for: sample.shapes).count == output.columns)
    let cotangent = Matrix.random(rows, output.columns, seed: 800)
    let gradients = sample.operation.inputGradients(cotangent, saved: saved)
    #expect(gradients.map(\.columns) == sample.shapes.map(\.count))
    for row in 0..<rows {
      let x = inputs.map { $0.doubles(row) }
      #expect(agree(output[row: row], sample.definition(x), within: 5e-6))
      for place in x.indices {
        let loss = { (part: [Double]) -> Double in
          var all = x
          all[place] = part
          return zip(cotangent.doubles(row), sample.definition(all)).reduce(0) { $0 + $1.0 * $1.1 }
        }
        let expected = Reference.gradient(of: loss, at: x[place])
        #expect(agree(gradients[place][row: row], expected, within: 2e-5), "input \(place)")
      }
    }
  }

  /// What an operation says of itself in `Double` is what it does.
  @Test(arguments: all) func theLocalFormIsTheOperation(_ sample: Case) throws {
    let x = sample.shapes.enumerated().map { Matrix.random(1, $1.count, seed: UInt64(900 + $0)) }
    let doubles = x.map { $0.doubles(0) }
    let expected = sample.definition(doubles)
    switch sample.operation.localForm(for: sample.shapes) {
    case .affine(let form), .convolution(let form):
      let found = form.apply(doubles, rows: 1, bias: true)
      // Parameters are kept as `Float`.
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-9 * max(1, abs($1)) })
      let cotangent = Matrix.random(1, expected.count, seed: 950).doubles(0)
      let zeros = doubles.map { $0.map { _ in 0.0 } }
      let constant = form.apply(zeros, rows: 1, bias: true)
      let linear = form.apply(doubles, rows: 1, bias: false)
      #expect(zip(found, zip(constant, linear)).allSatisfy { abs($0 - $1.0 - $1.1) < 1e-12 })
      // ⟨c, A x⟩ = ⟨Aᵀ c, x⟩
      let left = zip(cotangent, linear).reduce(0) { $0 + $1.0 * $1.1 }
      let pulled = form.pullBack(cotangent, rows: 1)
      let right = zip(pulled.joined(), doubles.joined()).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(left - right) < 1e-10)
    case .maximum(let form):
      let all = Array(doubles.joined())
      for output in 0..<form.outputs {
        let places = form.candidates[Int(form.starts[output])..<Int(form.starts[output + 1])]
        #expect(places.map { all[Int($0)] }.max() == expected[output])
      }
    case .piecewiseLinear(let function):
      #expect(
        zip(doubles[0].map(function.value), expected).allSatisfy { abs($0 - $1) < 1e-7 })
    default: break
    }
  }

  @Test func convolutionParameters() throws {
    let windows = Windows(
      channels: 2, input: .init(4, 3), kernel: .init(2, 2), stride: .init(2, 1),
      paddingBefore: .init(1, 0), paddingAfter: .init(0, 1))
    let weights = Matrix.random(4, 4, seed: 1)
    let bias = Matrix.random(1, 4, seed: 2)
    let input = Matrix.random(3, 24, seed: 3)
    let layer = Convolution(windows, groups: 2, weights: weights, bias: bias.elements)
    let (output, saved) = layer.forward([input])
    let cotangent = Matrix.random(3, output.columns, seed: 4)
    let found = layer.parameterGradients(cotangent, saved: saved)
    let expected = Reference.gradient(
      of: { parameters in
        (0..<3).reduce(0) { sum, row in
          let y = Self.convolved(
            input.doubles(row), windows, groups: 2, Array(parameters[..<16]),
            Array(parameters[16...]))
          return sum + zip(cotangent.doubles(row), y).reduce(0) { $0 + $1.0 * $1.1 }
        }
      }, at: (weights.elements + bias.elements).map(Double.init))
    #expect(agree(found.flatMap(\.elements), expected, within: 2e-5))
  }

  /// Patches of as many examples as fit in the cache go into one product: the last of them alone, and the
  /// examples on both sides of a border, are as each by itself.
  @Test func aBatchIsItsExamples() throws {
    let windows = Windows(
      channels: 2, input: .init(20, 20), kernel: .init(5, 5), paddingBefore: .init(2, 2),
      paddingAfter: .init(2, 2))
    let layer = Convolution(
      windows, groups: 2, weights: .random(4, 25, seed: 11), bias: [1, -1, 2, 0])
    let inputs = Matrix.random(15, 800, seed: 12)
    let cotangents = Matrix.random(15, 1600, seed: 13)
    let (output, saved) = layer.forward([inputs])
    let gradient = layer.inputGradients(cotangents, saved: saved)[0]
    var sums = [[Double]](repeating: [], count: 2)
    for row in 0..<inputs.rows {
      let (alone, saved) = layer.forward([inputs.rows(row..<row + 1)])
      let cotangent = cotangents.rows(row..<row + 1)
      #expect(agree(output[row: row], alone.doubles(0), within: 1e-5))
      #expect(
        agree(
          gradient[row: row], layer.inputGradients(cotangent, saved: saved)[0].doubles(0),
          within: 1e-5))
      for (place, part) in layer.parameterGradients(cotangent, saved: saved).enumerated() {
        let values = part.elements.map(Double.init)
        sums[place] = sums[place].isEmpty ? values : zip(sums[place], values).map(+)
      }
    }
    let found = layer.parameterGradients(cotangents, saved: saved)
    // Sums of 6,000 products of size 1.
    for (found, sum) in zip(found, sums) { #expect(agree(found.elements, sum, within: 2e-4)) }
  }
}
