import LimnCore

/// The form of an operation near a point: an element of an ``Anatomy``, and the only view of the
/// operation that a white-box method may use.
public enum LocalForm: Sendable {
  /// The identity on a single input.
  case identity
  /// `(x_i − shift_i) · factor_i` for each element of a single input.
  case diagonal(shift: [Float], factor: [Float])
  /// `x W + b` for a whole example: `weights` has one row for each element of a single input.
  case dense(weights: Matrix, bias: [Float])
  /// Affine in all inputs jointly.
  case affine(any AffineForm)
  /// Affine, with the weights of a window shared between positions.
  case convolution(any AffineForm)
  /// The same continuous piecewise-linear function for each element of a single input.
  case piecewiseLinear(PiecewiseLinearFunction)
  /// For each output, the maximum of some elements of the inputs.
  case maximum(MaximumForm)
  /// The same smooth function for each element of a single input.
  case elementwise
  /// None of the others: only the gradient is known.
  case smooth
}

/// An affine map `y = Σ_k x_k A_k + b` of one or more values, in `Double`.
public protocol AffineForm: Sendable {
  /// The outputs for `rows` examples in row-major order; without `bias`, only the linear part.
  ///
  /// - Parameters:
  ///   - inputs: the values x_k, each `rows × width` in row-major order.
  ///   - rows: the number of examples.
  ///   - bias: whether b is added.
  /// - Returns: `rows × outputs` values in row-major order.
  func apply(_ inputs: [[Double]], rows: Int, bias: Bool) -> [Double]

  /// `∂L/∂x_k = ∂L/∂y A_kᵀ` for each input.
  ///
  /// - Parameters:
  ///   - outputGradient: `∂L/∂y`, `rows × outputs` in row-major order.
  ///   - rows: the number of examples.
  /// - Returns: one gradient for each input, in the input's shape.
  func pullBack(_ outputGradient: [Double], rows: Int) -> [[Double]]

  /// Whether each output is a copy of one element of the inputs or zero: a slice, a transpose, a
  /// concatenation, a padding with zeros.
  var onlyMoves: Bool { get }
}

extension AffineForm {
  public var onlyMoves: Bool { false }
}

/// For each output of a maximum, the candidate input elements. Elements are counted through all
/// inputs consecutively.
public struct MaximumForm: Sendable, Equatable {
  /// Output j is the maximum over `candidates[starts[j]..<starts[j + 1]]`.
  public let starts: [Int32]
  /// The candidate elements of all outputs, one output after another.
  public let candidates: [Int32]

  /// Creates maxima over candidates: output j has those in `starts[j]..<starts[j + 1]`.
  public init(starts: [Int32], candidates: [Int32]) {
    self.starts = starts
    self.candidates = candidates
  }

  /// The number of outputs for one example.
  public var outputs: Int { starts.count - 1 }
}
