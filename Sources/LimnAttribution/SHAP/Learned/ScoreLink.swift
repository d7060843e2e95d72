import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// How probabilities that are explained follow from scores that are easier to predict.
///
/// A probability jumps between plateaus, and so interacts in high orders, where its logit hardly
/// interacts. A process that predicts the logits of all classes predicts the probability much
/// better than one that predicts the probability itself; the model's other outputs come with the
/// evaluations.
struct ScoreLink: Sendable {
  /// What the model's raw scores are.
  private enum Raw {
    /// Logits, or logarithms of probabilities.
    case logits
    /// Probabilities.
    case probabilities
  }

  /// The maximum number of classes that are predicted one by one; the probabilities of the others
  /// are added.
  static let mostClasses = 12

  /// The objectives that read the raw scores.
  let scores: [Objective]
  private let explained: [Objective]
  private let raw: Raw
  /// Whether the outputs are classes of which one applies; otherwise each has a probability of its
  /// own.
  private let areClasses: Bool

  /// Returns `nil` if the objectives are not all probabilities, or differ in how these follow from
  /// the scores.
  init?(_ objectives: [Objective], output: OutputSchema) {
    guard let first = objectives.first else { return nil }
    let response = output.response(ofValid: first)
    guard objectives.allSatisfy({ output.response(ofValid: $0) == response }) else { return nil }
    switch response {
    case .softmax: (raw, areClasses) = (.logits, true)
    case .sigmoid: (raw, areClasses) = (.logits, false)
    case .exponential: (raw, areClasses) = (.logits, true)
    case .logSoftmax: return nil
    case .identity:
      guard output.scores == .probabilities, objectives.allSatisfy({ $0.scale != .logit }) else {
        return nil
      }
      switch output.link {
      case .softmax: (raw, areClasses) = (.probabilities, output.count > 1)
      case .sigmoid: (raw, areClasses) = (.probabilities, false)
      case .identity, .logSoftmax: return nil
      }
    }
    let terms = Set(objectives.flatMap(\.terms).map(\.output)).sorted()
    let read = areClasses ? Array(0..<output.count) : terms
    let scale: Objective.Scale =
      output.scores == .logits || output.link == .identity
      ? .logit : .output
    scores = read.map { Objective(target: $0, scale: scale) }
    explained = objectives
  }

  /// The scores that are predicted, and how the explained values follow from them.
  struct Latents {
    /// Rows × ``count``; of classes, centred in each row.
    let values: [Double]
    /// The number of predicted scores.
    let count: Int
    fileprivate let areClasses: Bool
    /// For each explained value, the predicted scores that it is a sum of and their weights.
    let terms: [[(place: Int, weight: Double)]]

    /// The predicted scores of some coalitions, then of their complements.
    ///
    /// - Parameters:
    ///   - rows: the coalitions.
    ///   - total: the number of all coalitions, which their complements follow.
    func rows(_ rows: [Int], of total: Int) -> Latents {
      Latents(
        values: (rows + rows.map { total + $0 }).flatMap { row in
          values[row * count..<(row + 1) * count]
        }, count: count, areClasses: areClasses, terms: terms)
    }

    /// The logarithm of the odds of one class, or of an output with a probability of its own.
    ///
    /// - Parameters:
    ///   - row: the predicted scores.
    ///   - place: the place among them.
    func logOdds(_ row: UnsafeBufferPointer<Double>, of place: Int) -> Double {
      guard areClasses else { return row[place] }
      var (peak, total) = (-Double.infinity, 0.0)
      for (index, score) in row.enumerated() where index != place { peak = max(peak, score) }
      for (index, score) in row.enumerated() where index != place { total += exp(score - peak) }
      return row[place] - peak - log(total)
    }

    /// Writes the explained values of one row of predicted scores.
    func explain(
      _ row: UnsafeMutableBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
    ) {
      if areClasses {
        var (peak, total) = (row[0], 0.0)
        for score in row { peak = max(peak, score) }
        for place in row.indices {
          row[place] = exp(row[place] - peak)
          total += row[place]
        }
        for place in row.indices { row[place] /= total }
      } else {
        for place in row.indices { row[place] = logistic(row[place]) }
      }
      for (index, terms) in terms.enumerated() {
        result[index] = terms.reduce(0) { $0 + $1.weight * row[$1.place] }
      }
    }
  }

  /// The predicted scores for rows of raw scores, rows × ``scores``; `nil` if a probability is 0 or
  /// 1, whose logit is infinite.
  ///
  /// Classes that no objective names are predicted in the order of their largest probability, up to
  /// ``mostClasses``; all others become one class, as does a class whose probability is 0
  /// somewhere.
  func latents(of rows: [Double]) -> Latents? {
    guard areClasses else { return separateLatents(of: rows) }
    let count = scores.count
    var probabilities = rows
    if raw == .logits {
      for start in stride(from: 0, to: rows.count, by: count) {
        let peak = rows[start..<start + count].reduce(-.infinity, max)
        let powers = (start..<start + count).map { exp(rows[$0] - peak) }
        let total = powers.reduce(0, +)
        for index in 0..<count { probabilities[start + index] = powers[index] / total }
      }
    }
    var (largest, hasZero) = (
      [Double](repeating: 0, count: count), [Bool](repeating: false, count: count)
    )
    for (index, probability) in probabilities.enumerated() {
      guard probability >= 0 else { return nil }
      largest[index % count] = max(largest[index % count], probability)
      hasZero[index % count] = hasZero[index % count] || probability == 0
    }
    let named = Set(explained.flatMap(\.terms).map(\.output))
    guard named.allSatisfy({ !hasZero[$0] }) else { return nil }
    let others = (0..<count).filter { !named.contains($0) && !hasZero[$0] }
      .sorted { (-largest[$0], $0) < (-largest[$1], $1) }
    let kept = named.sorted() + others.prefix(max(Self.mostClasses - named.count, 0))
    let rest = (0..<count).filter { !kept.contains($0) }
    let width = kept.count + (rest.isEmpty ? 0 : 1)
    guard width > 1 else { return nil }
    var values: [Double] = []
    values.reserveCapacity(rows.count / count * width)
    for start in stride(from: 0, to: rows.count, by: count) {
      var row = kept.map { log(probabilities[start + $0]) }
      if !rest.isEmpty { row.append(log(rest.reduce(0) { $0 + probabilities[start + $1] })) }
      let mean = row.reduce(0, +) / Double(width)
      values += row.map { $0 - mean }
    }
    guard values.allSatisfy(\.isFinite) else { return nil }
    return Latents(
      values: values, count: width, areClasses: true,
      terms: explained.map { objective in
        objective.terms.compactMap { term in
          kept.firstIndex(of: term.output).map { ($0, term.weight) }
        }
      })
  }

  private func separateLatents(of rows: [Double]) -> Latents? {
    let values = raw == .logits ? rows : rows.map { log($0 / (1 - $0)) }
    guard values.allSatisfy(\.isFinite) else { return nil }
    return Latents(
      values: values, count: scores.count, areClasses: false,
      terms: explained.map { objective in
        objective.terms.compactMap { term in
          scores.firstIndex { $0.target == term.output }.map { ($0, term.weight) }
        }
      })
  }

  /// The explained values of rows of raw scores, rows × objectives.
  func explained(of rows: [Double]) -> [Double] {
    let count = scores.count
    return stride(from: 0, to: rows.count, by: count).flatMap { start -> [Double] in
      var row = Array(rows[start..<start + count])
      if raw == .logits, areClasses {
        let peak = row.reduce(-.infinity, max)
        row = row.map { exp($0 - peak) }
        let total = row.reduce(0, +)
        row = row.map { $0 / total }
      } else if raw == .logits {
        row = row.map { logistic($0) }
      }
      return explained.map { objective in
        objective.sum { output in
          areClasses ? row[output] : scores.firstIndex { $0.target == output }.map { row[$0] } ?? 0
        }
      }
    }
  }
}
