import LimnNetwork

/// The positions at which units of the first hidden layer cross zero along a straight path.
///
/// The pre-activations are affine in α, so each unit crosses at most once. From one cut to the
/// next, a single unit changes its slope, so the rate of the next map's outputs changes by one row
/// of its weights. A gradient pulled back to a unit is the product of one row with two sums, over
/// the pieces before and after its crossing. Neither needs a product with the complete map for each
/// piece.
struct FirstCrossings {
  /// The cuts in ascending order, from 0 to 1.
  private(set) var cuts: [Double] = []
  /// The unit that crosses at each inner cut.
  private var units: [Int] = []
  /// The slope of each unit at the start and at the end of the path.
  private var slopes: [(before: Double, after: Double)] = []

  /// Follows a path whose pre-activations are `start` at α = 0 and `end` at α = 1.
  mutating func find(
    from start: UnsafePointer<Double>, to end: UnsafePointer<Double>, units width: Int,
    negativeSlope: Double
  ) {
    var crossings: [(cut: Double, unit: Int)] = []
    slopes.removeAll(keepingCapacity: true)
    for unit in 0..<width {
      let (a, b) = (start[unit], end[unit])
      if (a < 0 && b > 0) || (a > 0 && b < 0) {
        crossings.append((a / (a - b), unit))
        slopes.append((a > 0 ? 1 : negativeSlope, b > 0 ? 1 : negativeSlope))
      } else {
        // A unit that is 0 on the whole path has the slope below 0, like the layer's derivative.
        let slope = a + b > 0 ? 1 : negativeSlope
        slopes.append((slope, slope))
      }
    }
    crossings.sort { $0 < $1 }
    cuts = [0] + crossings.map(\.cut) + [1]
    units = crossings.map(\.unit)
  }

  /// The outputs of `map`, which follows the layer's rectifier, at each cut: cuts × outputs.
  ///
  /// Cost: two products of one row with the map, and one row of the map for each cut.
  func outputs(
    of map: AffineMap, from start: UnsafePointer<Double>, to end: UnsafePointer<Double>,
    into result: inout [Double]
  ) {
    let width = map.outputs
    let changes = slopes.indices.map { end[$0] - start[$0] }
    var row = map(slopes.indices.map { start[$0] > 0 ? start[$0] : slopes[$0].before * start[$0] })
    var rate = [Double](repeating: 0, count: width)
    map.apply(
      zip(slopes, changes).map { $0.before * $1 }, rows: 1, accumulate: false, &rate)
    result.removeAll(keepingCapacity: true)
    result.append(contentsOf: row)
    for cut in 1..<cuts.count {
      let length = cuts[cut] - cuts[cut - 1]
      for output in 0..<width { row[output] += length * rate[output] }
      result.append(contentsOf: row)
      guard cut <= units.count else { continue }
      let unit = units[cut - 1]
      let bend = (slopes[unit].after - slopes[unit].before) * changes[unit]
      let weights = map.weights[unit * width..<(unit + 1) * width]
      for (output, weight) in weights.enumerated() { rate[output] += bend * weight }
    }
  }

  /// Pulls a gradient with respect to the outputs of `map` on each piece back to the layer's
  /// pre-activations, summed over the pieces.
  ///
  /// - Parameter gradients: pieces × outputs.
  func pullBack(
    _ gradients: [Double], through map: AffineMap, into result: UnsafeMutablePointer<Double>
  ) {
    let width = map.outputs
    var sum = [Double](repeating: 0, count: width)
    // For each crossing unit, the product of its row with the sum over the pieces before its
    // crossing.
    var before = [Double](repeating: 0, count: units.count)
    gradients.withUnsafeBufferPointer { gradients in
      map.weights.withUnsafeBufferPointer { weights in
        sum.withUnsafeMutableBufferPointer { sum in
          for piece in 0..<cuts.count - 1 {
            for output in 0..<width { sum[output] += gradients[piece &* width &+ output] }
            guard piece < units.count else { continue }
            let row = units[piece] * width
            // Two independent sums, so that additions do not wait for each other.
            var (even, odd) = (0.0, 0.0)
            for output in stride(from: 1, to: width, by: 2) {
              even += weights[row &+ output &- 1] * sum[output &- 1]
              odd += weights[row &+ output] * sum[output]
            }
            if width % 2 == 1 { even += weights[row &+ width &- 1] * sum[width &- 1] }
            before[piece] = even + odd
          }
        }
      }
    }
    map.pullBack(sum, rows: 1, result)
    for unit in slopes.indices { result[unit] *= slopes[unit].after }
    for (unit, before) in zip(units, before) {
      result[unit] += (slopes[unit].before - slopes[unit].after) * before
    }
  }
}
