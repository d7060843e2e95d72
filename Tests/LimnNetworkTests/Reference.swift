import LimnCore
import LimnNetwork
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The layers once more, in `Double`, row by row, straight from their definitions.
enum Reference {
  typealias Function = @Sendable ([Double]) -> [Double]

  static func elementwise(_ g: @escaping @Sendable (Double) -> Double) -> Function {
    { $0.map(g) }
  }

  static func dense(_ weights: Matrix, _ bias: [Double]) -> Function {
    { x in
      bias.indices.map { unit in
        var sum = bias[unit]
        for input in x.indices { sum += x[input] * Double(weights[input, unit]) }
        return sum
      }
    }
  }

  static let softmax: Function = { u in
    let powers = u.map { exp($0) }
    return powers.map { $0 / powers.reduce(0, +) }
  }

  /// `∂f/∂x`, by central differences: with a step of 1e-5 right to about 1e-10 for smooth f of
  /// ordinary size, so that what is left is `Float`'s rounding.
  static func gradient(of f: ([Double]) -> Double, at x: [Double]) -> [Double] {
    let step = 1e-5
    return x.indices.map { index in
      var (low, high) = (x, x)
      low[index] -= step
      high[index] += step
      return (f(high) - f(low)) / (2 * step)
    }
  }

  /// `Σ c_k y_k`: a loss whose gradient with respect to the output y is c.
  static func loss(_ cotangent: [Double], _ function: @escaping Function) -> ([Double]) -> Double {
    { x in zip(cotangent, function(x)).reduce(0) { $0 + $1.0 * $1.1 } }
  }
}

/// An activation and its definition.
struct Activation: Sendable, CustomTestStringConvertible {
  let layer: any ElementwiseActivation
  let definition: @Sendable (Double) -> Double
  var testDescription: String { "\(layer)" }

  static let all: [Activation] = [
    Activation(layer: ReLU()) { max($0, 0) },
    Activation(layer: LeakyReLU()) { $0 > 0 ? $0 : Double(Float(0.01)) * $0 },
    Activation(layer: LeakyReLU(negativeSlope: 0.25)) { $0 > 0 ? $0 : 0.25 * $0 },
    Activation(layer: ELU()) { $0 > 0 ? $0 : exp($0) - 1 },
    Activation(layer: ELU(alpha: 0.5)) { $0 > 0 ? $0 : 0.5 * (exp($0) - 1) },
    Activation(layer: GELU()) { $0 * 0.5 * (1 + erf($0 / 2.0.squareRoot())) },
    Activation(layer: GELU(form: .tanh)) {
      0.5 * $0 * (1 + tanh((2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0)))
    },
    Activation(layer: Tanh()) { tanh($0) },
    Activation(layer: Sigmoid()) { 1 / (1 + exp(-$0)) },
    Activation(layer: Softplus()) { log(1 + exp($0)) },
  ]

  private init(
    layer: any ElementwiseActivation, definition: @escaping @Sendable (Double) -> Double
  ) {
    self.layer = layer
    self.definition = definition
  }
}

extension Matrix {
  /// Normal numbers times `scale`, from `seed`.
  static func random(_ rows: Int, _ columns: Int, scale: Double = 1, seed: UInt64) -> Matrix {
    var stream = RandomStream(seed: seed)
    return Matrix(rows: rows, columns: columns) { target in
      for index in target.indices { target[index] = Float(scale * stream.normal()) }
    }
  }

  /// A row in `Double`.
  func doubles(_ row: Int) -> [Double] { self[row: row].map(Double.init) }
}

/// Whether every element is within `tolerance` of `expected`, which has as many.
func agree(_ found: some Collection<Float>, _ expected: [Double], within tolerance: Double) -> Bool
{
  found.count == expected.count
    && zip(found, expected).allSatisfy { abs(Double($0) - $1) <= tolerance }
}
