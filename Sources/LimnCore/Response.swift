#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A function of a row of scores through which an objective is read, with its derivative. All
/// derivatives of softmax, sigmoid and related functions for explanations are defined here.
public enum Response: Sendable, Hashable {
  /// The scores themselves.
  case identity
  /// `p_k = exp(z_k)/Σ_j exp(z_j)`.
  case softmax
  /// `log p_k`.
  case logSoftmax
  /// `1/(1 + exp(−z_k))`.
  case sigmoid
  /// `exp(z_k)`: the probability of a score that is its logarithm.
  case exponential

  /// Whether the derivative depends on the scores.
  public var isCurved: Bool { self != .identity }

  /// The weighted sum of responses, `Σ w_k y_k`, over the terms of an objective, for one row of
  /// scores z.
  @inlinable
  func sum(_ objective: Objective, at scores: some Collection<Float>) -> Double {
    func score(_ output: Int) -> Double {
      Double(scores[scores.index(scores.startIndex, offsetBy: output)])
    }
    switch self {
    case .identity: return objective.sum { score($0) }
    case .softmax:
      // Like ``softmax(_:)``, but without allocating an array: this runs for millions of
      // coalitions.
      let peak = Double(scores.max() ?? 0)
      var total = 0.0
      for score in scores { total += power(Double(score) - peak) }
      return objective.sum { power(score($0) - peak) / total }
    case .logSoftmax:
      let normalizer = logSumExp(scores)
      return objective.sum { score($0) - normalizer }
    case .sigmoid: return objective.sum { logistic(score($0)) }
    case .exponential: return objective.sum { power(score($0)) }
    }
  }

  /// The gradient `∂(Σ w_k y_k)/∂z`: the cotangent to pull back through a model.
  ///
  /// Softmax: `∂p_t/∂z_k = p_t([k = t] − p_k)`. Its logarithm: `∂ log p_t/∂z_k = [k = t] − p_k`.
  /// Sigmoid: `∂p_k/∂z_k = p_k(1 − p_k)`.
  func cotangent(_ objective: Objective, at scores: some Collection<Float>) -> [Double] {
    var result = [Double](repeating: 0, count: scores.count)
    func score(_ output: Int) -> Double {
      Double(scores[scores.index(scores.startIndex, offsetBy: output)])
    }
    switch self {
    case .identity:
      objective.forEachTerm { output, weight in result[output] += weight }
    case .softmax:
      let p = LimnCore.softmax(scores)
      objective.forEachTerm { output, weight in
        for k in p.indices {
          result[k] += weight * p[output] * ((k == output ? 1 : 0) - p[k])
        }
      }
    case .logSoftmax:
      let p = LimnCore.softmax(scores)
      objective.forEachTerm { output, weight in
        for k in p.indices { result[k] += weight * ((k == output ? 1 : 0) - p[k]) }
      }
    case .sigmoid:
      objective.forEachTerm { output, weight in
        result[output] += weight * logisticDerivative(score(output))
      }
    case .exponential:
      objective.forEachTerm { output, weight in
        result[output] += weight * power(score(output))
      }
    }
    return result
  }

  /// The responses of all outputs for one row of scores.
  ///
  /// - Returns: one value for each score.
  public func values(at scores: some Collection<Float>) -> [Double] {
    switch self {
    case .identity: return scores.map(Double.init)
    case .softmax: return LimnCore.softmax(scores)
    case .logSoftmax:
      let normalizer = logSumExp(scores)
      return scores.map { Double($0) - normalizer }
    case .sigmoid: return scores.map { logistic(Double($0)) }
    case .exponential: return scores.map { power(Double($0)) }
    }
  }
}

/// `log Σ_j exp(z_j)`, with the maximum subtracted first to avoid overflow.
@usableFromInline
func logSumExp(_ scores: some Collection<Float>) -> Double {
  let peak = Double(scores.max() ?? 0)
  return peak + log(scores.reduce(0) { $0 + exp(Double($1) - peak) })
}

/// The logistic function `1/(1 + exp(−z))`, in `Double`.
public func logistic(_ z: Double) -> Double { 1 / (1 + exp(-z)) }

/// The derivative of ``logistic(_:)``, `p(1 − p)`, computed from `|z|` to avoid cancellation.
public func logisticDerivative(_ z: Double) -> Double {
  let e = exp(-abs(z))
  return e / ((1 + e) * (1 + e))
}

/// `exp(z)`, under a name that does not conflict with the cases of ``Response``.
@usableFromInline
func power(_ z: Double) -> Double { exp(z) }
