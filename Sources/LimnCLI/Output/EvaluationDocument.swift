import Limn

/// An evaluation as JSON: its subject, and every number.
struct EvaluationDocument: Encodable {
  let model: String
  /// The name of the inputs.
  let inputs: String
  let baseline: String
  let table: EvaluationTable

  /// "200 inputs (digits 0 to 199), embedded digits model".
  var title: String {
    "\(table.count) \(table.count == 1 ? "input" : "inputs") (\(inputs)), \(model)"
  }
}
