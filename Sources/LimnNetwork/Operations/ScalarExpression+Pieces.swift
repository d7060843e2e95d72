extension ScalarExpression {
  /// The expression as a continuous piecewise-linear function; `nil` if it is not one.
  public func pieces() -> PiecewiseLinearFunction? {
    switch self {
    case .input: return .line(1, 0)
    case .constant(let value): return .line(0, value)
    case .function(let function, let inner):
      guard let inner = inner.pieces() else { return nil }
      switch function {
      case .relu: return inner.followed(by: .rectifier(negativeSlope: 0))
      case .leakyReLU(let slope):
        return inner.followed(by: .rectifier(negativeSlope: Double(slope)))
      case .abs:
        return inner.followed(
          by: PiecewiseLinearFunction(kinks: [0], slopes: [-1, 1], intercepts: [0, 0]))
      case .negate: return inner.scaled(by: -1)
      default: return nil
      }
    case .arithmetic(let operation, let left, let right):
      guard let left = left.pieces(), let right = right.pieces() else { return nil }
      let numbers = (left.constantValue, right.constantValue)
      switch operation {
      case .add: return left.adding(right)
      case .subtract: return left.adding(right.scaled(by: -1))
      case .multiply:
        if let factor = numbers.1 { return left.scaled(by: factor) }
        return numbers.0.map { right.scaled(by: $0) }
      case .divide:
        guard let divisor = numbers.1, divisor != 0 else { return nil }
        return left.scaled(by: 1 / divisor)
      // max(a, b) = a + max(b − a, 0)
      case .maximum:
        let rise = right.adding(left.scaled(by: -1)).followed(by: .rectifier(negativeSlope: 0))
        return left.adding(rise)
      case .minimum:
        let rise = left.adding(right.scaled(by: -1)).followed(by: .rectifier(negativeSlope: 0))
        return left.adding(rise.scaled(by: -1))
      default: return nil
      }
    case .choice: return nil
    }
  }
}

extension PiecewiseLinearFunction {
  static func line(_ slope: Double, _ intercept: Double) -> PiecewiseLinearFunction {
    PiecewiseLinearFunction(kinks: [], slopes: [slope], intercepts: [intercept])
  }

  /// The value of a constant function; `nil` for other functions.
  var constantValue: Double? { kinks.isEmpty && slopes == [0] ? intercepts[0] : nil }

  /// The slope and intercept of a function without kinks; `nil` for other functions.
  public var line: (slope: Double, intercept: Double)? {
    kinks.isEmpty ? (slopes[0], intercepts[0]) : nil
  }

  func scaled(by factor: Double) -> PiecewiseLinearFunction {
    PiecewiseLinearFunction(
      kinks: kinks, slopes: slopes.map { $0 * factor }, intercepts: intercepts.map { $0 * factor }
    )
    .simplified
  }

  func adding(_ other: PiecewiseLinearFunction) -> PiecewiseLinearFunction {
    let kinks = Set(self.kinks + other.kinks).sorted()
    let points = Self.inside(kinks)
    return PiecewiseLinearFunction(
      kinks: kinks,
      slopes: points.map { slope(at: $0) + other.slope(at: $0) },
      intercepts: points.map {
        intercepts[piece(at: $0)] + other.intercepts[other.piece(at: $0)]
      }
    ).simplified
  }

  /// The composition `next(self(u))`.
  func followed(by next: PiecewiseLinearFunction) -> PiecewiseLinearFunction {
    var kinks = Set(self.kinks)
    for (piece, slope) in slopes.enumerated() where slope != 0 {
      let low = piece == 0 ? -Double.infinity : self.kinks[piece - 1]
      let high = piece == self.kinks.count ? Double.infinity : self.kinks[piece]
      for kink in next.kinks {
        let u = (kink - intercepts[piece]) / slope
        if u > low, u < high { kinks.insert(u) }
      }
    }
    let sorted = kinks.sorted()
    var (slopes, intercepts): ([Double], [Double]) = ([], [])
    for u in Self.inside(sorted) {
      let mine = piece(at: u)
      let (slope, intercept) = (self.slopes[mine], self.intercepts[mine])
      let its = next.piece(at: slope * u + intercept)
      slopes.append(next.slopes[its] * slope)
      intercepts.append(next.slopes[its] * intercept + next.intercepts[its])
    }
    return PiecewiseLinearFunction(kinks: sorted, slopes: slopes, intercepts: intercepts).simplified
  }

  /// A point within each piece.
  private static func inside(_ kinks: [Double]) -> [Double] {
    guard let first = kinks.first, let last = kinks.last else { return [0] }
    return [first - 1] + zip(kinks, kinks.dropFirst()).map { ($0 + $1) / 2 } + [last + 1]
  }

  /// The same function without kinks at which the slope does not change.
  private var simplified: PiecewiseLinearFunction {
    var (kinks, slopes, intercepts) = ([Double](), [self.slopes[0]], [self.intercepts[0]])
    for (index, kink) in self.kinks.enumerated() {
      guard self.slopes[index + 1] != slopes[slopes.count - 1] else { continue }
      kinks.append(kink)
      slopes.append(self.slopes[index + 1])
      intercepts.append(self.intercepts[index + 1])
    }
    return PiecewiseLinearFunction(kinks: kinks, slopes: slopes, intercepts: intercepts)
  }
}
