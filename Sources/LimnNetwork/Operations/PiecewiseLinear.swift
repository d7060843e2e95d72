import LimnCore

/// A piecewise-linear activation, such as ReLU6 and other clips, the hard sigmoid, the absolute
/// value, and the soft shrink.
///
/// Derivation (Docs/Derivations/activations.md): `g′(u)` is the slope of the piece that contains u;
/// at a kink, that of the piece below.
public struct PiecewiseLinear: ElementwiseActivation, Equatable {
  /// The kind of activation, such as "Clip" or "Abs".
  public let kind: String
  /// The function that is applied to each element.
  public let function: PiecewiseLinearFunction
  private let kinks: [Float]
  private let slopes: [Float]
  private let intercepts: [Float]

  /// Creates an elementwise piecewise-linear function with the name to display.
  public init(_ kind: String, _ function: PiecewiseLinearFunction) {
    self.kind = kind
    self.function = function
    kinks = function.kinks.map { Float($0) }
    slopes = function.slopes.map { Float($0) }
    intercepts = function.intercepts.map { Float($0) }
  }

  public var pieces: PiecewiseLinearFunction? { function }

  public var setting: String? {
    kinks.isEmpty ? nil : "kinks at " + kinks.map { "\($0)" }.joined(separator: ", ")
  }

  private func piece(at u: Float) -> Int {
    var piece = 0
    while piece < kinks.count, u > kinks[piece] { piece += 1 }
    return piece
  }

  public func value(_ u: Float) -> Float {
    guard !u.isNaN else { return u }
    let piece = piece(at: u)
    return slopes[piece] == 0 ? intercepts[piece] : slopes[piece] * u + intercepts[piece]
  }

  public func derivative(_ u: Float) -> Float { slopes[piece(at: u)] }
}
