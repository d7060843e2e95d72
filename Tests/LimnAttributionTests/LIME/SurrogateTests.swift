import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

/// LIME's regression against plain re-implementations, closed forms and lime itself.
@Suite struct SurrogateTests {
  /// The masks as the model saw them, fitted by the normal equations; errors by refitting without
  /// each cluster. The limn error bar adds the penalty's shrinkage, known from a second fit: β̂ is
  /// linear in the scores, and `λ(G + λ)⁻¹ β̂` is what a fit of the surrogate's own predictions loses.
  @Test(arguments: MaskSampling.allCases, ["cosine", "euclidean", "hamming"])
  func isThePlainRegression(_ sampling: MaskSampling, _ distance: String) throws {
    let recorder = Recorder.kinked(width: 18)
    let width = ["cosine": 0.25, "euclidean": 2.5, "hamming": 0.4][distance, default: 1]
    let found = try LIME(
      recorder.model, samples: 120, kernelWidth: width, ridge: 0.7,
      distance: try #require(MaskDistance(rawValue: distance)), sampling: sampling, seed: 3
    ).attribution(of: recorder.ones, objective: .logit(0))
    var rows = recorder.rows
    if sampling == .independent { rows.remove(at: 0) }
    let points = rows.map(\.row)
    let reference = SurrogateReference(
      points: points, scores: rows.map(\.score),
      weights: points.map { SurrogateReference.weight(of: $0, distance: distance, width: width) },
      ridge: 0.7)
    // Between the input and the empty mask, and after them: who was drawn with whom.
    let half = (rows.count - 2) / 2
    let clusters =
      sampling == .independent
      ? rows.indices.map { [$0] }
      : [[0, 1]] + (0..<half).map { [2 + $0, 2 + half + $0] }
    let again = SurrogateReference(
      points: points,
      scores: points.map { zip($0, reference.coefficients).reduce(0) { $0 + $1.0 * $1.1 } },
      weights: reference.weights, ridge: 0.7)
    let jackknife = reference.jackknife(clusters: clusters)
    let errors = try #require(found.standardErrors)
    for index in 0..<18 {
      #expect(abs(found.values[index] - reference.coefficients[index]) < 1e-9)
      let shrunk = reference.coefficients[index] - again.coefficients[index]
      let expected = (jackknife[index] * jackknife[index] + shrunk * shrunk).squareRoot()
      #expect(abs(errors[index] - expected) < 1e-8 * expected)
    }
    let fit = try #require(found.fit)
    #expect(abs(fit.intercept - reference.intercept) < 1e-9)
    #expect(abs((fit.rSquared ?? 0) - reference.rSquared) < 1e-10)
    #expect(
      abs(fit.localPrediction - reference.intercept - reference.coefficients.reduce(0, +)) < 1e-9)
    let sum = reference.weights.reduce(0, +)
    let kish = sum * sum / reference.weights.reduce(0) { $0 + $1 * $1 }
    #expect(abs(fit.effectiveSampleSize - kish) < 1e-8)
  }

  /// A choice of all features is fitted in one pass that keeps nothing: the same numbers.
  @Test(arguments: MaskSampling.allCases) func aChoiceOfAllIsAll(sampling: MaskSampling) throws {
    let width = 18
    func explain(_ selection: FeatureSelection) throws -> Attribution {
      let recorder = Recorder.kinked(width: width)
      return try LIME(
        recorder.model, samples: 600, sampling: sampling, selection: selection
      ).attribution(of: recorder.ones, objective: .logit(0))
    }
    let (all, chosen) = (try explain(.all), try explain(.highestWeights(width)))
    let (errors, expected) = (
      try #require(chosen.standardErrors), try #require(all.standardErrors)
    )
    for index in 0..<width {
      #expect(abs(chosen.values[index] - all.values[index]) < 1e-12)
      #expect(abs(errors[index] - expected[index]) < 1e-10 * expected[index])
    }
  }

  @Test(arguments: [0, 1.0]) func allMasksAreThePlainRegression(ridge: Double) throws {
    let recorder = Recorder.kinked(width: 9)
    let found = try LIME(recorder.model, ridge: ridge)
      .attribution(of: recorder.ones, objective: .logit(0))
    let points = recorder.rows.map(\.row)
    let reference = SurrogateReference(
      points: points, scores: recorder.rows.map(\.score),
      weights: points.map { SurrogateReference.weight(of: $0, distance: "cosine", width: 0.25) },
      ridge: ridge)
    for index in 0..<9 {
      #expect(abs(found.values[index] - reference.coefficients[index]) < 1e-9)
    }
    #expect(abs((found.fit?.rSquared ?? 0) - reference.rSquared) < 1e-9)
    #expect(abs((found.fit?.intercept ?? 0) - reference.intercept) < 1e-9)
  }

  /// The limit of many samples for an indicator of several players in closed form: Garreau and
  /// Mardaoui 2021, arXiv 2102.06307, section 3. For `f = Π_{i∈T} z_i` every moment is an α of their
  /// equation for the number of players asked to be present.
  @Test(arguments: [12, 17, 30]) func theLimitIsThatOfGarreauAndMardaoui(players n: Int) throws {
    let term = [1, 4, 6]
    let alpha = (0...term.count + 1).map { given in
      (given...n).reduce(0.0) { sum, size in
        let mask = (0..<n).map { $0 < size ? 1.0 : 0 }
        let ways = (0..<size - given).reduce(1.0) { $0 * Double(n - given - $1) / Double($1 + 1) }
        return sum + ways * SurrogateReference.weight(of: mask, distance: "cosine", width: 0.25)
      }
    }
    // c Σ⁻¹ with Σ = [α₀, α₁; α₁, α₁ on and α₂ off the diagonal].
    let d = Double(n)
    let cd = (d - 1) * alpha[0] * alpha[2] - d * alpha[1] * alpha[1] + alpha[0] * alpha[1]
    let sigma1 = -alpha[1]
    let sigma2 =
      ((d - 2) * alpha[0] * alpha[2] - (d - 1) * alpha[1] * alpha[1] + alpha[0] * alpha[1])
      / (alpha[1] - alpha[2])
    let sigma3 = (alpha[1] * alpha[1] - alpha[0] * alpha[2]) / (alpha[1] - alpha[2])
    let size = term.count
    func limit(_ player: Int) -> Double {
      let isMember = term.contains(player)
      let own = isMember ? alpha[size] : alpha[size + 1]
      let members = Double(isMember ? size - 1 : size)
      let others = members * alpha[size] + (d - 1 - members) * alpha[size + 1]
      return (sigma1 * alpha[size] + sigma2 * own + sigma3 * others) / cd
    }
    let recorder = Recorder(width: n) { z in term.reduce(1.0) { $0 * z[$1] } }
    let found = try LIME(recorder.model, samples: n == 30 ? 4000 : 1 << n)
      .attribution(of: recorder.ones, objective: .logit(0))
    let errors = try #require(found.standardErrors)
    for player in 0..<n {
      let tolerance = n == 30 ? 4 * errors[player] : 1e-9
      #expect(abs(found.values[player] - limit(player)) < tolerance)
      #expect(errors[player] < 0.02)
    }
  }

  /// 95% intervals hold the limit, all 2¹⁷ masks, in 93 to 98 of 100 cases: a smooth and a kinked
  /// network, 80 seeds each, 2,720 estimates. The seeds are fixed, so the count is too.
  @Test(arguments: MaskSampling.allCases, [400, 2000])
  func intervalsCover(_ sampling: MaskSampling, samples: Int) throws {
    var (covered, total) = (0, 0)
    for activation in [Tanh(), ReLU()] as [any Layer] {
      let network = try network(activation)
      let input = input
      let truth = try LIME(network, samples: 1 << 17)
        .attribution(of: input, objective: .logit(1)).values
      for seed in 0..<80 as Range<UInt64> {
        let found = try LIME(network, samples: samples, sampling: sampling, seed: seed)
          .attribution(of: input, objective: .logit(1))
        let errors = try #require(found.standardErrors)
        for (index, expected) in truth.enumerated() {
          total += 1
          if abs(found.values[index] - expected) <= 1.96 * errors[index] { covered += 1 }
        }
      }
    }
    let coverage = Double(covered) / Double(total)
    #expect(total == 2720)
    #expect((0.93...0.98).contains(coverage), "\(sampling), \(samples): \(coverage)")
  }

  private var input: [Float] {
    var stream = RandomStream(seed: 21)
    return (0..<17).map { _ in Float(stream.uniform()) + 0.1 }
  }

  private func network(_ activation: any Layer) throws -> Network {
    var stream = RandomStream(seed: 22)
    func values(_ count: Int) -> [Float] { (0..<count).map { _ in Float(stream.normal()) } }
    return try Network(
      inputShape: .vector(17),
      layers: [
        Dense(weights: Matrix(rows: 17, columns: 12, elements: values(204)), bias: values(12)),
        activation,
        Dense(weights: Matrix(rows: 12, columns: 2, elements: values(24)), bias: [0, 0]),
      ])
  }
}
