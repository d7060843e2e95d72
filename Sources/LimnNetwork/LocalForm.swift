import LimnCore

/// What an operation is near a point: what an ``Anatomy`` is made of, and all that a white-box method
/// may know of it.
public enum LocalForm: Sendable {
  /// The one input as it is.
  case identity
  /// `(x_i − shift_i) · factor_i` for each element of the one input.
  case diagonal(shift: [Float], factor: [Float])
  /// `x W + b` for a whole example: `weights` has a row for each element of the one input.
  case dense(weights: Matrix, bias: [Float])
  /// Affine in all inputs together.
  case affine(any AffineForm)
  /// Affine, with weights that a window takes from place to place.
  case convolution(any AffineForm)
  /// The same continuous function of straight pieces for each element of the one input.
  case piecewiseLinear(PiecewiseLinearFunction)
  /// The largest of some elements of the inputs, for each output.
  case maximum(MaximumForm)
  /// The same smooth function for each element of the one input.
  case elementwise
  /// None of these: only its gradient is known.
  case smooth
}

/// An affine map `y = Σ_k x_k A_k + b` of several values, in `Double`.
public protocol AffineForm: Sendable {
  /// The outputs for `rows` examples, row after row; without `bias`, the linear part alone.
  func apply(_ inputs: [[Double]], rows: Int, bias: Bool) -> [Double]

  /// `∂L/∂x_k = ∂L/∂y A_kᵀ` for each input.
  func pullBack(_ outputGradient: [Double], rows: Int) -> [[Double]]

  /// Whether each output is one element of the inputs as it is, or none: a slice, a transpose, a
  /// concatenation, a padding with zeros.
  var onlyMoves: Bool { get }
}

extension AffineForm {
  public var onlyMoves: Bool { false }
}

/// For each output of a maximum, the elements of the inputs it is the largest of. Elements are counted
/// through all inputs, one input's after the other's.
public struct MaximumForm: Sendable, Equatable {
  /// Output j looks at `candidates[starts[j]..<starts[j + 1]]`.
  public let starts: [Int32]
  /// The elements looked at, one output's after the other's.
  public let candidates: [Int32]

  /// Maxima over candidates: output k takes those from `starts[k]` up to `starts[k + 1]`.
  public init(starts: [Int32], candidates: [Int32]) {
    self.starts = starts
    self.candidates = candidates
  }

  /// The number of outputs of one example.
  public var outputs: Int { starts.count - 1 }
}
