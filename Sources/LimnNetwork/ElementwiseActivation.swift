import LimnCore

/// An activation that acts on each element separately: `y = g(u)`.
///
/// By the chain rule, `∂L/∂u = ∂L/∂y · g′(u)` for each element, so an activation consists of two
/// small functions. It saves `u`.
public protocol ElementwiseActivation: Layer {
  /// The activation, `g(u)`.
  func value(_ u: Float) -> Float
  /// The derivative, `g′(u)`.
  func derivative(_ u: Float) -> Float
  /// The activation as a piecewise-linear function in `Double`; `nil` if it is not continuous and
  /// piecewise linear.
  var pieces: PiecewiseLinearFunction? { get }
}

extension ElementwiseActivation {
  public var pieces: PiecewiseLinearFunction? { nil }
  public var elementwise: (any ElementwiseActivation)? { self }
  public var isActivation: Bool { true }

  public func localForm(for inputs: [Shape]) -> LocalForm {
    pieces.map(LocalForm.piecewiseLinear) ?? .elementwise
  }
}

extension ElementwiseActivation {
  /// Whether a unit passes practically no gradient at the pre-activation `u`, that is, |g′(u)| <
  /// 1e-6. A rectifier does so where it is inactive.
  public func isShut(at u: Float) -> Bool { abs(derivative(u)) < 1e-6 }

  public func forward(_ input: Matrix) -> (output: Matrix, saved: Matrix) {
    let output = Matrix(rows: input.rows, columns: input.columns) { target in
      input.elements.withUnsafeBufferPointer { u in
        for i in u.indices { target[i] = value(u[i]) }
      }
    }
    return (output, input)
  }

  public func inputGradient(_ outputGradient: Matrix, saved input: Matrix) -> Matrix {
    Matrix(rows: input.rows, columns: input.columns) { target in
      input.elements.withUnsafeBufferPointer { u in
        outputGradient.elements.withUnsafeBufferPointer { gradient in
          for i in u.indices { target[i] = gradient[i] * derivative(u[i]) }
        }
      }
    }
  }
}

/// An activation with two linear pieces that meet at 0: slope 1 above, ``negativeSlope`` below.
///
/// A network of dense layers and such activations is piecewise linear, which the exact methods rely
/// on.
public protocol PiecewiseLinearActivation: ElementwiseActivation {
  /// The slope for `u < 0`. The derivative at 0 is this slope, as in PyTorch.
  var negativeSlope: Float { get }
}

extension PiecewiseLinearActivation {
  public func value(_ u: Float) -> Float { u > 0 ? u : negativeSlope * u }
  public func derivative(_ u: Float) -> Float { u > 0 ? 1 : negativeSlope }
  public var pieces: PiecewiseLinearFunction? { .rectifier(negativeSlope: Double(negativeSlope)) }
}
