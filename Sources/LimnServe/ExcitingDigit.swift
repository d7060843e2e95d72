import LimnCore
import LimnData
import LimnNetwork

/// A digit that excites a unit: by how much, and what it is.
struct ExcitingDigit: Encodable {
  let index: Int
  let label: Int
  let values: [Float]
  let activation: Double

  private static let count = 8

  /// The embedded digits that a unit answers to most, the strongest first; those that it does not answer
  /// to are left out.
  ///
  /// - Throws: ``Refusal``.
  static func all(for unit: Int, ofStage number: Int, in network: Network) throws -> [ExcitingDigit]
  {
    let digits = Digits.all
    let stages = network.stages
    guard network.inputShape.count == digits.inputs.columns,
      stages.indices.dropFirst().contains(number), (0..<stages[number].width).contains(unit),
      let last = stages[number].layers.last
    else { throw Refusal(400, "The network has no unit \(unit) in row \(number).") }
    let values = network.activations(of: digits.inputs)[last]
    let order = (0..<values.rows).sorted { (values[$0, unit], $1) > (values[$1, unit], $0) }
    return order.prefix(count).filter { values[$0, unit] > 0 }.map { row in
      ExcitingDigit(
        index: row, label: digits.labels[row], values: Array(digits.inputs[row: row]),
        activation: Double(values[row, unit]))
    }
  }
}
