import LimnAttribution
import LimnCore

/// How far methods agree on one prediction: the mean of Spearman's rank correlations of each two of
/// them (Krishna et al. 2022, arXiv 2202.01602), in `-1...1`; `nil` where none is defined.
///
/// Values that have a sign are compared with it; where either of two methods has none, magnitudes
/// are.
func meanRankCorrelation(of attributions: [Attribution]) -> Double? {
  var ranks: [(signed: [Double]?, magnitude: [Double])] = []
  guard attributions.count > 1 else { return nil }
  let needsMagnitudes = attributions.contains { !$0.quantity.isSigned }
  for attribution in attributions {
    ranks.append(
      (
        attribution.quantity.isSigned ? attribution.values.ranks() : nil,
        needsMagnitudes ? attribution.values.map(abs).ranks() : []
      ))
  }
  var correlations: [Double] = []
  for second in ranks.indices {
    for first in 0..<second {
      let correlation: Double? =
        if let a = ranks[first].signed, let b = ranks[second].signed {
          Correlation.pearson(a, b)
        } else {
          Correlation.pearson(ranks[first].magnitude, ranks[second].magnitude)
        }
      if let correlation { correlations.append(correlation) }
    }
  }
  return correlations.isEmpty ? nil : correlations.mean()
}
