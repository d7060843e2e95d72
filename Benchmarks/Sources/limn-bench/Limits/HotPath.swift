import Limn

/// A path that most of the time goes into, with the arithmetic it cannot do without.
enum HotPath: String, CaseIterable {
  case forward = "logits of all digits"
  case saliency = "saliency of all digits"
  case exactGradients = "exact Integrated Gradients of all digits"
  case permutations = "permutation SHAP of 100 digits, 2048 evaluations"
  case gaussianProcess = "Gaussian-process SHAP of 100 digits, 2048 evaluations"
  case lime = "LIME of 20 digits, 5000 samples"

  /// Whether its products are in double precision.
  var isDouble: Bool { self == .exactGradients }

  /// Whether it spreads over workers.
  var isParallel: Bool { self != .forward }

  /// How many digits it explains.
  private func count(_ subject: Subject) -> Int {
    switch self {
    case .forward, .saliency, .exactGradients: subject.digits.rows
    case .permutations, .gaussianProcess: 100
    case .lime: 20
    }
  }

  private func inputs(_ subject: Subject) -> Matrix {
    let count = count(subject)
    return subject.digits.rows(at: (0..<count).map { $0 * subject.digits.rows / count })
  }

  /// Multiplications and additions that the method's formula asks for: those of its matrix products.
  func operations(_ subject: Subject) -> Double {
    let (d, h, c) = (64.0, 64.0, 10.0)
    let images = Double(count(subject))
    switch self {
    case .forward: return images * 2 * (d * h + h * c)
    // Forward and backward.
    case .saliency: return images * 4 * (d * h + h * c)
    // The change of each unit and its pull back, and the logits at the input for the gap.
    case .exactGradients: return images * (4 * d * h + 2 * (d * h + h * c))
    // A pair of coalitions: one row added, one subtraction for the complement, two dot products.
    case .permutations: return images * 1024 * (h + h + 2 * 2 * h)
    // Half the coalitions by a product with the players' rows, the others by subtraction; each read
    // by one dot product; then what the values and the error's scale take of them.
    case .gaussianProcess:
      let players = players(subject)
      return images
        * (1024 * 2 * players * h + 1024 * h + 2048 * 2 * h + 2 * (players + 128) * 1024)
    // The same, then the regression: its right side, the residuals, the errors of pairs.
    case .lime:
      let players = players(subject)
      return images
        * (2500 * 2 * players * h + 2500 * h + 5000 * 2 * h + 2 * players * (2 * 5000 + 7500))
    }
  }

  /// The mean number of pixels that differ from the baseline.
  private func players(_ subject: Subject) -> Double {
    inputs(subject).elements.reduce(0) { $0 + ($1 != 0 ? 1 : 0) } / Double(count(subject))
  }

  /// The median time.
  func milliseconds(_ subject: Subject, workers: Int = 1) throws -> Double {
    let inputs = inputs(subject)
    let objectives = subject.network.scores(of: inputs).argmaxOfRows().map { Objective.logit($0) }
    func explain(_ method: some Attributor, repeats: Int) throws -> Double {
      try limn_bench.milliseconds(repeats: repeats) {
        try method.attributions(of: inputs, objectives: objectives, workers: workers)
      }
    }
    switch self {
    case .forward:
      return limn_bench.milliseconds(repeats: 31) { subject.network.scores(of: inputs) }
    case .saliency: return try explain(Saliency(subject.network), repeats: 201)
    case .exactGradients: return try explain(IntegratedGradients(subject.network), repeats: 201)
    case .permutations:
      return try explain(
        SHAP(model: subject.network, estimator: .permutation, evaluations: 2048), repeats: 101)
    case .gaussianProcess:
      return try explain(
        SHAP(model: subject.network, estimator: .gaussianProcess, evaluations: 2048), repeats: 51)
    case .lime: return try explain(LIME(model: subject.network, samples: 5000), repeats: 51)
    }
  }
}
