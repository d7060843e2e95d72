import LimnAttribution
import LimnCore
import LimnData
import LimnNetwork

@testable import LimnEvaluation

/// Models whose right answers are known.
enum Subjects {
  /// `f_k(x) = w_k · x + b_k`, two classes; whole numbers, so that sums are exact.
  static func linear(_ weights: [Float], bias: Float = 0) throws -> Network {
    let matrix = Matrix(rows: weights.map { [$0, -$0] }, columns: 2)
    return try Network(
      inputShape: .vector(weights.count), layers: [Dense(weights: matrix, bias: [bias, 0])])
  }

  /// Dense layers with rectifiers between, weights normal.
  static func random(inputs: Int, hidden: [Int] = [6], classes: Int = 3, seed: UInt64 = 1) throws
    -> Network
  {
    var stream = RandomStream(seed: seed)
    var layers: [any Layer] = []
    var width = inputs
    for next in hidden + [classes] {
      layers.append(
        Dense(
          weights: Matrix(
            rows: width, columns: next,
            elements: (0..<width * next).map { _ in
              Float(stream.normal() * (2 / Double(width)).squareRoot())
            }),
          bias: (0..<next).map { _ in Float(0.3 * stream.normal()) }))
      layers.append(ReLU())
      width = next
    }
    return try Network(inputShape: .vector(inputs), layers: layers.dropLast())
  }

  static func inputs(rows: Int, columns: Int, seed: UInt64 = 2) -> Matrix {
    var stream = RandomStream(seed: seed)
    return Matrix(
      rows: rows, columns: columns,
      elements: (0..<rows * columns).map { _ in Float(stream.normal()) })
  }

  /// A batch that explains the first logit of every row.
  static func batch(
    _ model: any Model, _ inputs: Matrix, baseline: Baseline = .zeros, indices: [Int]? = nil
  ) throws -> ExplainedBatch {
    try ExplainedBatch(
      model: model, inputs: inputs,
      objectives: Array(repeating: .logit(0), count: inputs.rows), baseline: baseline,
      indices: indices)
  }

  /// An attribution with the given values, its scores those of the batch.
  static func attribution(
    _ values: [Double], row: Int = 0, in batch: ExplainedBatch,
    quantity: Quantity = .contribution, method: String = "given"
  ) throws -> Attribution {
    let scores = try batch.model.scores(
      of: Matrix(
        rows: [Array(batch.inputs[row: row]), Array(batch.reference[row: 0])], columns: values.count
      ))
    let response = batch.model.output.response(ofValid: batch.objectives[row])
    return Attribution(
      method: method, objective: batch.objectives[row], shape: batch.model.inputShape,
      quantity: quantity, values: values,
      scoreAtInput: batch.objectives[row].value(of: scores[row: 0], response: response),
      scoreAtBaseline: batch.objectives[row].value(of: scores[row: 1], response: response),
      evaluations: 0)
  }
}

/// A method that needs no model: values are a function of the input.
struct InputMethod: Attributor {
  let name: String
  var quantity = Quantity.contribution
  let values: @Sendable ([Float]) -> [Double]

  func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    (0..<inputs.rows).map { row in
      Attribution(
        method: name, objective: objectives[row], shape: .vector(inputs.columns),
        quantity: quantity, values: values(Array(inputs[row: row])), scoreAtInput: 1,
        scoreAtBaseline: 0, evaluations: 0)
    }
  }

  /// Shows the input itself, as an edge detector would.
  static let copy = InputMethod(name: "copy") { $0.map(Double.init) }
  /// The same value everywhere.
  static let constant = InputMethod(name: "constant") { $0.map { _ in 0.5 } }
}
