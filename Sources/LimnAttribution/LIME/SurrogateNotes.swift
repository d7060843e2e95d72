/// When a surrogate is not adequate, in words.
enum SurrogateNotes {
  /// Below this weighted R² a surrogate is said to describe the model poorly.
  static let adequateRSquared = 0.5
  /// Below it a fit says nothing of itself: one sample is fitted exactly.
  static let fewestEffectiveSamples = 2.0
  /// Above this share of the coefficients taken by the penalty, it is said.
  static let tolerableShrinkage = 0.1

  /// What a fit is judged by.
  struct Findings {
    /// "segments" or "features".
    let noun: String
    let points: Int
    let features: Int
    /// Whether the scores differ at all.
    let varies: Bool
    let rSquared: Double?
    let effectiveSampleSize: Double
    let isRankDeficient: Bool
    let isOverdetermined: Bool
    let ridge: Double
    let shrinkage: Double
  }

  static func notes(on fit: Findings) -> [Attribution.Note] {
    var notes: [Attribution.Note] = []
    if fit.points <= fit.features {
      notes.append(
        .init(
          .fewSamples,
          "\(fit.points) samples cannot tell \(fit.features) \(fit.noun) apart: take more samples"))
    } else if fit.isRankDeficient {
      notes.append(
        .init(
          .fewSamples,
          "the regression is rank-deficient: some \(fit.noun) cannot be told apart, and the penalty"
            + " alone divides the score among them"))
    } else if fit.effectiveSampleSize < Double(fit.features) {
      notes.append(
        .init(
          .fewSamples,
          "the kernel leaves \(decimal(fit.effectiveSampleSize)) effective samples for \(fit.features)"
            + " \(fit.noun): take more samples or a wider kernel"))
    }
    if fit.isOverdetermined {
      notes.append(
        .init(
          .smallErrors, "single samples decide some values alone: the standard errors are too small"
        ))
    }
    if !fit.varies {
      notes.append(
        .init(
          .poorFit, "the score is the same for all samples: there is nothing to explain, and no R²")
      )
    } else if fit.rSquared == nil {
      notes.append(
        .init(
          .poorFit,
          "the kernel leaves less than two effective samples, which any surrogate fits: there is no R²"
        ))
    }
    if let rSquared = fit.rSquared, rSquared < adequateRSquared {
      notes.append(
        .init(
          .poorFit,
          "the linear surrogate explains \(percent(rSquared)) of the model's variation around this"
            + " input (R² below \(adequateRSquared)): the values describe the model poorly"))
    }
    if fit.shrinkage > tolerableShrinkage {
      notes.append(
        .init(
          .shrunk,
          "the ridge penalty of \(fit.ridge) shrinks the values by \(percent(fit.shrinkage)) on"
            + " average: take more samples or a smaller penalty"))
    }
    return notes
  }

  private static func percent(_ share: Double) -> String {
    "\(Int((100 * share).rounded()))%"
  }

  private static func decimal(_ value: Double) -> String {
    "\((10 * value).rounded() / 10)"
  }
}
