import LimnCore
import LimnData
import LimnNetwork

/// Inputs that a page may start from: the embedded digits, or what is trained on.
struct Examples: Sendable {
  let set: LabeledSet
  /// What one of them is called: "digit", "example".
  let noun: String
  /// What full ink, or full light, is to them.
  let full: Float

  static let digits = Examples(set: Digits.all, noun: "digit", full: Digits.fullInk)

  private init(set: LabeledSet, noun: String, full: Float) {
    (self.set, self.noun, self.full) = (set, noun, full)
  }

  init(_ ground: TrainingGround) {
    set = ground.examples
    noun = "example"
    let largest = set.inputs.elements.reduce(0, max)
    full = largest > 0 ? largest : 1
  }

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
    var label: Int?
    if case .classes = set.targets { label = set.labels[index] }
    return Example(index: index, values: Array(set.inputs[row: index]), label: label)
  }

  private static let listed = 8
  /// Of more examples the first.
  private static let searched = 5000

  /// The examples that a unit answers to most, the strongest first; those that it does not answer to are
  /// left out. A feature map answers as strongly as its strongest place.
  ///
  /// - Parameter units: of the row; one, or all of a feature map.
  func exciting(_ units: Range<Int>, of row: InnerRow, in network: Network) -> [Example] {
    let inputs = set.count > Self.searched ? set.inputs.rows(0..<Self.searched) : set.inputs
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
