import ArgumentParser
import Limn

/// The options of all tasks; a task ignores those it does not need.
struct Settings: ParsableArguments {
  @Option(help: "Integrated Gradients: exact, adaptive, or a quadrature rule.")
  var rule = "exact"

  @Option(help: "Integrated Gradients: the steps of a quadrature rule.")
  var steps = 50

  @Option(help: "Integrated Gradients: what the adaptive rule's gap is to stay below.")
  var tolerance = 1e-3

  @Option(help: "Occlusion: the side of the window, in pixels.")
  var window = 4

  @Option(help: "SHAP, DeepLIFT, tabular LIME: rows in place of what is absent, an NPY file.")
  var background: String?

  @Option(help: "SHAP: the estimator.", transform: estimator(named:))
  var estimator = ShapleyEstimator.auto

  @Option(help: "Interactions: the side of the blocks of pixels that play, in pixels.")
  var block = 1

  @Option(help: "SHAP: the most model evaluations for an input.")
  var evaluations: Int?

  @Flag(help: "SHAP: show the method the network as a closure, whose inside it does not know.")
  var closure = false

  @Flag(help: "SHAP: learn a decay for each player.")
  var learned = false

  @Flag(help: "SHAP: explain the probability, not the logit.")
  var probability = false

  @Flag(help: "SHAP: tell the standard errors after the values.")
  var errors = false

  @Option(help: "SHAP: an ensemble of trees in the network's place, a JSON file.")
  var trees: String?

  @Option(help: "LIME: the number of samples.")
  var samples = 1000

  @Option(help: "The seed of what is sampled.")
  var seed: UInt64 = 0

  @Option(help: "Training: the number of epochs.")
  var epochs = 30

  @Option(help: "Training: the examples of a step.")
  var batchSize = 32

  @Option(help: "Training: the learning rate.")
  var learningRate = 0.003
}

private func estimator(named name: String) throws -> ShapleyEstimator {
  guard let estimator = ShapleyEstimator(rawValue: name) else {
    throw ValidationError("no estimator is named \(name)")
  }
  return estimator
}
