import LimnCore

/// A method that explains an input by several objectives for less than one after the other, since
/// they share the model's evaluations.
public protocol JointAttributor: Attributor {
  /// Explains one input by each of `objectives`.
  ///
  /// - Returns: one attribution for each objective; each states the evaluations spent on all.
  /// - Throws: `ModelError`, ``AttributionError``.
  func attributions(of input: [Float], objectives: [Objective]) throws -> [Attribution]
}

extension LIME: JointAttributor {}
extension SHAP: JointAttributor {}
extension TabularLIME: JointAttributor {}
