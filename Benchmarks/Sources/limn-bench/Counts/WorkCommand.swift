import ArgumentParser
import Limn

/// Runs one main path a fixed number of times, on one thread and without a clock, so that an
/// instruction counter measures the same work each time.
struct WorkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "work",
    abstract: "Do the work of one main path, for an instruction counter; no name lists them.")

  /// The main paths.
  enum Path: String, CaseIterable, ExpressibleByArgument {
    /// Only process start and inputs, which the other counts have in common.
    case nothing
    case exactGradients = "integrated-gradients-exact"
    case probabilityGradients = "integrated-gradients-probability"
    case quadratureGradients = "integrated-gradients-50-steps"
    case saliency
    case permutation = "shap-permutation"
    case kernel = "shap-kernel"
    case gaussianProcess = "shap-gaussian-process"
    case analytic = "shap-analytic"
    case lime
    case training
    case heatmap
  }

  @Argument(help: "Which path.")
  var path: Path?

  func run() throws {
    guard let path else {
      for path in Path.allCases { print(path.rawValue) }
      return
    }
    try MainPaths(subject: Subject(network: try EmbeddedModel.network())).run(path)
  }
}

private struct MainPaths {
  let subject: Subject

  func run(_ path: WorkCommand.Path) throws {
    let network = subject.network
    switch path {
    case .nothing: try explain(Saliency(network), digits: 1, .logit)
    case .exactGradients: try explain(IntegratedGradients(network), digits: 600, .logit)
    case .probabilityGradients:
      try explain(IntegratedGradients(network), digits: 60, .probability)
    case .quadratureGradients:
      try explain(
        IntegratedGradients(network, rule: .quadrature(.gaussLegendre, steps: 50)), digits: 60,
        .logit)
    case .saliency: try explain(Saliency(network), digits: 600, .logit)
    case .permutation: try explain(shap(.permutation), digits: 20, .logit)
    case .kernel: try explain(shap(.kernel), digits: 20, .logit)
    case .gaussianProcess: try explain(shap(.gaussianProcess), digits: 20, .logit)
    case .analytic: try explain(shap(.analytic), digits: 20, .logit)
    case .lime: try explain(LIME(network), digits: 20, .logit)
    case .training: try train()
    case .heatmap: try draw()
    }
  }

  private func shap(_ estimator: ShapleyEstimator) throws -> SHAP {
    try SHAP(subject.network, estimator: estimator, evaluations: 512)
  }

  private func explain(_ method: some Attributor, digits: Int, _ scale: Objective.Scale) throws {
    let inputs = subject.digits.rows(0..<digits)
    let objectives = subject.network.scores(of: inputs).argmaxOfRows().map {
      Objective(target: $0, scale: scale)
    }
    _ = try method.attributions(of: inputs, objectives: objectives, work: Work(workers: 1))
  }

  private func train() throws {
    let network = try NetworkArchitecture.digits().network(seed: 0)
    let set = Digits.all.examples(at: Array(0..<600))
    var trainer = try Trainer(
      network, on: set, options: TrainingOptions(epochs: 5, earlyStopping: nil))
    _ = try trainer.run()
  }

  private func draw() throws {
    let digit = Array(subject.digits[row: 0])
    let attribution = try IntegratedGradients(subject.network)
      .attribution(of: digit, objective: .logit(0))
    let explanation = try Explanation(
      name: "digit 0", model: "embedded", input: digit,
      prediction: Prediction(
        scores: subject.network.scores(of: Matrix(row: digit))[row: 0],
        schema: subject.network.output),
      baseline: "zeros", attributions: [attribution])
    _ = try Panel(explanation).render(as: .png)
  }
}
