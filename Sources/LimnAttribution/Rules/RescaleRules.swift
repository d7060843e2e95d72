import LimnCore
import LimnNetwork

// Messages have n · m rows: for each of n inputs, one row for each of m references.

/// The rescale rule `Δy/Δu` for elementwise functions.
struct RescaleRule: BackwardRule {
  /// Whether the function is smooth. For small differences, the slope at the midpoint is then more
  /// accurate than the quotient, which suffers from rounding.
  let isSmooth: Bool

  /// The limit for a small `Δu` of a smooth function, relative to its argument. The error of the
  /// slope at the midpoint is `Δu² g‴/24`, and that of the quotient is the rounding error of
  /// `Float` divided by `Δu`; at the limit both are about 1e-6.
  private static let smallDifference: Float = 1e-2

  func sent(_ message: Matrix, through node: VisitedNode) -> [Matrix] {
    guard let reference = node.reference else { return node.gradients(message) }
    let (u, y) = (node.inputs[0], node.output)
    let (v, z) = (node.values(of: reference)[0], reference.values[node.index + 1])
    let (width, count) = (u.columns, v.rows)
    var result = message
    // The slopes are evaluated for all pairs at once, and only where differences are small.
    var middles: [Float] = []
    var small: [Int] = []
    result.elements.withUnsafeMutableBufferPointer { target in
      u.elements.withUnsafeBufferPointer { u in
        y.elements.withUnsafeBufferPointer { y in
          v.elements.withUnsafeBufferPointer { v in
            z.elements.withUnsafeBufferPointer { z in
              for row in 0..<message.rows {
                let (from, to) = (row / count * width, row % count * width)
                for i in 0..<width {
                  let (a, b) = (u[from &+ i], v[to &+ i])
                  let difference = a - b
                  let isSmall =
                    isSmooth
                    ? abs(difference) <= Self.smallDifference * max(1, abs(a)) : difference == 0
                  if isSmall {
                    small.append(row &* width &+ i)
                    middles.append(b + difference / 2)
                  } else {
                    target[row &* width &+ i] *= (y[from &+ i] - z[to &+ i]) / difference
                  }
                }
              }
            }
          }
        }
      }
    }
    guard !small.isEmpty else { return [result] }
    // The function is the same for every element, so the points can be evaluated as one row.
    let points = Matrix(row: middles)
    let ones = Matrix(rows: 1, columns: middles.count, repeating: 1)
    let saved = node.operation.forward([points]).saved
    let slopes = node.operation.inputGradients(ones, saved: saved)[0]
    for (place, slope) in zip(small, slopes.elements) { result.elements[place] *= slope }
    return [result]
  }
}

/// The rescale rule for maxima: an increase goes to the element that wins at the input, a decrease
/// to the one that wins at the reference. Either element changes by at least as much as the
/// maximum, so no multiplier exceeds 1, and the whole change is attributed.
struct MaximumRescaleRule: BackwardRule {
  let form: MaximumForm

  func sent(_ message: Matrix, through node: VisitedNode) -> [Matrix] {
    guard let reference = node.reference else { return node.gradients(message) }
    let (inputs, others) = (node.inputs, node.values(of: reference))
    let count = others[0].rows
    let widths = inputs.map(\.columns)
    let (shown, hidden) = (joined(inputs), joined(others))
    let (won, lost) = (winners(shown), winners(hidden))
    let (width, outputs) = (shown.columns, form.outputs)
    var sums = Matrix(rows: message.rows, columns: width)
    sums.elements.withUnsafeMutableBufferPointer { sums in
      message.elements.withUnsafeBufferPointer { message in
        shown.elements.withUnsafeBufferPointer { shown in
          hidden.elements.withUnsafeBufferPointer { hidden in
            for row in 0..<message.count / max(outputs, 1) {
              let (own, other) = (row / count * width, row % count * width)
              let (first, last) = (row / count * outputs, row % count * outputs)
              for output in 0..<outputs {
                let sent = message[row &* outputs &+ output]
                guard sent != 0 else { continue }
                let (winner, loser) = (won[first &+ output], lost[last &+ output])
                let change = shown[own &+ winner] - hidden[other &+ loser]
                // Of equal elements, the one that also wins on the other side is used; with a
                // uniform reference all elements of a window are equal.
                let element =
                  change < 0
                  ? (hidden[other &+ winner] == hidden[other &+ loser] ? winner : loser)
                  : (shown[own &+ loser] == shown[own &+ winner] ? loser : winner)
                let difference = shown[own &+ element] - hidden[other &+ element]
                sums[row &* width &+ element] +=
                  difference != 0 ? sent * change / difference : sent
              }
            }
          }
        }
      }
    }
    guard widths.count > 1 else { return [sums] }
    var start = 0
    return widths.map { own in
      defer { start += own }
      return Matrix(rows: sums.rows, columns: own) { target in
        for row in 0..<sums.rows {
          for i in 0..<own { target[row * own + i] = sums.elements[row * width + start + i] }
        }
      }
    }
  }

  /// The candidates' values of all inputs, concatenated.
  private func joined(_ inputs: [Matrix]) -> Matrix {
    guard inputs.count > 1 else { return inputs[0] }
    let width = inputs.reduce(0) { $0 + $1.columns }
    return Matrix(rows: inputs[0].rows, columns: width) { target in
      var start = 0
      for input in inputs {
        for row in 0..<input.rows {
          for i in 0..<input.columns { target[row * width + start + i] = input[row, i] }
        }
        start += input.columns
      }
    }
  }

  /// The index of the winning element for each output of each row; the first of equal ones.
  private func winners(_ values: Matrix) -> [Int] {
    var winners: [Int] = []
    winners.reserveCapacity(values.rows * form.outputs)
    values.elements.withUnsafeBufferPointer { elements in
      for row in 0..<values.rows {
        let start = row * values.columns
        for output in 0..<form.outputs {
          var best = Int(form.candidates[Int(form.starts[output])])
          var peak = elements[start + best]
          for place in Int(form.starts[output])..<Int(form.starts[output + 1]) {
            let candidate = Int(form.candidates[place])
            let value = elements[start &+ candidate]
            let wins = value > peak
            peak = wins ? value : peak
            best = wins ? candidate : best
          }
          winners.append(best)
        }
      }
    }
    return winners
  }
}

/// The mean of a node's Jacobian on the straight line from the reference's inputs v to the node's
/// inputs u, `∫₀¹ J(v + α(u − v)) dα`, whose product with `u − v` is exactly `Δy`.
struct MeanJacobianRule: BackwardRule {
  /// The nodes of Gauss-Legendre quadrature on equal pieces of 0...1.
  static func nodes(pieces: Int) -> [(x: Double, weight: Double)] {
    (0..<pieces).flatMap { piece in
      zip(rule.nodes, rule.weights).map {
        (x: (Double(piece) + $0) / Double(pieces), weight: $1 / Double(pieces))
      }
    }
  }

  private static let rule = GaussLegendre(count: 8)

  func sent(_ message: Matrix, through node: VisitedNode) -> [Matrix] {
    guard let reference = node.reference else { return node.gradients(message) }
    let (inputs, others) = (node.inputs, node.values(of: reference))
    let count = others[0].rows
    var results: [Matrix] = []
    for point in Self.nodes(pieces: 2) {
      let points = zip(inputs, others).map { u, v in
        Matrix(rows: message.rows, columns: u.columns) { target in
          for row in 0..<message.rows {
            for i in 0..<u.columns {
              let (a, b) = (u[row / count, i], v[row % count, i])
              target[row * u.columns + i] = b + Float(point.x) * (a - b)
            }
          }
        }
      }
      let saved = node.operation.forward(points).saved
      let gradients = node.operation.inputGradients(message, saved: saved)
      for (input, gradient) in gradients.enumerated() {
        let part = gradient.map { $0 * Float(point.weight) }
        if results.count <= input {
          results.append(part)
        } else {
          for i in part.elements.indices { results[input].elements[i] += part.elements[i] }
        }
      }
    }
    return results
  }
}
