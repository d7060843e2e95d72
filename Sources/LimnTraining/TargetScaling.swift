import LimnCore
import LimnData
import LimnNetwork

/// Numbers brought to mean 0 and standard deviation 1 for training, and a network that was trained on
/// them brought back to the numbers' own units.
///
/// Without it the size of a step that suits a regression would depend on the unit: house prices in
/// dollars and in millions of dollars would need other learning rates. The mean squared error of
/// standardised targets is the share of their variance that is left, `1 − R²` on the examples they were
/// standardised by, so that losses of different regressions compare.
public struct TargetScaling: Sendable, Hashable, Codable {
  /// One for each target.
  public let means: [Double]
  /// One for each target, above 0; 1 where it does not vary.
  public let deviations: [Double]

  /// The scaling by the mean and the standard deviation of each target over some examples; `nil` for
  /// targets that are no numbers.
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

  /// The set with standardised targets; one whose targets are no numbers stays as it is.
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

  /// The network that gives numbers in their own units, from one that gives standardised ones: its last
  /// dense layer multiplied and shifted.
  ///
  /// - Throws: `TrainingError.noDenseEnd` for a network whose last operation is none.
  public func ownUnits(_ network: Network) throws -> Network {
    try check(network)
    return rescaled(network)
  }

  /// - Throws: `TrainingError.noDenseEnd`.
  func check(_ network: Network) throws {
    let last = network.nodes[network.nodes.count - 1].operation
    guard let dense = last as? Dense, dense.weights.columns == means.count else {
      throw TrainingError.noDenseEnd
    }
  }

  /// ``ownUnits(_:)`` of a network that ``check(_:)`` let pass.
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
