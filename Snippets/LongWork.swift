// Long computations: threads, cancellation, progress, tasks, estimates on the way.
import Limn

let network = try EmbeddedModel.network()
let digit = Array(Digits.all.inputs[row: 3])
let digits = Digits.all.inputs.rows(0..<20)
let objectives = try network.predictions(of: digits).map(\.objective)

do {
  let method = try LIME(network, samples: 200)
  // snippet.work
  let cancellation = Cancellation()
  let work = try Work(workers: 2, cancellation: cancellation) { progress in
    print("\(Int(100 * progress.fraction))%")
  }
  let found = try method.attributions(of: digits, objectives: objectives, work: work)
  // snippet.end
  _ = found
}

do {
  let methods = [EvaluatedMethod(try IntegratedGradients(network))]
  let batch = try ExplainedBatch(model: network, inputs: digits, objectives: objectives)
  // snippet.detached
  let table = try await Work.detached { work in
    try Evaluation().table(of: methods, on: batch, work: work)
  }
  // snippet.end
  _ = table
}

do {
  let report = try BatchReport(
    model: ReportModel(network, name: "mine"), inputs: ReportInputs(digits: 0..<100),
    methods: [ReportMethod(IntegratedGradients(network))])
  // snippet.events
  for try await event in Work.events({ work in try report.run(to: "report", work: work) }) {
    switch event {
    case .progress(let progress): print("\(Int(100 * progress.fraction))%")
    case .result(let outcome): print(outcome)
    }
  }
  // snippet.end
}

do {
  let shap = try SHAP(network, estimator: .permutation)
  func show(_ attribution: Attribution) { print(attribution.sum) }
  // snippet.improving
  for try await why in shap.improvingAttributions(of: digit, objective: .probability(3)) {
    show(why)
    if let errors = why.standardErrors, errors.allSatisfy({ $0 < 0.01 }) { break }
  }
  // snippet.end
}

func explanations(of digits: Matrix, objectives: [Objective]) async throws -> [Attribution] {
  let shap = try SHAP(EmbeddedModel.network())
  // snippet.async
  let why = try await shap.attributions(of: digits, objectives: objectives)
  // snippet.end
  return why
}
_ = try await explanations(of: digits, objectives: objectives)
