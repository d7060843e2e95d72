import ArgumentParser

/// The attribution methods by name.
enum MethodName: String, ExpressibleByArgument, CaseIterable {
  case integratedGradients = "integrated-gradients"
  case lime
  case shap
  case saliency
  case gradientTimesInput = "gradient-x-input"
  case smoothGrad = "smoothgrad"
  case varGrad = "vargrad"

  /// What is shown where no method is named.
  static let pillars: [MethodName] = [.integratedGradients, .lime, .shap]
}
