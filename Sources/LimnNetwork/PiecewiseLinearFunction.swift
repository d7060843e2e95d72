/// A continuous piecewise-linear function of one number: `slopes[k] · u + intercepts[k]` between
/// `kinks[k − 1]` and `kinks[k]`.
public struct PiecewiseLinearFunction: Sendable, Hashable {
  /// The points where the slope changes, in ascending order.
  public let kinks: [Double]
  /// The slope of each piece; one more than there are kinks.
  public let slopes: [Double]
  /// The intercept of each piece: its value when extended to 0.
  public let intercepts: [Double]

  /// Creates a function from its pieces.
  ///
  /// - Parameters:
  ///   - kinks: ascending and finite.
  ///   - slopes: one more than kinks.
  ///   - intercepts: one for each slope; neighbouring pieces must meet at their kink.
  public init(kinks: [Double], slopes: [Double], intercepts: [Double]) {
    precondition(
      slopes.count == kinks.count + 1 && intercepts.count == slopes.count,
      "\(kinks.count) kinks part \(slopes.count) slopes and \(intercepts.count) intercepts")
    self.kinks = kinks
    self.slopes = slopes
    self.intercepts = intercepts
  }

  /// The function with slope 1 above 0 and `negativeSlope` below.
  public static func rectifier(negativeSlope: Double) -> PiecewiseLinearFunction {
    PiecewiseLinearFunction(kinks: [0], slopes: [negativeSlope, 1], intercepts: [0, 0])
  }

  /// The index of the piece that contains `u`; a kink belongs to the piece below it, as in
  /// PyTorch's rectifiers.
  public func piece(at u: Double) -> Int {
    // There are few kinks, so a linear search is fastest.
    var piece = 0
    while piece < kinks.count, u > kinks[piece] { piece += 1 }
    return piece
  }

  /// The value at `u`.
  public func value(at u: Double) -> Double {
    let piece = piece(at: u)
    // A flat piece is flat at infinity too, where 0 · u would be NaN.
    return slopes[piece] == 0 ? intercepts[piece] : slopes[piece] * u + intercepts[piece]
  }

  /// The slope at `u`; at a kink, the slope of the piece below it.
  public func slope(at u: Double) -> Double { slopes[piece(at: u)] }

  /// The slope below 0 if the function is a rectifier, with one kink at 0 and slope 1 above;
  /// otherwise `nil`.
  public var negativeSlope: Double? {
    guard kinks == [0], slopes[1] == 1, intercepts == [0, 0] else { return nil }
    return slopes[0]
  }
}
