import LimnAttribution
import LimnCore

/// ROAD, remove and debias (Rong et al. 2022, arXiv 2202.00449): deletion in which removed pixels
/// are filled in from their neighbours with a little noise. With a plain baseline, a network can
/// recognise the shape of the holes.
///
/// The value is the share of the score difference that is left when the most relevant pixels are
/// removed, `(f − f(x′))/(f(x) − f(x′))`, averaged over several shares of pixels. In colour images,
/// a pixel's value is the sum over its channels. Equal values are ordered at random.
public struct ROAD: AttributionMetric {
  /// The shares of pixels that are removed, each strictly between 0 and 1.
  public var shares: [Double]
  /// The standard deviation of the noise on filled pixels, as a share of the input's range; 0 or
  /// above.
  public var noise: Double
  /// The seed of the random draws.
  public var seed: UInt64

  /// Creates the metric.
  ///
  /// - Parameters:
  ///   - shares: the shares of pixels that are removed.
  ///   - noise: the standard deviation of the noise, as a share of the input's range.
  ///   - seed: the seed of the random draws.
  public init(
    shares: [Double] = [0.1, 0.3, 0.5, 0.7, 0.9], noise: Double = 0.01, seed: UInt64 = 0
  ) {
    self.shares = shares
    self.noise = noise
    self.seed = seed
  }

  public var metric: Metric { .road }

  /// The mean shares of the score difference. Undefined for inputs that are not images.
  ///
  /// Cost: one model evaluation for each input, candidate and share, plus one for each input and
  /// one for each of its reference rows.
  ///
  /// - Throws: ``EvaluationError``, `ModelError`, `CancellationError`.
  public func values(of candidates: [[Attribution]], in batch: ExplainedBatch, work: Work) throws
    -> [[MetricValue]]
  {
    try EvaluationError.require("shares", shares.count, atLeast: 1)
    for share in shares {
      try EvaluationError.require(
        share > 0 && share < 1, "share", share, allowed: "between 0 and 1")
    }
    try EvaluationError.require(noise >= 0 && noise.isFinite, "noise", noise, allowed: "0 or above")
    for attributions in candidates { try batch.validate(attributions) }
    guard case .image(_, let height, let width) = batch.model.inputShape else {
      return candidates.map { $0.map { _ in .undefined(.noPicture) } }
    }
    let imputation = LinearImputation(height: height, width: width)
    let values = try parallelMap(count: batch.count, work: work) { row, work in
      let input = batch.inputs[row: row].map(Double.init)
      let objective = batch.objectives[row]
      let response = batch.model.output.response(ofValid: objective)
      var rows = [Array(batch.inputs[row: row])]
      for candidate in candidates {
        try work.checkpoint()
        rows += variants(
          of: input, by: candidate[row].values, imputation,
          stream: batch.stream(.road, seed: seed, row: row))
      }
      func scores(_ inputs: Matrix) throws -> [Double] {
        let scores = try batch.model.checkedScores(of: inputs)
        return (0..<scores.rows).map { objective.value(of: scores[row: $0], response: response) }
      }
      let found = try scores(Matrix(rows: rows, columns: input.count))
      let absent = try scores(batch.reference(of: row)).mean()
      guard ExplainedBatch.differ(found[0], absent) else {
        return candidates.map { _ in MetricValue.undefined(.noScoreDifference) }
      }
      return candidates.indices.map { candidate in
        let own = found[1 + candidate * shares.count..<1 + (candidate + 1) * shares.count]
        return .value(own.map { ($0 - absent) / (found[0] - absent) }.mean())
      }
    }
    return candidates.indices.map { candidate in values.map { $0[candidate] } }
  }

  /// The input without its most relevant pixels, for each share. All candidates of an input share
  /// the order of ties and the noise.
  private func variants(
    of input: [Double], by values: [Double], _ imputation: LinearImputation, stream: RandomStream
  ) -> [[Float]] {
    var stream = stream
    let pixels = imputation.height * imputation.width
    let channels = input.count / pixels
    let relevance = (0..<pixels).map { pixel in
      (0..<channels).reduce(0) { $0 + values[$1 * pixels + pixel] }
    }
    let ties = stream.permutation(of: pixels)
    let order = (0..<pixels).sorted {
      relevance[$0] == relevance[$1] ? ties[$0] < ties[$1] : relevance[$0] > relevance[$1]
    }
    let range = (input.max() ?? 0) - (input.min() ?? 0)
    let noises = input.map { _ in noise * range * stream.normal() }
    return shares.map { share in
      let removed = Array(order.prefix(max(1, Int((share * Double(pixels)).rounded()))))
      return (0..<channels).flatMap { channel -> [Float] in
        let own = channel * pixels..<(channel + 1) * pixels
        var filled = imputation.filled(Array(input[own]), without: removed)
        for pixel in removed { filled[pixel] += noises[channel * pixels + pixel] }
        return filled.map { Float($0) }
      }
    }
  }
}
