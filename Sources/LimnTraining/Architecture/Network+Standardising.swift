import LimnCore
import LimnNetwork

extension Network {
  /// The same network preceded by an operation that scales each feature to mean 0 and standard
  /// deviation 1 over `rows`. A feature that does not vary is only shifted by its mean.
  ///
  /// A table's columns may have very different units, such as grams and thousands of dollars, and
  /// networks learn best from numbers around 1. Because the scaling is an operation of the network,
  /// it is part of the model's file, and users pass the table unscaled.
  ///
  /// - Parameters:
  ///   - rows: the training examples, `n × inputShape.count`, at least one.
  ///   - indicators: features that are left unscaled, namely one-hot category indicators: dividing
  ///     by their deviation would give rare categories more weight.
  /// - Throws: `NetworkError` if the network is not a chain of layers.
  public func standardising(_ rows: Matrix, except indicators: Set<Int> = []) throws -> Network {
    var (shift, factor) = ([Float](), [Float]())
    for column in 0..<rows.columns {
      guard !indicators.contains(column) else {
        shift.append(0)
        factor.append(1)
        continue
      }
      let values = (0..<rows.rows).map { Double(rows[$0, column]) }
      let mean = values.reduce(0, +) / Double(rows.rows)
      let variance =
        values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rows.rows)
      let deviation = variance.squareRoot()
      shift.append(Float(mean))
      // A variation no larger than rounding errors counts as constant.
      factor.append(deviation > 1e-6 * abs(mean) && deviation > 0 ? Float(1 / deviation) : 1)
    }
    return try Network(
      inputShape: inputShape, layers: [Scaling(shift: shift, factor: factor)] + layers
    )
    .named(features: input.names, outputs: output.givenNames, task: output.task)
  }
}
