import LimnCore

/// An activation that acts on each element alone: `y = g(u)`.
///
/// By the chain rule `∂L/∂u = ∂L/∂y · g′(u)`, element by element, so a layer of this kind is two
/// small functions. It saves `u`.
public protocol ElementwiseActivation: Layer {
  /// `g(u)`.
  func value(_ u: Float) -> Float
  /// `g′(u)`.
  func derivative(_ u: Float) -> Float
  /// The function in `Double`, where it is continuous and made of straight pieces.
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
  /// Whether a unit passes practically no gradient at the pre-activation `u`: less than a millionth
  /// of what the identity passes. A rectifier does so where it is off.
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

/// An activation made of two straight pieces that meet at 0: slope 1 above, ``negativeSlope`` below.
///
/// A network of dense layers and these is piecewise linear, which the exact methods build on.
public protocol PiecewiseLinearActivation: ElementwiseActivation {
  /// The slope for `u < 0`; at 0 itself the derivative is taken from this side, as PyTorch does.
  var negativeSlope: Float { get }
}

extension PiecewiseLinearActivation {
  public func value(_ u: Float) -> Float { u > 0 ? u : negativeSlope * u }
  public func derivative(_ u: Float) -> Float { u > 0 ? 1 : negativeSlope }
  public var pieces: PiecewiseLinearFunction? { .rectifier(negativeSlope: Double(negativeSlope)) }
}
