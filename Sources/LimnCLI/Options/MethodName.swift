import ArgumentParser

/// The attribution methods by name.
enum MethodName: String, ExpressibleByArgument, CaseIterable {
  case integratedGradients = "integrated-gradients"
  case lime
  case tabularLIME = "lime-tabular"
  case shap
  case saliency
  case gradientTimesInput = "gradient-x-input"
  case smoothGrad = "smoothgrad"
  case varGrad = "vargrad"

  /// Whether it may take rows of data in place of the baseline.
  var takesBackground: Bool { [.lime, .tabularLIME, .shap].contains(self) }

  /// What is shown where no method is named.
  static let pillars: [MethodName] = [.integratedGradients, .lime, .shap]
}
