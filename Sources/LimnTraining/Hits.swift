import LimnCore
import LimnData

/// Accumulates a model's correct answers, or the squared errors of its numbers, chunk by chunk.
struct Hits {
  private let output: OutputSchema
  private let targets: Targets
  private var right = 0
  /// The sum of squared errors of each output of a regression.
  private var squaredErrors: [Double]

  init(_ targets: Targets, for output: OutputSchema) {
    self.targets = targets
    self.output = output
    squaredErrors = [Double](repeating: 0, count: output.count)
  }

  /// Adds the scores of the examples in `range`.
  mutating func see(_ scores: Matrix, of range: Range<Int>) {
    switch targets {
    case .classes(let labels, _):
      let predicted =
        output.count == 1 ? scores.elements.map { $0 > 0 ? 1 : 0 } : scores.argmaxOfRows()
      right += zip(predicted, labels[range]).count { $0 == $1 }
    case .flags(let flags):
      for row in 0..<scores.rows {
        for (score, flag) in zip(scores[row: row], flags[row: range.lowerBound + row])
        where (score > 0) == (flag > 0.5) { right += 1 }
      }
    case .numbers(let numbers):
      for row in 0..<scores.rows {
        let pairs = zip(scores[row: row], numbers[row: range.lowerBound + row])
        for (output, (found, wanted)) in pairs.enumerated() {
          squaredErrors[output] +=
            (Double(found) - Double(wanted)) * (Double(found) - Double(wanted))
        }
      }
    }
  }

  /// The value of `Performance.Metric(for:)` for all examples; `nil` if it is undefined.
  var score: Double? {
    switch targets {
    case .classes(let labels, _): return Double(right) / Double(labels.count)
    case .flags(let flags): return Double(right) / Double(flags.elements.count)
    case .numbers(let numbers):
      let scores = squaredErrors.enumerated().compactMap { output, error -> Double? in
        let values = stride(from: output, to: numbers.elements.count, by: numbers.columns)
          .map { Double(numbers.elements[$0]) }
        return RegressionFit.rSquared(squaredError: error, of: values)
      }
      return scores.isEmpty ? nil : scores.mean()
    }
  }
}
