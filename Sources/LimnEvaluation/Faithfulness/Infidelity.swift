import LimnAttribution
import LimnCore

/// Infidelity: the mean squared error of an attribution as a forecast of how the score changes when
/// the input is perturbed, `E_I[(Iᵀ Φ − (f(x) − f(x − I)))²]` (Yeh et al. 2019, arXiv 1901.09392,
/// definition 2.1).
///
/// Here I sets a random subset S of features to the baseline (the paper's "difference to baseline"
/// with random features), with the size of S uniform from 1 to all features: `I_i = x_i − x′_i` for
/// i ∈ S. The forecast is then `Σ_{i∈S} φ_i` for contributions and `Σ_{i∈S} (x_i − x′_i) φ_i` for
/// slopes; magnitudes give no forecast.
public struct Infidelity: AttributionMetric {
  /// What the mean squared error is relative to.
  public enum Scale: String, Sendable, Hashable, Codable {
    /// Not divided: in the square of the objective's unit, as in the paper.
    case scoreSquared
    /// Divided by `E_I[(f(x) − f(x − I))²]`: 0 is a perfect forecast, 1 the forecast of an
    /// attribution of zeros.
    case relative
  }

  /// The number of perturbations of an input, at least 1.
  public var samples: Int
  /// The scale of the error.
  public var scale: Scale
  /// The seed of the random draws.
  public var seed: UInt64

  /// Creates the metric; the properties describe the settings.
  public init(samples: Int = 128, scale: Scale = .relative, seed: UInt64 = 0) {
    self.samples = samples
    self.scale = scale
    self.seed = seed
  }

  public var metric: Metric { .infidelity }

  /// The errors, 0 or above. Cost: `samples + 1` model evaluations for each input and reference
  /// row, regardless of the number of candidates.
  ///
  /// - Throws: ``EvaluationError``, `ModelError`, `CancellationError`.
  public func values(of candidates: [[Attribution]], in batch: ExplainedBatch, work: Work) throws
    -> [[MetricValue]]
  {
    try EvaluationError.require("samples", samples, atLeast: 1)
    return try values(of: candidates, in: batch, work: work) { subsets(of: $0, in: batch) }
  }

  /// The infidelity on given subsets for each row.
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

  /// The subsets a row is tested on.
  func subsets(of row: Int, in batch: ExplainedBatch) -> FeatureSubsets {
    let features = batch.inputs.columns
    var stream = batch.stream(.infidelity, seed: seed, row: row)
    return FeatureSubsets(count: samples, of: features, stream: &stream) {
      1 + $0.integer(below: features)
    }
  }

  /// The score change an attribution forecasts for each feature; `nil` for quantities that give no
  /// forecast.
  private func contributions(
    _ attribution: Attribution, of input: ArraySlice<Float>, absent: [Double],
    categories: [Int: Categories]
  ) -> [Double]? {
    switch attribution.quantity {
    case .contribution, .drop: return attribution.values
    case .slope:
      return zip(zip(input, absent), attribution.values).enumerated().map { feature, numbers in
        // A slope does not forecast a change of category.
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
