import LimnAttribution
import LimnCore

/// Infidelity: the mean squared error of an attribution as a forecast of how the score changes when
/// the input is perturbed, `E_I[(Iᵀ Φ − (f(x) − f(x − I)))²]` (Yeh et al. 2019, arXiv 1901.09392,
/// definition 2.1).
///
/// Here I takes a random subset of features to the baseline (the paper's "difference to baseline"
/// with random features), its size uniform from 1 to all: `I_i = x_i − x′_i` for i ∈ S. For
/// contributions the forecast is then `Σ_{i∈S} φ_i`, for slopes `Σ_{i∈S} (x_i − x′_i) φ_i`;
/// magnitudes forecast nothing.
public struct Infidelity: AttributionMetric {
  /// What the mean squared error is divided by.
  public enum Scale: String, Sendable, Hashable, Codable {
    /// By 1: in the objective's unit squared, as defined.
    case scoreSquared
    /// By `E_I[(f(x) − f(x − I))²]`: 0 is a perfect forecast, 1 that of an attribution of zeros.
    case relative
  }

  /// The number of perturbations of an input.
  public var samples: Int
  /// What errors are measured against.
  public var scale: Scale
  /// Fixes what is drawn at random.
  public var seed: UInt64

  /// The error over so many random subsets.
  public init(samples: Int = 128, scale: Scale = .relative, seed: UInt64 = 0) {
    self.samples = samples
    self.scale = scale
    self.seed = seed
  }

  public var metric: Metric { .infidelity }

  /// Cost: `samples + 1` model evaluations an input, whatever the number of candidates.
  public func values(of candidates: [[Attribution]], in batch: ExplainedBatch, work: Work) throws
    -> [[MetricValue]]
  {
    try EvaluationError.require("samples", samples, atLeast: 1)
    return try values(of: candidates, in: batch, work: work) { subsets(of: $0, in: batch) }
  }

  /// The infidelity for the subsets that are given for each row.
  func values(
    of candidates: [[Attribution]], in batch: ExplainedBatch, work: Work,
    subsets: @Sendable (_ row: Int) -> FeatureSubsets
  ) throws -> [[MetricValue]] {
    for attributions in candidates { try batch.validate(attributions) }
    let categories = batch.model.input.categories
    let values = try batch.scoring(work: work) { row in
      subsets(row).trial
    } read: { row, subsets, scores in
      let changes = FeatureSubsets.changes(scores)
      let absent = batch.meanReference(of: row)
      return candidates.map { attributions in
        guard
          let parts = contributions(
            attributions[row], of: batch.inputs[row: row], absent: absent, categories: categories)
        else {
          return MetricValue.undefined(.unsignedQuantity)
        }
        return value(forecasts: subsets.sums(of: parts), changes: changes)
      }
    }
    return candidates.indices.map { candidate in values.map { $0[candidate] } }
  }

  /// The subsets a row is put to.
  func subsets(of row: Int, in batch: ExplainedBatch) -> FeatureSubsets {
    let features = batch.inputs.columns
    var stream = batch.stream(.infidelity, seed: seed, row: row)
    return FeatureSubsets(count: samples, of: features, stream: &stream) {
      1 + $0.integer(below: features)
    }
  }

  /// The score change an attribution forecasts for each feature alone; `nil` without signs.
  private func contributions(
    _ attribution: Attribution, of input: ArraySlice<Float>, absent: [Double],
    categories: [Int: Categories]
  ) -> [Double]? {
    switch attribution.quantity {
    case .contribution, .drop: return attribution.values
    case .slope:
      return zip(zip(input, absent), attribution.values).enumerated().map { feature, numbers in
        // Of another category a slope says nothing.
        categories[feature] == nil ? (Double(numbers.0.0) - numbers.0.1) * numbers.1 : 0
      }
    case .evidence, .activation, .slopeMagnitude, .slopeVariance, .contrast: return nil
    }
  }

  private func value(forecasts: [Double], changes: [Double]) -> MetricValue {
    let error = zip(forecasts, changes).map { ($0 - $1) * ($0 - $1) }.mean()
    switch scale {
    case .scoreSquared: return .value(error)
    case .relative:
      let moved = changes.map { $0 * $0 }.mean()
      return moved > 0 ? .value(error / moved) : .undefined(.scoreNeverMoves)
    }
  }
}
