import LimnCore

/// The points that a table's surrogate is fitted to, made of the same perturbations in either
/// representation.
extension RegressionDesign {
  /// The offsets themselves.
  ///
  /// - Parameter width: ν of the locality kernel.
  init(offsets: Matrix, width: Double) {
    let weights = (0..<offsets.rows).map { row in
      let square = offsets[row: row].reduce(0.0) { $0 + Double($1) * Double($1) }
      return localityWeight(at: square.squareRoot(), width: width)
    }
    self.init(
      drawn: offsets.elements.map(Double.init), features: offsets.columns, isPaired: false,
      weights: weights)
  }

  /// 1 where a perturbed feature stays in the quarter of the row's own.
  init(
    quartersOf offsets: Matrix, around input: [Float], scales: TabularScales, width: Double
  ) {
    let (rows, n) = (offsets.rows, offsets.columns)
    // The quarter as an interval of offsets, above the lower end and up to the upper one.
    let ends = scales.varying.map { feature in
      let (value, deviation) = (Double(input[feature]), scales.deviations[feature])
      let quarter = scales.quarter(of: value, feature: feature)
      let bounds = [-Double.infinity] + scales.quartiles[feature] + [.infinity]
      return (
        above: (bounds[quarter] - value) / deviation,
        upTo: (bounds[quarter + 1] - value) / deviation
      )
    }
    let (above, upTo) = (ends.map(\.above), ends.map(\.upTo))
    var leavers = [Int](repeating: 0, count: rows)
    let points = [Double](unsafeUninitializedCapacity: rows * n) { target, initialized in
      offsets.elements.withUnsafeBufferPointer { offsets in
        above.withUnsafeBufferPointer { above in
          upTo.withUnsafeBufferPointer { upTo in
            for row in 0..<rows {
              var stay = 0
              for place in 0..<n {
                let offset = Double(offsets[row &* n &+ place])
                // Without a branch, which half of the draws would miss.
                let stays = (offset > above[place] ? 1 : 0) & (offset <= upTo[place] ? 1 : 0)
                target[row &* n &+ place] = Double(stays)
                stay &+= stays
              }
              leavers[row] = n - stay
            }
          }
        }
      }
      initialized = rows * n
    }
    // The row itself is 1 everywhere, so a distance is the root of the number that left.
    let weights = (0...n).map { localityWeight(at: Double($0).squareRoot(), width: width) }
    self.init(
      drawn: points, features: n, isPaired: false, weights: leavers.map { weights[$0] })
  }
}
