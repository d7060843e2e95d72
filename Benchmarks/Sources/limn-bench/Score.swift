import Limn

/// Normalised squared errors and the coverage of 95% intervals, collected over attributions.
struct Score {
  private var errors: [Double] = []
  private var covered = 0
  private(set) var estimates = 0

  mutating func add(_ found: Attribution, truth: [Double]) {
    let squares = zip(found.values, truth).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    errors.append(squares / truth.reduce(0) { $0 + $1 * $1 })
    guard let standardErrors = found.standardErrors else { return }
    for (index, standardError) in standardErrors.enumerated() where standardError > 0 {
      estimates += 1
      if abs(found.values[index] - truth[index]) <= 1.96 * standardError { covered += 1 }
    }
  }

  var error: Double { errors.reduce(0, +) / Double(errors.count) }
  var largestError: Double { errors.max() ?? 0 }
  var coverage: Double { Double(covered) / Double(estimates) }
}
