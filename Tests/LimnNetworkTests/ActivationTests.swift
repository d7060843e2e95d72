import LimnCore
import LimnNetwork
import Testing

@Suite struct ActivationTests {
  /// From −12 to 12, off the kink at 0.
  private let grid = (0..<480).map { Float($0) * 0.05 - 11.975 }

  /// `Float` rounds to 6e-8; a few operations, and in GELU's tails an argument's rounding made
  /// larger by its square, stay within 1e-6 of the value or of 1.
  private func isClose(_ found: Float, _ expected: Double) -> Bool {
    abs(Double(found) - expected) <= 1e-6 * max(abs(expected), 1)
  }

  @Test(arguments: Activation.all)
  func valuesAreThoseOfTheDefinition(activation: Activation) {
    let output = activation.layer.forward(Matrix(row: grid)).output
    for (u, y) in zip(grid, output.elements) {
      #expect(isClose(y, activation.definition(Double(u))), "at \(u)")
    }
  }

  @Test(arguments: Activation.all)
  func gradientsAreFiniteDifferencesOfTheDefinition(activation: Activation) {
    let cotangent = Matrix.random(1, grid.count, seed: 1)
    let (_, saved) = activation.layer.forward(Matrix(row: grid))
    let gradient = activation.layer.inputGradient(cotangent, saved: saved)
    for index in grid.indices {
      let slope = Reference.gradient(
        of: { activation.definition($0[0]) }, at: [Double(grid[index])])[0]
      #expect(isClose(gradient[0, index], Double(cotangent[0, index]) * slope), "at \(grid[index])")
    }
  }

  /// Far out a function and its slope are at their limits, neither overflowed nor NaN.
  @Test(arguments: Activation.all)
  func valuesFarOutAreTheLimits(activation: Activation) {
    let layer = activation.layer
    let isBounded = layer is Tanh || layer is Sigmoid
    for u in [1e4, 1e20, Float.infinity] {
      #expect(layer.value(u) == (isBounded ? 1 : u))
      #expect(layer.derivative(u) == (isBounded ? 0 : 1))
      let (low, slope): (Float, Float) =
        switch layer {
        case let leaky as LeakyReLU: (-leaky.negativeSlope * u, leaky.negativeSlope)
        case let elu as ELU: (-elu.alpha, 0)
        case is Tanh: (-1, 0)
        default: (0, 0)
        }
      #expect(layer.value(-u) == low, "at \(-u)")
      #expect(layer.derivative(-u) == slope, "at \(-u)")
    }
    #expect(layer.value(.nan).isNaN)
  }

  @Test func valuesAndSlopesAtZero() {
    let cases: [(any ElementwiseActivation, Float, Float)] = [
      (ReLU(), 0, 0), (LeakyReLU(negativeSlope: 0.1), 0, 0.1), (ELU(alpha: 0.5), 0, 0.5),
      (GELU(), 0, 0.5), (GELU(form: .tanh), 0, 0.5), (Tanh(), 0, 1), (Sigmoid(), 0.5, 0.25),
      (Softplus(), 0.693_147_18, 0.5),
    ]
    for (layer, value, slope) in cases {
      #expect(layer.value(0) == value, "\(layer)")
      #expect(layer.derivative(0) == slope, "\(layer)")
    }
  }

  /// Where 1 + erf and 1 − tanh² would have cancelled to nothing, still right in every digit but
  /// the last: the references are the definitions in forms that do not cancel, in 50 digits
  /// (mpmath 1.4.1).
  @Test func tailsKeepTheirDigits() {
    let cases: [(Float, Double)] = [
      (GELU().value(-5), -1.433_257_859_396_0e-6),
      (GELU().derivative(-5), -7.146_946_001_792_3e-6),
      (GELU(form: .tanh).value(-4), -7.024_594_819_2e-5),
      (Tanh().derivative(8), 4.501_405_975_6e-7),
      (Tanh().derivative(-8), 4.501_405_975_6e-7),
      (Sigmoid().derivative(20), 2.061_153_613_9e-9),
      (Sigmoid().value(-20), 2.061_153_618_2e-9),
      (Softplus().value(-20), 2.061_153_620_3e-9),
    ]
    // An argument's rounding, 6e-8, grows by u² = 25 in GELU's tail.
    for (found, expected) in cases { #expect(abs(Double(found) / expected - 1) < 3e-6) }
  }
}
