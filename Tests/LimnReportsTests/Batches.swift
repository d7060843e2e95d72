import LimnAttribution
import LimnCore
import LimnData
import LimnNetwork
import LimnReports
import LimnTraining

/// Small batches that take no time.
enum Batches {
  static func network(seed: UInt64 = 1) throws -> Network {
    try NetworkArchitecture.digits(hidden: [12]).network(seed: seed)
  }

  /// An exact method and a sampled one.
  static func methods(_ network: Network, seed: UInt64 = 0) throws -> [ReportMethod] {
    [
      ReportMethod(try IntegratedGradients(network), settings: [.init("rule", "exact")]),
      ReportMethod(
        try SmoothGrad(network, noise: GradientNoise(samples: 4, seed: seed)),
        settings: [.init("samples", "4"), .init("seed", "\(seed)")]),
    ]
  }

  /// Three chunks of digits, the last one short.
  static func digits(
    _ rows: Range<Int> = 100..<400, seed: UInt64 = 0, objective: ReportObjective = .init(),
    evaluation: ReportEvaluation? = nil, title: String = "Digits"
  ) throws -> BatchReport {
    let network = try network()
    return try BatchReport(
      model: ReportModel(network, name: "test model"), inputs: ReportInputs(digits: rows),
      objective: objective, baseline: "zeros", methods: methods(network, seed: seed),
      evaluation: evaluation, page: PageContent(title: title), version: "test")
  }

  /// Rows of a file.
  static func file(
    _ path: String, badRows: RunPlan.BadRows, evaluation: ReportEvaluation? = nil
  ) throws -> BatchReport {
    let network = try network()
    let file = try InputFile(path: path, shape: network.inputShape)
    return try BatchReport(
      model: ReportModel(network, name: "test model"), inputs: ReportInputs(file),
      baseline: "zeros", methods: methods(network), badRows: badRows,
      evaluation: evaluation, page: PageContent(title: "File"), version: "test")
  }
}

/// A model that counts, and may answer NaN where it is told to.
struct FragileModel: DifferentiableModel {
  let network: Network
  /// Inputs whose first value is this one get no answer.
  let poison: Float

  var input: InputSchema { network.input }
  var output: OutputSchema { network.output }

  func scores(of inputs: Matrix) throws -> Matrix {
    var scores = network.scores(of: inputs)
    for row in 0..<inputs.rows where inputs[row, 0] == poison { scores[row, 7] = .nan }
    return scores
  }

  func vectorJacobianProduct(at inputs: Matrix, cotangents: Matrix) throws -> Matrix {
    network.vectorJacobianProduct(at: inputs, cotangents: cotangents)
  }
}
