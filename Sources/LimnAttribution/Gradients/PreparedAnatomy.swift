import LimnCore
import LimnNetwork

/// An anatomy prepared for evaluation in `Double`, forward and backward, for batches of points.
final class PreparedAnatomy: Sendable {
  enum Form: Sendable {
    case identity
    case diagonal(shift: [Double], factor: [Double])
    case dense(AffineMap)
    case affine(any AffineForm)
    case pieces(PiecewiseLinearFunction)
    case maximum(MaximumForm)
  }

  struct Node: Sendable {
    let form: Form
    /// The values it takes, as indices into ``PreparedAnatomy/widths``.
    let inputs: [Int]
    let width: Int
  }

  /// The nodes in evaluation order. Node k computes value k + 1; value 0 is the input.
  let nodes: [Node]
  /// The width of each value.
  let widths: [Int]
  /// The last node that uses each value.
  let lastUses: [Int]
  /// The index of the value that holds the scores.
  let scores: Int

  /// Returns `nil` if some node is not piecewise linear.
  init?(_ anatomy: Anatomy) {
    var places = [0: 0]
    var nodes: [Node] = []
    for node in anatomy.nodes {
      let form: Form
      switch node.form {
      case .identity: form = .identity
      case .diagonal(let shift, let factor):
        form = .diagonal(shift: shift.map(Double.init), factor: factor.map(Double.init))
      case .dense(let weights, let bias):
        form = .dense(
          AffineMap(
            inputs: weights.rows, outputs: weights.columns,
            weights: weights.elements.map(Double.init), bias: bias.map(Double.init)))
      case .affine(let map), .convolution(let map): form = .affine(map)
      case .piecewiseLinear(let function): form = .pieces(function)
      case .maximum(let maximum): form = .maximum(maximum)
      case .smooth, .elementwise: return nil
      }
      nodes.append(
        Node(form: form, inputs: node.inputs.compactMap { places[$0] }, width: node.width))
      places[node.index + 1] = nodes.count
    }
    self.nodes = nodes
    widths = [anatomy.inputWidth] + nodes.map(\.width)
    scores = places[anatomy.scoreValue] ?? nodes.count
    var lastUses = [Int](repeating: -1, count: widths.count)
    for (index, node) in nodes.enumerated() {
      for value in node.inputs { lastUses[value] = index }
    }
    self.lastUses = lastUses
  }

  /// The output of a node for `rows` points.
  func output(of node: Node, _ inputs: [[Double]], rows: Int) -> [Double] {
    switch node.form {
    case .identity: return inputs[0]
    case .diagonal(let shift, let factor):
      let width = node.width
      return [Double](unsafeUninitializedCapacity: rows * width) { target, initialized in
        initialized = rows * width
        for row in 0..<rows {
          for i in 0..<width {
            target[row &* width &+ i] = (inputs[0][row &* width &+ i] - shift[i]) * factor[i]
          }
        }
      }
    case .dense(let map):
      var result: [Double] = []
      result.reserveCapacity(rows * map.outputs)
      for _ in 0..<rows { result += map.bias }
      inputs[0].withUnsafeBufferPointer { x in
        result.withUnsafeMutableBufferPointer { y in
          guard let x = x.baseAddress, let y = y.baseAddress else { return }
          map.apply(x, rows: rows, accumulate: true, y)
        }
      }
      return result
    case .affine(let map): return map.apply(inputs, rows: rows, bias: true)
    case .pieces(let function): return inputs[0].map(function.value)
    case .maximum(let form):
      let joined = joined(inputs, of: node, rows: rows)
      let winners = winners(of: form, joined, rows: rows)
      let width = joined.count / max(rows, 1)
      return winners.enumerated().map { joined[$0 / form.outputs * width + $1] }
    }
  }

  /// The inputs of a maximum, concatenated in each row.
  func joined(_ inputs: [[Double]], of node: Node, rows: Int) -> [Double] {
    guard inputs.count > 1 else { return inputs[0] }
    var joined: [Double] = []
    joined.reserveCapacity(inputs.reduce(0) { $0 + $1.count })
    for row in 0..<rows {
      for (input, value) in zip(inputs, node.inputs) {
        let width = widths[value]
        joined += input[row * width..<(row + 1) * width]
      }
    }
    return joined
  }

  /// The index of the winning element for each output of each row; the first of equal ones.
  func winners(of form: MaximumForm, _ joined: [Double], rows: Int) -> [Int] {
    let width = joined.count / max(rows, 1)
    var winners: [Int] = []
    winners.reserveCapacity(rows * form.outputs)
    joined.withUnsafeBufferPointer { joined in
      for row in 0..<rows {
        for output in 0..<form.outputs {
          var best = Int(form.candidates[Int(form.starts[output])])
          for t in Int(form.starts[output])..<Int(form.starts[output + 1]) {
            let candidate = Int(form.candidates[t])
            if joined[row * width + candidate] > joined[row * width + best] { best = candidate }
          }
          winners.append(best)
        }
      }
    }
    return winners
  }

  /// Every value at `rows` points.
  func values(at points: [Double], rows: Int) -> [[Double]] {
    var values = [points]
    for node in nodes {
      values.append(output(of: node, node.inputs.map { values[$0] }, rows: rows))
    }
    return values
  }

  /// `Σ_r Σ_k cotangents[r, k] ∂scores_k/∂x` as one row, from the known values at the points.
  func pulledBack(_ cotangents: [Double], values: [[Double]], rows: Int) -> [Double] {
    var gradients = [[Double]?](repeating: nil, count: widths.count)
    gradients[scores] = cotangents
    for index in nodes.indices.reversed() {
      guard let gradient = gradients[index + 1] else { continue }
      gradients[index + 1] = nil
      let node = nodes[index]
      let pulled = pulledBack(gradient, through: node, values: values, rows: rows)
      for (value, part) in zip(node.inputs, pulled) {
        if gradients[value] == nil {
          gradients[value] = part
        } else {
          for i in part.indices { gradients[value]![i] += part[i] }
        }
      }
    }
    var sum = [Double](repeating: 0, count: widths[0])
    guard let gradient = gradients[0] else { return sum }
    for row in 0..<rows {
      for i in sum.indices { sum[i] += gradient[row * sum.count + i] }
    }
    return sum
  }

  private func pulledBack(
    _ gradient: [Double], through node: Node, values: [[Double]], rows: Int
  ) -> [[Double]] {
    switch node.form {
    case .identity: return [gradient]
    case .diagonal(_, let factor):
      return [gradient.indices.map { gradient[$0] * factor[$0 % factor.count] }]
    case .dense(let map):
      return [
        [Double](unsafeUninitializedCapacity: rows * map.inputs) { target, initialized in
          gradient.withUnsafeBufferPointer { gradient in
            guard let gradient = gradient.baseAddress, let target = target.baseAddress else {
              return
            }
            map.pullBack(gradient, rows: rows, target)
          }
          initialized = rows * map.inputs
        }
      ]
    case .affine(let map): return map.pullBack(gradient, rows: rows)
    case .pieces(let function):
      let input = values[node.inputs[0]]
      return [gradient.indices.map { gradient[$0] * function.slope(at: input[$0]) }]
    case .maximum(let form):
      let joined = joined(node.inputs.map { values[$0] }, of: node, rows: rows)
      let winners = winners(of: form, joined, rows: rows)
      let width = joined.count / max(rows, 1)
      var whole = [Double](repeating: 0, count: joined.count)
      for (place, winner) in winners.enumerated() {
        whole[place / form.outputs * width + winner] += gradient[place]
      }
      guard node.inputs.count > 1 else { return [whole] }
      var offset = 0
      return node.inputs.map { value in
        let own = widths[value]
        defer { offset += own }
        return (0..<rows).flatMap { whole[$0 * width + offset..<$0 * width + offset + own] }
      }
    }
  }
}
