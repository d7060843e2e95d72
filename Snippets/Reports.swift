// Evaluations and reports. Run in a folder with model.onnx, a model of digits.
import Limn

let network = try EmbeddedModel.network()
let digits = Digits.all.inputs.rows(0..<6)
let objectives = try network.predictions(of: digits).map(\.objective)

do {
  // snippet.evaluation
  let batch = try ExplainedBatch(model: network, inputs: digits, objectives: objectives)
  let method = EvaluatedMethod(try IntegratedGradients(network))
  let table = try Evaluation(seed: 1).table(of: [method], on: batch)
  print(table.methods[0][.deletion]?.verdict ?? "no value")
  // snippet.end
}

do {
  let folder = "report"
  // snippet.report
  let report = try BatchReport(
    model: ReportModel(network, name: "mine"), inputs: ReportInputs(digits: 0..<200),
    methods: [ReportMethod(SHAP(network))],
    evaluation: ReportEvaluation(rows: 24))
  let outcome = try report.run(to: folder)
  // snippet.end
  if case .report(let summary) = outcome {
    precondition(summary.explained == 200 && summary.evaluation?.rows.count == 24)
  }
}

do {
  // snippet.digits-report
  let network = try ONNXModel.read(path: "model.onnx").network
  let report = try BatchReport(
    model: ReportModel(network, name: "model.onnx"), inputs: ReportInputs(digits: 0..<200),
    methods: [ReportMethod(SHAP(network))],
    evaluation: ReportEvaluation(rows: 24))
  _ = try report.run(to: "report-in-swift")
  // snippet.end
}
