import LimnCore

/// A model's own scores at the start and the end of a path, with which attributions are compared.
struct PathScores: Sendable {
  private let model: any DifferentiableModel
  private let atBaseline: Matrix

  /// An objective at both ends.
  struct Ends: Sendable {
    let input: Double
    let baseline: Double

    var difference: Double { input - baseline }
  }

  /// The number of evaluations for both ends of one path.
  static let evaluations = 2

  init(_ model: any DifferentiableModel, baseline: [Float]) throws {
    self.model = model
    self.atBaseline = try model.checkedScores(of: Matrix(row: baseline))
  }

  /// The ends of the paths to the rows in `range`.
  func ends(of inputs: Matrix, rows range: Range<Int>, objectives: [Objective]) throws -> [Ends] {
    ends(at: try model.checkedScores(of: inputs.rows(range)), objectives: objectives[range])
  }

  /// The ends of the paths to inputs whose scores are known.
  func ends(at scores: Matrix, objectives: ArraySlice<Objective>) -> [Ends] {
    var responses = OutputSchema.Responses(model.output)
    let width = scores.columns
    return atBaseline.elements.withUnsafeBufferPointer { atBaseline in
      scores.elements.withUnsafeBufferPointer { scores in
        objectives.enumerated().map { row, objective in
          let response = responses.response(ofValid: objective)
          let atInput = UnsafeBufferPointer(rebasing: scores[row * width..<(row + 1) * width])
          return Ends(
            input: objective.value(of: atInput, response: response),
            baseline: objective.value(of: atBaseline, response: response))
        }
      }
    }
  }
}
