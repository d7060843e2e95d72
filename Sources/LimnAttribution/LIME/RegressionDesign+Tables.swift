import LimnCore

/// The points that a tabular surrogate is fitted to, computed from the same perturbations in either
/// representation.
extension RegressionDesign {
  /// Uses the offsets themselves, for ``TabularLIME/Representation/standardised``.
  ///
  /// - Parameter width: the kernel width ν.
  init(offsets: Matrix, width: Double) {
    let weights = (0..<offsets.rows).map { row in
      let square = offsets[row: row].reduce(0.0) { $0 + Double($1) * Double($1) }
      return localityWeight(at: square.squareRoot(), width: width)
    }
    self.init(
      drawn: offsets.elements.map(Double.init), features: offsets.columns, isPaired: false,
      weights: weights)
  }

  /// Uses 1 if a perturbed feature stays in the same quarter of the background as the row's, else
  /// 0, for ``TabularLIME/Representation/quartiles``.
  init(
    quartersOf offsets: Matrix, around input: [Float], scales: TabularScales, width: Double
  ) {
    let (rows, n) = (offsets.rows, offsets.columns)
    // The quarter as a half-open interval of offsets, without its lower end.
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
                // Without a branch, which would often be mispredicted.
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
    // The row itself is 1 everywhere, so the distance is the square root of the number of 0s.
    let weights = (0...n).map { localityWeight(at: Double($0).squareRoot(), width: width) }
    self.init(
      drawn: points, features: n, isPaired: false, weights: leavers.map { weights[$0] })
  }
}
