import LimnCore
import LimnData
import LimnNetwork

/// Standardises the targets of a regression to mean 0 and standard deviation 1 for training, and
/// converts the trained network back to the original units.
///
/// Without it, the right step size for a regression would depend on the units: house prices in
/// dollars and in millions of dollars would need different learning rates. The mean squared error
/// of standardised targets is the fraction of their variance that remains, `1 − R²` on the examples
/// used for standardising, so the losses of different regressions are comparable.
public struct TargetScaling: Sendable, Hashable, Codable {
  /// The mean of each target.
  public let means: [Double]
  /// The standard deviation of each target; 1 if the target does not vary.
  public let deviations: [Double]

  /// Computes the mean and the standard deviation of each target over some examples; returns `nil`
  /// if the targets are not numbers.
  public init?(of targets: Targets) {
    guard case .numbers(let values) = targets else { return nil }
    var (means, deviations): ([Double], [Double]) = ([], [])
    for column in 0..<values.columns {
      let numbers = stride(from: column, to: values.elements.count, by: values.columns)
        .map { Double(values.elements[$0]) }
      let mean = numbers.mean()
      let variance = numbers.map { ($0 - mean) * ($0 - mean) }.mean()
      means.append(mean)
      deviations.append(variance > 0 ? variance.squareRoot() : 1)
    }
    self.means = means
    self.deviations = deviations
  }

  /// The set with standardised targets; unchanged if the targets are not numbers.
  public func standardized(_ set: LabeledSet) -> LabeledSet {
    guard case .numbers(let values) = set.targets else { return set }
    let columns = values.columns
    let scaled = Matrix(rows: values.rows, columns: columns) { target in
      for i in target.indices {
        target[i] = Float(
          (Double(values.elements[i]) - means[i % columns]) / deviations[i % columns])
      }
    }
    return LabeledSet(checked: set.inputs, .numbers(scaled), sourceRows: set.sourceRows)
  }

  /// Converts a network that predicts standardised numbers to one that predicts numbers in their
  /// original units, by scaling and shifting its last dense layer.
  ///
  /// - Throws: `TrainingError.noDenseEnd` if the last operation is not a dense layer with one
  ///   output for each target.
  public func ownUnits(_ network: Network) throws -> Network {
    try check(network)
    return rescaled(network)
  }

  /// Checks that the network ends in a dense layer with one output for each target.
  ///
  /// - Throws: `TrainingError.noDenseEnd`.
  func check(_ network: Network) throws {
    let last = network.nodes[network.nodes.count - 1].operation
    guard let dense = last as? Dense, dense.weights.columns == means.count else {
      throw TrainingError.noDenseEnd
    }
  }

  /// ``ownUnits(_:)`` for a network that has passed ``check(_:)``.
  func rescaled(_ network: Network) -> Network {
    let last = network.nodes.count - 1
    var network = network
    network.updateParameters { node, parameter, values in
      guard node == last else { return }
      let columns = values.columns
      for i in values.elements.indices {
        let scaled = Double(values.elements[i]) * deviations[i % columns]
        values.elements[i] = Float(parameter == 0 ? scaled : scaled + means[i % columns])
      }
    }
    return network
  }
}
