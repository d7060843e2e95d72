import LimnCore
import LimnNetwork

/// Selections of elements, weighted or not, and maxima over them.
extension GraphWriter {
  /// Concatenates several flat values.
  mutating func joined(_ inputs: [Int]) -> String {
    let names = inputs.map { flat($0) }
    return names.count == 1 ? names[0] : node("Concat", names, attributes: [.integer("axis", 1)])
  }

  /// Appends one column with a constant to a flat value.
  mutating func padded(_ name: String, with value: Float) -> String {
    node(
      "Pad", [name, whole("pads", [0, 0, 0, 1], shape: [4]), number("pad", value)])
  }

  /// Selects elements of a flat value by index: N × `shape`.
  mutating func gathered(_ name: String, _ indices: [Int], shape: [Int]) -> String {
    node(
      "Gather", [name, whole("places", indices, shape: shape)], attributes: [.integer("axis", 1)])
  }

  mutating func write(_ map: SparseMap, _ inputs: [Int]) -> String {
    let joined = joined(inputs)
    let indices = map.indices.map { Int($0) }
    let width = map.inputs.reduce(0) { $0 + $1.count }
    if map.isSelection {
      // Concatenated values are already in this order.
      if indices.count == width, indices == Array(0..<width) {
        return inputs.count > 1 ? joined : node("Identity", [joined])
      }
      return gathered(joined, indices, shape: [indices.count])
    }
    // Every output gets the same number of terms; missing ones refer to an appended zero.
    let most = max(
      1, (0..<map.output.count).reduce(0) { max($0, Int(map.starts[$1 + 1] - map.starts[$1])) })
    let (terms, weights) = terms(
      starts: map.starts, indices, map.weights, most: most, filler: width)
    var current = gathered(padded(joined, with: 0), terms, shape: [map.output.count, most])
    let number = next("SparseMap")
    counts["SparseMap"] = number
    if map.weights != nil {
      let name = "map\(number).weights"
      constant(name, weights, shape: [map.output.count, most])
      current = node("Mul", [current, name])
    }
    current = node(
      "ReduceSum", [current, whole("axis", [2], shape: [1])], attributes: [.integer("keepdims", 0)])
    guard let bias = map.bias else { return current }
    let name = "map\(number).bias"
    constant(name, bias, shape: [bias.count])
    return node("Add", [current, name])
  }

  func terms(
    starts: [Int32], _ indices: [Int], _ weights: [Float]?, most: Int, filler: Int
  ) -> (places: [Int], weights: [Float]) {
    var (places, factors): ([Int], [Float]) = ([], [])
    for output in starts.indices.dropLast() {
      let range = Int(starts[output])..<Int(starts[output + 1])
      let missing = most - range.count
      places += indices[range] + [Int](repeating: filler, count: missing)
      factors +=
        (weights.map { Array($0[range]) } ?? range.map { _ in 1 })
        + [Float](repeating: 0, count: missing)
    }
    return (places, factors)
  }

  mutating func write(_ maximum: Maximum, _ inputs: [Int]) -> String {
    if maximum.kind == "Max", inputs.count > 1 { return node("Max", inputs.map { flat($0) }) }
    let form = maximum.form
    let width = maximum.inputs.reduce(0) { $0 + $1.count }
    let most = max(
      1, (0..<form.outputs).reduce(0) { max($0, Int(form.starts[$1 + 1] - form.starts[$1])) })
    let places = terms(
      starts: form.starts, form.candidates.map { Int($0) }, nil, most: most, filler: width
    ).places
    let all = gathered(
      padded(joined(inputs), with: -Float.greatestFiniteMagnitude), places,
      shape: [form.outputs, most])
    return node(
      "ReduceMax", [all], attributes: [.integers("axes", [2]), .integer("keepdims", 0)])
  }
}
