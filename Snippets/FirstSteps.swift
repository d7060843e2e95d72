// First steps: five lines for a heatmap, ten for a report. Run in a folder with model.onnx, a model of
// digits, and scan.png, an image of one.

import Limn

do {
  // snippet.readme
  let path = "model.onnx"
  let network = try ONNXModel.read(path: path).network
  let digit = Digits.all.inputs[row: 0]

  let exact = try IntegratedGradients(network)
    .attribution(of: digit, objective: .logit(0, against: 6))

  // LIME and SHAP take anything that maps a batch to scores.
  let service = BlackBox(inputShape: Digits.inputShape, outputCount: 10, scoreKind: .logits) {
    network.scores(of: $0)
  }
  let sampled = try SHAP(service).attribution(of: digit, objective: .logit(0))
  // snippet.end
  precondition(abs(exact.completenessGap) < 1e-4)
  precondition(sampled.standardErrors?.contains { $0 > 0 } == true)
}

do {
  // snippet.one
  let network = try ONNXModel.read(path: "model.onnx").network
  let digit = Digits.all.inputs[row: 0]
  let why = try IntegratedGradients(network).attribution(of: digit, objective: .logit(0))
  print(why.values, why.completenessGap)
  // snippet.end
}

do {
  // snippet.heatmap
  let model = try ONNXModel.read(path: "model.onnx").network
  let scan = try InputFile(pictures: ["scan.png"], shape: model.inputShape).matrix()
  let seen = try model.predictions(of: scan)
  let why = try SHAP(model).attributions(of: scan, objectives: seen.map(\.objective))
  try Heatmap(why[0]).write(to: "why.png")
  // snippet.end
}

do {
  let network = try EmbeddedModel.network()
  // snippet.rows
  let file = try InputFile(path: "rows.csv", schema: network.input)
  for row in try file.namedRows() {
    print(row.name ?? "row \(row.index)", try network.prediction(of: row.values).answer)
  }
  // snippet.end
}

do {
  // snippet.train
  var trainer = try Trainer(
    NetworkArchitecture.digits(hidden: [32]).network(seed: 0), on: Digits.all,
    options: TrainingOptions(epochs: 5, earlyStopping: nil))
  let network = try trainer.run { print($0.epoch, $0.training.loss) }
  try AtomicFile.write(ONNXModel.encode(network, name: "digits"), to: "trained.onnx")
  // snippet.end
}
