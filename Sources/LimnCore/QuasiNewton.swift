/// Minimises a smooth function by limited-memory BFGS (Nocedal 1980; Nocedal and Wright 2006,
/// algorithms 7.4 and 3.1). Each step goes along the quasi-Newton direction and is halved until the
/// function decreases by at least 1e-4 of the decrease that the slope predicts (Armijo's
/// condition).
///
/// Cost: usually one evaluation and `4·memory·n` operations for each step.
public struct QuasiNewton: Sendable {
  /// The maximum number of steps.
  public var steps: Int
  /// The number of recent steps, with their gradient changes, that approximate the curvature.
  public var memory: Int
  /// The search ends when a step decreases the function by less than this, relative to its value.
  public var tolerance: Double

  /// Creates a search; see the properties for the parameters.
  public init(steps: Int = 40, memory: Int = 8, tolerance: Double = 1e-6) {
    precondition(steps >= 0 && memory > 0 && tolerance >= 0, "a search that cannot be made")
    self.steps = steps
    self.memory = memory
    self.tolerance = tolerance
  }

  private struct Pair {
    let step: [Double]
    let change: [Double]
    let inverse: Double
  }

  /// Returns the point with the lowest value found.
  ///
  /// - Parameters:
  ///   - start: the initial point; returned unchanged if the function is not finite there.
  ///   - function: returns the value and the gradient at a point. A non-finite value marks a point
  ///     that the search must not enter.
  /// - Throws: whatever `function` throws.
  public func minimum(
    from start: [Double], of function: ([Double]) throws -> (value: Double, gradient: [Double])
  ) rethrows -> [Double] {
    var (place, pairs) = (start, [Pair]())
    var (value, gradient) = try function(place)
    guard value.isFinite else { return start }
    for _ in 0..<steps {
      var direction = Self.direction(gradient, pairs)
      var slope = dot(direction, gradient)
      if !(slope < 0) {
        // The direction does not descend: the remembered pairs are discarded.
        pairs = []
        direction = gradient.map { -$0 }
        slope = -dot(gradient, gradient)
      }
      guard slope < 0 else { break }
      // The first step has no scale yet; its length is limited to 1.
      var length = pairs.isEmpty ? min(1, 1 / (-slope).squareRoot()) : 1
      var found: (place: [Double], value: Double, gradient: [Double])?
      for _ in 0..<20 {
        let next = zip(place, direction).map { $0 + length * $1 }
        let (nextValue, nextGradient) = try function(next)
        if nextValue.isFinite, nextValue <= value + 1e-4 * length * slope {
          found = (next, nextValue, nextGradient)
          break
        }
        length /= 2
      }
      guard let found else { break }
      let step = zip(found.place, place).map { $0 - $1 }
      let change = zip(found.gradient, gradient).map { $0 - $1 }
      let curvature = dot(step, change)
      if curvature > 1e-12 * dot(change, change) {
        pairs.append(Pair(step: step, change: change, inverse: 1 / curvature))
        if pairs.count > memory { pairs.removeFirst() }
      }
      let gain = value - found.value
      (place, value, gradient) = (found.place, found.value, found.gradient)
      if gain <= tolerance * max(1, abs(value)) { break }
    }
    return place
  }

  /// The quasi-Newton direction by the two-loop recursion.
  private static func direction(_ gradient: [Double], _ pairs: [Pair]) -> [Double] {
    var result = gradient.map { -$0 }
    var shares: [Double] = []
    for pair in pairs.reversed() {
      let share = pair.inverse * dot(pair.step, result)
      shares.append(share)
      for index in result.indices { result[index] -= share * pair.change[index] }
    }
    if let last = pairs.last {
      let scale = 1 / (last.inverse * dot(last.change, last.change))
      for index in result.indices { result[index] *= scale }
    }
    for (pair, share) in zip(pairs, shares.reversed()) {
      let back = pair.inverse * dot(pair.change, result)
      for index in result.indices { result[index] += (share - back) * pair.step[index] }
    }
    return result
  }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}
