import LimnCore
import LimnNetwork

/// Gradients of objectives: the model's vector-Jacobian products with each objective's cotangent.
struct ObjectiveGradients: Sendable {
  let model: any DifferentiableModel
  /// The maximum number of rows in one call of this model: ``batch`` or, for a network with wide
  /// intermediate values, as many as fit in a core's cache.
  let rowsAtOnce: Int

  init(model: any DifferentiableModel) {
    self.model = model
    let widest = model.network?.shapes.reduce(0) { max($0, $1.count) } ?? 0
    rowsAtOnce =
      widest <= Self.narrow ? Self.batch : max(Self.leastBatch, Self.cachedValues / widest)
  }

  /// The maximum number of rows in one call of any model, which bounds memory regardless of the
  /// number of steps or samples.
  static let batch = 512
  /// Up to this width, a layer's products gain more from many rows than from the cache.
  private static let narrow = 2048
  private static let leastBatch = 16
  /// The number of values in half a mebibyte.
  private static let cachedValues = 1 << 17

  /// `∂f_r/∂x` at each row of `points`, for the objective of that row.
  func gradients(at points: Matrix, objectives: ArraySlice<Objective>) throws -> Matrix {
    let output = model.output
    guard !objectives.contains(where: { output.response(ofValid: $0).isCurved }) else {
      return try scoresAndGradients(at: points, objectives: objectives).gradients
    }
    return try model.checkedVectorJacobianProduct(
      at: points, cotangents: model.cotangents(objectives, scores: nil))
  }

  /// The gradients together with the model's scores at the points.
  func scoresAndGradients(at points: Matrix, objectives: ArraySlice<Objective>) throws -> (
    scores: Matrix, gradients: Matrix
  ) {
    try model.checkedScoresAndGradients(at: points) {
      model.cotangents(objectives, scores: $0)
    }
  }

  /// The number of evaluations for one gradient: one backward, plus one forward if the cotangent
  /// depends on the scores.
  func evaluations(for objective: Objective) -> Int {
    model.output.response(ofValid: objective).isCurved ? 2 : 1
  }
}

extension Model {
  /// The objectives' derivatives with respect to the scores, one row each, from which
  /// backpropagation starts.
  ///
  /// - Parameter scores: the scores at the points; `nil` if no objective needs them.
  func cotangents(_ objectives: ArraySlice<Objective>, scores: Matrix?) -> Matrix {
    let width = output.count
    var responses = OutputSchema.Responses(output)
    return Matrix(rows: objectives.count, columns: width) { target in
      target.initialize(repeating: 0)
      for (row, objective) in objectives.enumerated() {
        let own = UnsafeMutableBufferPointer(rebasing: target[row * width..<(row + 1) * width])
        let response = responses.response(ofValid: objective)
        if response.isCurved, let scores {
          let cotangent = objective.cotangent(at: scores[row: row], response: response)
          for (label, value) in cotangent.enumerated() { own[label] = Float(value) }
        } else {
          objective.forEachTerm { label, weight in own[label] = Float(weight) }
        }
      }
    }
  }
}

extension OutputSchema {
  /// The responses of many valid objectives, cached because most have the same scale.
  struct Responses {
    private let schema: OutputSchema
    private var last: (scale: Objective.Scale, response: Response)?

    init(_ schema: OutputSchema) { self.schema = schema }

    mutating func response(ofValid objective: Objective) -> Response {
      if let last, last.scale == objective.scale { return last.response }
      let response = schema.response(ofValid: objective)
      last = (objective.scale, response)
      return response
    }
  }
}
