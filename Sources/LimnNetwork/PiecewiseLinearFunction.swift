/// A continuous function of one number, made of straight pieces: `slopes[k] · u + intercepts[k]`
/// between `kinks[k − 1]` and `kinks[k]`.
public struct PiecewiseLinearFunction: Sendable, Hashable {
  /// Where the slope changes, ascending.
  public let kinks: [Double]
  /// One more than there are kinks.
  public let slopes: [Double]
  /// What each piece, continued to 0, gives there.
  public let intercepts: [Double]

  /// A function from its pieces.
  ///
  /// - Parameters:
  ///   - kinks: ascending and finite.
  ///   - slopes: one more than kinks.
  ///   - intercepts: as many as slopes; neighbouring pieces meet at their kink.
  public init(kinks: [Double], slopes: [Double], intercepts: [Double]) {
    precondition(
      slopes.count == kinks.count + 1 && intercepts.count == slopes.count,
      "\(kinks.count) kinks part \(slopes.count) slopes and \(intercepts.count) intercepts")
    self.kinks = kinks
    self.slopes = slopes
    self.intercepts = intercepts
  }

  /// Slope 1 above 0 and another below.
  public static func rectifier(negativeSlope: Double) -> PiecewiseLinearFunction {
    PiecewiseLinearFunction(kinks: [0], slopes: [negativeSlope, 1], intercepts: [0, 0])
  }

  /// The piece that `u` lies in; a kink belongs to the piece below it, as in PyTorch's rectifiers.
  public func piece(at u: Double) -> Int {
    // Few kinks: a search would cost more.
    var piece = 0
    while piece < kinks.count, u > kinks[piece] { piece += 1 }
    return piece
  }

  /// The value at `u`.
  public func value(at u: Double) -> Double {
    let piece = piece(at: u)
    // A flat piece is flat at infinity too, where 0 · u is NaN.
    return slopes[piece] == 0 ? intercepts[piece] : slopes[piece] * u + intercepts[piece]
  }

  /// The slope at `u`; at a kink that of the piece below it.
  public func slope(at u: Double) -> Double { slopes[piece(at: u)] }

  /// The slope below 0 where this is a rectifier: one kink at 0, slope 1 above, no step.
  public var negativeSlope: Double? {
    guard kinks == [0], slopes[1] == 1, intercepts == [0, 0] else { return nil }
    return slopes[0]
  }
}
