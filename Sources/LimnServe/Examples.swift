import LimnCore
import LimnData
import LimnNetwork

/// Inputs from which a page can start: the embedded digits, the training data, or the rows of a
/// table.
struct Examples: Sendable {
  let inputs: Matrix
  /// The class of each, if known.
  private let labels: [Int]?
  /// The word for one of them: "digit", "example", "row".
  let noun: String
  /// Their value for full ink, or full light.
  let full: Float

  static let digits = Examples(
    inputs: Digits.all.inputs, labels: Digits.all.labels, noun: "digit", full: Digits.fullInk)

  private init(inputs: Matrix, labels: [Int]?, noun: String, full: Float) {
    (self.inputs, self.labels, self.noun, self.full) = (inputs, labels, noun, full)
  }

  /// The pictures of the training data.
  init(_ ground: TrainingGround) {
    let set = ground.examples
    let largest = set.inputs.elements.reduce(0, max)
    self.init(
      inputs: set.inputs, labels: set.classCount > 0 ? set.labels : nil, noun: "example",
      full: largest > 0 ? largest : 1)
  }

  /// The rows of a page's table.
  init(_ table: ServedTable) {
    self.init(
      inputs: table.rows.rows(0..<table.shownCount), labels: table.labels, noun: "row", full: 1)
  }

  var count: Int { inputs.rows }

  /// An example in the form sent to the page.
  struct Example: Encodable {
    let index: Int
    let values: [Float]
    /// Its class, if known.
    let label: Int?
    /// The activation of a unit for it.
    var activation: Double?
  }

  subscript(index: Int) -> Example {
    Example(index: index, values: Array(inputs[row: index]), label: labels?[index])
  }

  private static let listed = 8
  /// The maximum number of examples searched, from the first.
  private static let searched = 5000

  /// The examples that excite a unit most, the strongest first, without those that do not excite
  /// it. The activation of a feature map is that of its strongest position.
  ///
  /// - Parameter units: the units of the row: a single one, or all of a feature map.
  func exciting(_ units: Range<Int>, of row: InnerRow, in network: Network) -> [Example] {
    let inputs = count > Self.searched ? self.inputs.rows(0..<Self.searched) : self.inputs
    let values = network.activations(of: inputs)[row.value - 1]
    let strongest = (0..<values.rows).map { example in
      units.reduce(-Float.infinity) { max($0, values[example, $1]) }
    }
    let order = strongest.indices.sorted { (strongest[$0], $1) > (strongest[$1], $0) }
    return order.prefix(Self.listed).filter { strongest[$0] > 0 }.map { index in
      var example = self[index]
      example.activation = Double(strongest[index])
      return example
    }
  }
}
