import LimnCore
import LimnData
import LimnNetwork

/// Inputs that a page may start from: the embedded digits, or what is trained on.
struct Examples: Sendable {
  let inputs: Matrix
  /// The class of each, where they have one.
  private let labels: [Int]?
  /// What one of them is called: "digit", "example", "row".
  let noun: String
  /// What full ink, or full light, is to them.
  let full: Float

  static let digits = Examples(
    inputs: Digits.all.inputs, labels: Digits.all.labels, noun: "digit", full: Digits.fullInk)

  private init(inputs: Matrix, labels: [Int]?, noun: String, full: Float) {
    (self.inputs, self.labels, self.noun, self.full) = (inputs, labels, noun, full)
  }

  /// Pictures that are trained on.
  init(_ ground: TrainingGround) {
    let set = ground.examples
    let largest = set.inputs.elements.reduce(0, max)
    self.init(
      inputs: set.inputs, labels: set.classCount > 0 ? set.labels : nil, noun: "example",
      full: largest > 0 ? largest : 1)
  }

  /// The rows that a page has.
  init(_ table: ServedTable) {
    self.init(
      inputs: table.rows.rows(0..<table.shownCount), labels: table.labels, noun: "row", full: 1)
  }

  var count: Int { inputs.rows }

  /// An example as the page is given it.
  struct Example: Encodable {
    let index: Int
    let values: [Float]
    /// Its class, where it has one.
    let label: Int?
    /// How strongly a unit answers to it.
    var activation: Double?
  }

  subscript(index: Int) -> Example {
    Example(index: index, values: Array(inputs[row: index]), label: labels?[index])
  }

  private static let listed = 8
  /// Of more examples the first.
  private static let searched = 5000

  /// The examples that a unit answers to most, the strongest first; those that it does not answer to are
  /// left out. A feature map answers as strongly as its strongest place.
  ///
  /// - Parameter units: of the row; one, or all of a feature map.
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
