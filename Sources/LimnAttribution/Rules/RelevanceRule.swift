import LimnCore
import LimnNetwork

/// A rule of layer-wise relevance propagation, structured as in zennit: terms, each of which
/// evaluates the node with modified inputs and parameters; sums of terms, by which relevance is
/// divided; and the share of each term, its inputs times its gradients. Since the node is only
/// evaluated, dense layers and convolutions are treated alike.
///
/// For `z = Σ_t s_t z_t` over the terms of a share, with `z_t = op_t(x_t)`, an input receives
/// `w · x_t ⊙ ∂⟨z_t, s_t R/stab(z)⟩/∂x_t` of relevance R, summed over terms and shares.
struct RelevanceRule: Sendable, Equatable {
  /// How a term modifies the node's input.
  enum Input: Sendable {
    case asIs, positive, negative, ones
    /// The smallest and the largest value the input may have.
    case low, high
  }

  /// How a term modifies the node's weights and, if the term has a bias, its bias.
  enum Weights: Sendable, Equatable {
    case asIs, positive, negative, ones
    /// `w + γ max(w, 0)` and `w + γ min(w, 0)`.
    case plusPositive(gamma: Double)
    case plusNegative(gamma: Double)

    func callAsFunction(_ weight: Float) -> Float {
      switch self {
      case .asIs: weight
      case .positive: max(weight, 0)
      case .negative: min(weight, 0)
      case .ones: 1
      case .plusPositive(let gamma): weight + Float(gamma) * max(weight, 0)
      case .plusNegative(let gamma): weight + Float(gamma) * min(weight, 0)
      }
    }
  }

  struct Term: Sendable, Equatable {
    let input: Input
    let weights: Weights
    var hasBias = true
    var sign: Float = 1
  }

  /// Terms that share relevance in proportion to their sum.
  struct Share: Sendable, Equatable {
    let terms: [Term]
    var weight: Float = 1
    /// The sign the node's output must have for the share to apply; `nil` for any sign.
    var outputSign: FloatingPointSign?
  }

  let shares: [Share]
  /// Added to the magnitude of the divisor.
  let stabilizer: Float

  /// Keeps the divisor away from 0; zennit's value.
  static let standardStabilizer: Float = 1e-6

  /// `R_i = Σ_j x_i w_ij/(z_j + ε sgn z_j) R_j`; the bias keeps its share.
  static func epsilon(_ epsilon: Double) -> RelevanceRule {
    RelevanceRule(
      shares: [Share(terms: [Term(input: .asIs, weights: .asIs)])], stabilizer: Float(epsilon))
  }

  /// The γ rule in its signed form: positive products are increased by γ if the output is positive,
  /// negative ones if it is negative.
  static func gamma(_ gamma: Double) -> RelevanceRule {
    let (up, down) = (Weights.plusPositive(gamma: gamma), Weights.plusNegative(gamma: gamma))
    return RelevanceRule(
      shares: [
        Share(
          terms: [
            Term(input: .positive, weights: up),
            Term(input: .negative, weights: down, hasBias: false),
          ], outputSign: .plus),
        Share(
          terms: [
            Term(input: .positive, weights: down),
            Term(input: .negative, weights: up, hasBias: false),
          ], outputSign: .minus),
      ], stabilizer: standardStabilizer)
  }

  /// The αβ rule: α shares of the positive products and −β of the negative ones, with α − β = 1.
  static func alphaBeta(alpha: Double, beta: Double) -> RelevanceRule {
    let positive = Share(
      terms: [
        Term(input: .positive, weights: .positive),
        Term(input: .negative, weights: .negative, hasBias: false),
      ], weight: Float(alpha))
    let negative = Share(
      terms: [
        Term(input: .positive, weights: .negative),
        Term(input: .negative, weights: .positive, hasBias: false),
      ], weight: Float(-beta))
    return RelevanceRule(
      shares: beta == 0 ? [positive] : [positive, negative], stabilizer: standardStabilizer)
  }

  /// The z⁺ rule: positive products only.
  static let zPlus = alphaBeta(alpha: 1, beta: 0)

  /// The flat rule: equal shares for all inputs of a unit.
  static let flat = RelevanceRule(
    shares: [Share(terms: [Term(input: .ones, weights: .ones, hasBias: false)])],
    stabilizer: standardStabilizer)

  /// The box rule (z-box): shares in proportion to `x_i w_ij − l_i w_ij⁺ − h_i w_ij⁻`, for inputs
  /// between l and h.
  static let box = RelevanceRule(
    shares: [
      Share(terms: [
        Term(input: .asIs, weights: .asIs),
        Term(input: .low, weights: .positive, sign: -1),
        Term(input: .high, weights: .negative, sign: -1),
      ])
    ], stabilizer: standardStabilizer)
}

/// A relevance rule bound to one node, with the node's modified copies.
struct BoundRelevanceRule: BackwardRule {
  private let shares: [Share]
  private let stabilizer: Float
  private let needsSign: Bool
  private let low: Matrix?
  private let high: Matrix?

  private struct Share {
    let terms: [(term: RelevanceRule.Term, operation: any Operation)]
    let weight: Float
    let outputSign: FloatingPointSign?
  }

  /// - Parameters:
  ///   - operation: an operation that is affine in its inputs and whose weights are its parameters.
  ///   - range: the smallest and the largest values of its only input, one row each; for
  ///     ``RelevanceRule/box``.
  init(
    _ rule: RelevanceRule, for operation: any Operation, range: (low: Matrix, high: Matrix)? = nil
  ) {
    shares = rule.shares.map { share in
      Share(
        terms: share.terms.map { term in
          var copy = operation
          let decays = operation.parameters.map(\.decays)
          copy.updateParameters { index, values in
            let isBias = !decays[index]
            values = values.map { isBias && !term.hasBias ? 0 : term.weights($0) }
          }
          return (term, copy)
        }, weight: share.weight, outputSign: share.outputSign)
    }
    stabilizer = rule.stabilizer
    needsSign = rule.shares.contains { $0.outputSign != nil }
    (low, high) = (range?.low, range?.high)
  }

  func sent(_ message: Matrix, through node: VisitedNode) -> [Matrix] {
    var results = node.inputs.map { Matrix(rows: $0.rows, columns: $0.columns) }
    for share in shares {
      var runs: [(inputs: [Matrix], output: Matrix, saved: Saved, place: Int)] = []
      var sum: Matrix?
      for (place, (term, operation)) in share.terms.enumerated() {
        guard let inputs = shown(node.inputs, as: term.input) else { continue }
        let (output, saved) = operation.forward(inputs)
        runs.append((inputs, output, saved, place))
        sum = sum.map { $0.adding(output, times: term.sign) } ?? output
      }
      guard let sum else { continue }
      let quotient = quotient(message, by: sum, where: share.outputSign, of: node.output)
      for run in runs {
        let (term, operation) = share.terms[run.place]
        let gradients = operation.inputGradients(quotient, saved: run.saved)
        for (place, gradient) in gradients.enumerated() {
          results[place].add(
            gradient, times: run.inputs[place], scaledBy: term.sign * share.weight)
        }
      }
    }
    return results
  }

  /// The inputs of a term; `nil` if they are all zero, so that a term without a bias vanishes.
  private func shown(_ inputs: [Matrix], as input: RelevanceRule.Input) -> [Matrix]? {
    switch input {
    case .asIs: return inputs
    case .positive: return inputs.map { $0.hasNegatives ? $0.map { max($0, 0) } : $0 }
    case .negative:
      guard inputs.contains(where: \.hasNegatives) else { return nil }
      return inputs.map { $0.map { min($0, 0) } }
    case .ones: return inputs.map { Matrix(rows: $0.rows, columns: $0.columns, repeating: 1) }
    case .low, .high:
      guard let end = input == .low ? low : high else {
        preconditionFailure("a box rule has its box")
      }
      return [end.rows(at: [Int](repeating: 0, count: inputs[0].rows))]
    }
  }

  private func quotient(
    _ message: Matrix, by sum: Matrix, where sign: FloatingPointSign?, of output: Matrix
  ) -> Matrix {
    Matrix(rows: sum.rows, columns: sum.columns) { target in
      message.elements.withUnsafeBufferPointer { message in
        sum.elements.withUnsafeBufferPointer { sum in
          output.elements.withUnsafeBufferPointer { output in
            for i in target.indices {
              let isWanted =
                switch sign {
                case nil: true
                case .plus: output[i] > 0
                case .minus: output[i] < 0
                }
              let divisor = sum[i] < 0 ? sum[i] - stabilizer : sum[i] + stabilizer
              target[i] = isWanted && message[i] != 0 ? message[i] / divisor : 0
            }
          }
        }
      }
    }
  }
}

extension Matrix {
  fileprivate var hasNegatives: Bool {
    elements.withUnsafeBufferPointer { $0.contains { $0 < 0 } }
  }

  fileprivate func adding(_ other: Matrix, times factor: Float) -> Matrix {
    Matrix(rows: rows, columns: columns) { target in
      elements.withUnsafeBufferPointer { a in
        other.elements.withUnsafeBufferPointer { b in
          for i in a.indices { target[i] = a[i] + factor * b[i] }
        }
      }
    }
  }

  /// Adds `factor · a ⊙ b`.
  fileprivate mutating func add(_ a: Matrix, times b: Matrix, scaledBy factor: Float) {
    elements.withUnsafeMutableBufferPointer { target in
      a.elements.withUnsafeBufferPointer { a in
        b.elements.withUnsafeBufferPointer { b in
          for i in target.indices { target[i] += factor * a[i] * b[i] }
        }
      }
    }
  }
}
