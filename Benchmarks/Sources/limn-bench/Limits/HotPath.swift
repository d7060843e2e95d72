import Limn

/// A path that takes most of the time, with the minimum arithmetic it needs.
enum HotPath: String, CaseIterable {
  case forward = "logits of all digits"
  case saliency = "saliency of all digits"
  case exactGradients = "exact Integrated Gradients of all digits"
  case permutations = "permutation SHAP of 100 digits, 2048 evaluations"
  case gaussianProcess = "Gaussian-process SHAP of 100 digits, 2048 evaluations"
  case lime = "LIME of 20 digits, 5000 samples"

  /// Whether its matrix products are in double precision.
  var isDouble: Bool { self == .exactGradients }

  /// Whether it uses several workers; the forward pass is a single product.
  var isParallel: Bool { self != .forward }

  /// The number of digits it explains.
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

  /// The number of multiplications and additions in the matrix products of the method's formula.
  func operations(_ subject: Subject) -> Double {
    let (d, h, c) = (64.0, 64.0, 10.0)
    let images = Double(count(subject))
    switch self {
    case .forward: return images * 2 * (d * h + h * c)
    // Forward and backward.
    case .saliency: return images * 4 * (d * h + h * c)
    // The change of each unit and its pullback, and the logits at the input for the gap.
    case .exactGradients: return images * (4 * d * h + 2 * (d * h + h * c))
    // For a pair of coalitions: one added row, one subtraction for the complement, two dot
    // products.
    case .permutations: return images * 1024 * (h + h + 2 * 2 * h)
    // Half of the coalitions by a product with the players' rows, the others by subtraction; one
    // dot product for each; then the products for the values and the scale of the errors.
    case .gaussianProcess:
      let players = players(subject)
      return images
        * (1024 * 2 * players * h + 1024 * h + 2048 * 2 * h + 2 * (players + 128) * 1024)
    // The same for the coalitions, then the regression: its right-hand side, the residuals, and the
    // errors of pairs.
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

  /// The number of calls for the median: more if a call is short.
  private var repeats: Int {
    switch self {
    case .forward, .saliency, .exactGradients: 201
    case .permutations: 101
    case .gaussianProcess, .lime: 51
    }
  }

  /// The method; `nil` for the forward pass.
  private func method(_ subject: Subject) throws -> (any Attributor)? {
    switch self {
    case .forward: nil
    case .saliency: try Saliency(subject.network)
    case .exactGradients: try IntegratedGradients(subject.network)
    case .permutations:
      try SHAP(subject.network, estimator: .permutation, evaluations: 2048)
    case .gaussianProcess:
      try SHAP(subject.network, estimator: .gaussianProcess, evaluations: 2048)
    case .lime: try LIME(subject.network, samples: 5000)
    }
  }

  /// The median time of the path on one core.
  func milliseconds(_ subject: Subject) throws -> Double {
    let inputs = inputs(subject)
    guard let method = try method(subject) else {
      return limn_bench.milliseconds(repeats: repeats) { subject.network.scores(of: inputs) }
    }
    let objectives = subject.network.scores(of: inputs).argmaxOfRows().map { Objective.logit($0) }
    return try limn_bench.milliseconds(repeats: repeats) {
      try method.attributions(of: inputs, objectives: objectives, work: Work(workers: 1))
    }
  }

  /// A function that explains the path's inputs, repeated `copies` times, with a number of workers.
  func batch(_ subject: Subject, copies: Int) throws -> (_ workers: Int) throws -> [Attribution] {
    guard let method = try method(subject) else { preconditionFailure("\(self) does not spread") }
    let once = inputs(subject)
    let inputs = once.rows(at: (0..<copies * once.rows).map { $0 % once.rows })
    let objectives = subject.network.scores(of: inputs).argmaxOfRows().map { Objective.logit($0) }
    return { try method.attributions(of: inputs, objectives: objectives, work: Work(workers: $0)) }
  }
}
