import LimnCore
import LimnNetwork

extension Network {
  /// The same network behind a first operation that brings each feature to mean 0 and standard deviation
  /// 1 over `rows`; one that does not vary only loses its mean.
  ///
  /// Columns of one table may be grams and thousands of dollars: a network learns from neither as it
  /// learns from numbers around 1. As an operation of the network the scaling is in the model's file, and
  /// whoever uses it gives it the table as it is.
  ///
  /// - Parameters:
  ///   - rows: the training examples, `n × inputShape.count`, at least one.
  ///   - indicators: features that stay as they are: those that say which category a row has. By their
  ///     deviation a rare category would count for more.
  /// - Throws: `NetworkError` for a network that is not a chain of layers.
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
      // What varies by no more than rounding is constant.
      factor.append(deviation > 1e-6 * abs(mean) && deviation > 0 ? Float(1 / deviation) : 1)
    }
    return try Network(
      inputShape: inputShape, layers: [Scaling(shift: shift, factor: factor)] + layers
    )
    .named(features: input.names, outputs: output.names, task: output.task)
  }
}
