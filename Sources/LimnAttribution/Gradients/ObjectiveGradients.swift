import LimnCore

/// Gradients of objectives: the model's vector-Jacobian products with each objective's cotangent.
struct ObjectiveGradients: Sendable {
  let model: any DifferentiableModel

  /// The most rows a model is asked for at once; what bounds memory whatever the number of steps or
  /// samples.
  static let batch = 512

  /// `∂f_r/∂x` at each row of `points`, for the objective of that row.
  func gradients(at points: Matrix, objectives: [Objective]) throws -> Matrix {
    let cotangents = try cotangents(at: points, objectives: objectives)
    return try model.checkedVectorJacobianProduct(at: points, cotangents: cotangents)
  }

  /// The rows the model is evaluated on for one gradient: backward, and before that forward where the
  /// cotangent depends on the scores.
  func evaluations(for objective: Objective) -> Int {
    needsScores(objective) ? 2 : 1
  }

  private func needsScores(_ objective: Objective) -> Bool {
    objective.scale == .probability && model.scoreKind == .logits
  }

  private func cotangents(at points: Matrix, objectives: [Objective]) throws -> Matrix {
    var result = Matrix(rows: points.rows, columns: model.outputCount)
    let nonlinear = objectives.indices.filter { needsScores(objectives[$0]) }
    for (row, objective) in objectives.enumerated() where !needsScores(objective) {
      result[row, objective.target] = 1
      if let against = objective.against { result[row, against] = -1 }
    }
    guard !nonlinear.isEmpty else { return result }
    let scores = try model.checkedScores(of: points.rows(at: nonlinear))
    for (index, row) in nonlinear.enumerated() {
      let cotangent = objectives[row].cotangent(at: scores[row: index], kind: model.scoreKind)
      for (label, value) in cotangent.enumerated() { result[row, label] = Float(value) }
    }
    return result
  }
}
