import LimnCore
import LimnNetwork

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A network once more, in `Double` and plain loops, as an oracle: nothing here is shared with the
/// code under test but the weights and the objective's meaning.
struct DenseReference {
  private enum Step {
    case dense([[Double]], [Double])
    case rectifier(Double)
    case scaling([Double], [Double])
  }

  private var steps: [Step] = []

  init(_ network: Network) {
    for layer in network.layers {
      switch layer {
      case let dense as Dense:
        steps.append(
          .dense(
            (0..<dense.weights.rows).map { dense.weights[row: $0].map(Double.init) },
            dense.bias.elements.map(Double.init)))
      case let rectifier as any PiecewiseLinearActivation:
        steps.append(.rectifier(Double(rectifier.negativeSlope)))
      case let scaling as Scaling:
        steps.append(.scaling(scaling.shift.map(Double.init), scaling.factor.map(Double.init)))
      default:
        precondition(layer is Softmax || layer is Dropout, "no oracle for \(layer.kind)")
      }
    }
  }

  /// What enters each step, and last the logits.
  private func states(_ input: [Double]) -> [[Double]] {
    var states = [input]
    for step in steps {
      let x = states[states.count - 1]
      switch step {
      case .dense(let weights, let bias):
        var y = bias
        for i in x.indices where x[i] != 0 {
          for j in y.indices { y[j] += x[i] * weights[i][j] }
        }
        states.append(y)
      case .rectifier(let slope):
        states.append(x.map { $0 > 0 ? $0 : slope * $0 })
      case .scaling(let shift, let factor):
        states.append(x.indices.map { (x[$0] - shift[$0]) * factor[$0] })
      }
    }
    return states
  }

  private func probabilities(_ logits: [Double]) -> [Double] {
    let peak = logits.max() ?? 0
    let powers = logits.map { exp($0 - peak) }
    let total = powers.reduce(0, +)
    return powers.map { $0 / total }
  }

  func score(_ input: [Float], _ objective: Objective) -> Double {
    let logits = states(input.map(Double.init)).last ?? []
    let readings = objective.scale == .logit ? logits : probabilities(logits)
    return readings[objective.target] - (objective.against.map { readings[$0] } ?? 0)
  }

  func gradient(_ input: [Double], _ objective: Objective) -> [Double] {
    let states = states(input)
    let logits = states[states.count - 1]
    var gradient = logits.map { _ in 0.0 }
    let p = probabilities(logits)
    for (label, sign) in [(objective.target, 1.0), (objective.against ?? -1, -1.0)]
    where label >= 0 {
      for k in gradient.indices {
        let own = k == label ? 1.0 : 0.0
        gradient[k] += sign * (objective.scale == .logit ? own : p[label] * (own - p[k]))
      }
    }
    for (step, x) in zip(steps, states).reversed() {
      switch step {
      case .dense(let weights, _):
        gradient = weights.map { row in
          var sum = 0.0
          for j in row.indices { sum += row[j] * gradient[j] }
          return sum
        }
      case .rectifier(let slope):
        gradient = x.indices.map { gradient[$0] * (x[$0] > 0 ? 1 : slope) }
      case .scaling(_, let factor):
        gradient = factor.indices.map { gradient[$0] * factor[$0] }
      }
    }
    return gradient
  }

  /// The path integral by four Gauss-Legendre nodes on each of many equal pieces: the dense reference,
  /// which knows nothing of kinks and errs by a piece's length where there is one.
  func integratedGradients(
    from start: [Float], to end: [Float], objective: Objective, pieces: Int
  ) -> [Double] {
    let path = Path(start, end)
    var sum = path.origin.map { _ in 0.0 }
    for piece in 0..<pieces {
      addFourNodes(
        path, Double(piece) / Double(pieces), Double(piece + 1) / Double(pieces), objective, &sum)
    }
    return zip(sum, path.difference).map(*)
  }

  /// The same, with every piece halved until no unit changes sign between its ends and no logit
  /// changes by more than ¼ or one leads by 40 at both, or it is shorter than 2⁻⁴⁰: the sharp
  /// reference, good to about 1e-10.
  func sharpIntegratedGradients(
    from start: [Float], to end: [Float], objective: Objective, pieces: Int = 64
  ) -> [Double] {
    let path = Path(start, end)
    var sum = path.origin.map { _ in 0.0 }
    func add(_ a: Double, _ b: Double) {
      let (left, right) = (signs(path.point(a)), signs(path.point(b)))
      let jump = zip(left.logits, right.logits).map { abs($0 - $1) }.max() ?? 0
      let leader = clearLeader(left.logits)
      let settled = leader != nil && leader == clearLeader(right.logits)
      let smooth =
        left.pattern == right.pattern && (objective.scale == .logit || jump < 0.25 || settled)
      if smooth || b - a < 0x1p-40 {
        addFourNodes(path, a, b, objective, &sum)
      } else {
        add(a, (a + b) / 2)
        add((a + b) / 2, b)
      }
    }
    for piece in 0..<pieces {
      add(Double(piece) / Double(pieces), Double(piece + 1) / Double(pieces))
    }
    return zip(sum, path.difference).map(*)
  }

  private func clearLeader(_ logits: [Double]) -> Int? {
    logits.indices.first { label in
      logits.indices.allSatisfy { $0 == label || logits[label] - logits[$0] > 40 }
    }
  }

  private struct Path {
    let origin: [Double]
    let difference: [Double]

    init(_ start: [Float], _ end: [Float]) {
      origin = start.map(Double.init)
      difference = zip(end, start).map { Double($0) - Double($1) }
    }

    func point(_ alpha: Double) -> [Double] { zip(origin, difference).map { $0 + alpha * $1 } }
  }

  private func signs(_ input: [Double]) -> (pattern: [Bool], logits: [Double]) {
    let states = states(input)
    var pattern: [Bool] = []
    for (step, x) in zip(steps, states) {
      if case .rectifier = step { pattern += x.map { $0 > 0 } }
    }
    return (pattern, states[states.count - 1])
  }

  private func addFourNodes(
    _ path: Path, _ a: Double, _ b: Double, _ objective: Objective, _ sum: inout [Double]
  ) {
    // Abramowitz and Stegun 1964, table 25.4.
    let nodes = [
      (0.339981043584856, 0.652145154862546), (-0.339981043584856, 0.652145154862546),
      (0.861136311594053, 0.347854845137454), (-0.861136311594053, 0.347854845137454),
    ]
    for (node, weight) in nodes {
      let point = path.point((a + b) / 2 + (b - a) / 2 * node)
      for (i, slope) in gradient(point, objective).enumerated() {
        sum[i] += (b - a) * weight / 2 * slope
      }
    }
  }
}
