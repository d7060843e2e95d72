import LimnCore
import LimnData
import LimnNetwork
import LimnONNX
import Synchronization
import Testing

@testable import LimnAttribution

/// How long each method runs between two checkpoints, on the embedded model.
@Suite(.serialized) struct CheckpointTests {
  /// Generous beside the 50 ms that is promised on an idle machine: tests share theirs.
  private static let limit = Duration.milliseconds(400)

  private static func methods(_ model: Network, scale: Objective.Scale) throws -> [(
    String, any Attributor
  )] {
    let rows = Digits.all.inputs.rows(0..<100)
    let noise = GradientNoise(samples: 20_000)
    return [
      ("exact IG", try IntegratedGradients(model)),
      ("adaptive IG", try IntegratedGradients(model, rule: .adaptive(tolerance: 1e-6))),
      (
        "fixed IG", try IntegratedGradients(model, rule: .quadrature(.riemannMiddle, steps: 10_000))
      ),
      (
        "Gauss-Legendre IG",
        try IntegratedGradients(model, rule: .quadrature(.gaussLegendre, steps: 2000))
      ),
      ("saliency", try Saliency(model)), ("gradient-x-input", try GradientTimesInput(model)),
      ("smoothgrad", try SmoothGrad(model, noise: noise)),
      ("vargrad", try VarGrad(model, noise: noise)),
      ("shap auto", try SHAP(model)),
      ("shap exact", try SHAP(model, segmentation: .blocks(2), estimator: .exact)),
      ("shap permutation", try SHAP(model, estimator: .permutation, evaluations: 50_000)),
      (
        "shap sampling",
        try SHAP(model, background: .rows(rows), estimator: .sampling, evaluations: 50_000)
      ),
      (
        "shap permutation, background",
        try SHAP(model, background: .rows(rows), estimator: .permutation, evaluations: 200_000)
      ),
      ("shap kernel", try SHAP(model, estimator: .kernel, evaluations: 2048)),
      ("shap gaussian-process", try SHAP(model, estimator: .gaussianProcess, evaluations: 2048)),
      (
        "shap gaussian-process, learned decays",
        try SHAP(model, estimator: .gaussianProcess, evaluations: 2048, decays: .learned)
      ),
      ("lime", try LIME(model, samples: 5000)),
      ("lime, background", try LIME(model, background: .rows(rows), samples: 1000)),
      ("lime independent", try LIME(model, samples: 5000, sampling: .independent)),
      ("lime, selection", try LIME(model, samples: 5000, selection: .forward(10))),
      ("lime-tabular", try TabularLIME(model, background: rows)),
      (
        "lime-tabular, quartiles",
        try TabularLIME(model, background: rows, representation: .quartiles)
      ),
    ] + (try ablations(model)) + (try inside(model, scale: scale))
      + (scale == .logit ? [("shap moments", try SHAP(model, estimator: .moments))] : [])
  }

  private static func ablations(_ model: Network) throws -> [(String, any Attributor)] {
    let background = Background.rows(Digits.all.inputs.rows(0..<100))
    return [
      ("occlusion", try Occlusion(model, settings: .init(background: background))),
      ("feature-ablation", try FeatureAblation(model, settings: .init(background: background))),
      ("rise", try RISE(model, settings: .init(samples: 50_000))),
      (
        "shap-interactions, all coalitions",
        try ShapleyInteractions(
          model, settings: .init(segmentation: .blocks(2), estimator: .exact))
      ),
      (
        "shap-interactions, sampled",
        try ShapleyInteractions(
          model,
          settings: .init(background: background, estimator: .sampled, evaluations: 100_000))
      ),
    ]
  }

  private static func inside(_ model: Network, scale: Objective.Scale) throws -> [(
    String, any Attributor
  )] {
    let background = Background.rows(Digits.all.inputs.rows(0..<100))
    return [
      ("expected-gradients", try ExpectedGradients(model, settings: .init(background: background))),
      ("deeplift", try DeepLIFT(model, settings: .init(background: background))),
      ("guided-backprop", try GuidedBackprop(model)),
      ("activation", try LayerActivation(model, settings: .init(layer: "dense 1"))),
      ("conductance", try Conductance(model, settings: .init(layer: "dense 1"))),
    ]
      + (scale == .logit
        ? [
          (
            "shap-interactions, closed form",
            try ShapleyInteractions(model, settings: .init(estimator: .closedForm))
          ), ("lrp", try LRP(model)),
        ] : [])
  }

  /// What is made for the first explanation and kept for those after it.
  @Test(arguments: [ShapleyDecays.fixed, .learned], [2176, 8192])
  func aDesignReachesCheckpoints(_ decays: ShapleyDecays, evaluations: Int) throws {
    let model = try EmbeddedModel.network()
    let input = Matrix(row: Array(Digits.all.inputs[row: 0]))
    func explain(seed: UInt64, _ work: Work) throws {
      let shap = try SHAP(
        model, estimator: .gaussianProcess, evaluations: evaluations, decays: decays,
        seed: seed)
      _ = try shap.attributions(of: input, objectives: [.probability(0)], work: work)
    }
    let found = try CheckpointProbe().measure { try explain(seed: 1, $0) }
    print("checkpoints: design, \(decays), \(evaluations): longest \(found.longest)")
    #expect(found.longest < Self.limit)
  }

  @Test(arguments: [Objective.Scale.logit, .probability])
  func everyMethodReachesCheckpoints(_ scale: Objective.Scale) throws {
    let model = try EmbeddedModel.network()
    let input = Matrix(row: Array(Digits.all.inputs[row: 0]))
    let objective = Objective(target: 0, scale: scale)
    for (name, method) in try Self.methods(model, scale: scale) {
      // Once to warm up: fonts, tables and libraries are no part of the loop.
      _ = try CheckpointProbe().measure { work in
        try method.attributions(of: input, objectives: [objective], work: work)
      }
      let found = try CheckpointProbe().measure { work in
        try method.attributions(of: input, objectives: [objective], work: work)
      }
      print("checkpoints: \(name), \(scale): longest \(found.longest), \(found.count) reached")
      #expect(found.longest < Self.limit, "\(name), \(scale)")
      #expect(found.count > 0, "\(name)")
    }
  }

  /// Cancelled on the way, a method ends without a result and says why.
  @Test func everyMethodStops() throws {
    let model = try EmbeddedModel.network()
    // Many chunks, even of the methods that take 128 rows at once.
    let inputs = Digits.all.inputs.rows(0..<1280)
    let objectives = [Objective](repeating: .probability(3), count: 1280)
    for (name, method) in try Self.methods(model, scale: .probability) {
      for workers in [1, 3] {
        let cancellation = Cancellation()
        let work = try Work(workers: workers, cancellation: cancellation) { progress in
          if progress.done > 0 { cancellation.cancel() }
        }
        #expect(throws: CancellationError.self, "\(name), \(workers) workers") {
          _ = try method.attributions(of: inputs, objectives: objectives, work: work)
        }
      }
    }
  }

  /// What is cancelled leaves no trace in what is kept from input to input.
  @Test func aCancelledMethodGivesTheSameBitsAfterwards() throws {
    let model = try EmbeddedModel.network()
    let input = Array(Digits.all.inputs[row: 7])
    let method = try SHAP(model, estimator: .permutation, evaluations: 4000, seed: 5)
    let fresh = try method.attribution(of: input, objective: .probability(7))
    let other = try SHAP(model, estimator: .permutation, evaluations: 4000, seed: 5)
    let cancellation = Cancellation()
    #expect(throws: CancellationError.self) {
      try other.attribution(
        of: input, objective: .probability(7),
        work: Work(workers: 1, cancellation: cancellation) {
          if $0.done > 0.3 { cancellation.cancel() }
        })
    }
    #expect(try other.attribution(of: input, objective: .probability(7)) == fresh)
  }

  @Test func aTaskCancelsItsWork() async throws {
    let model = try EmbeddedModel.network()
    let input = Array(Digits.all.inputs[row: 2])
    let long = try SHAP(model, estimator: .permutation, evaluations: 500_000_000)
    let reports = Atomic(0)
    let task = Task {
      try await long.attribution(of: input, objective: .probability(2), workers: 2) { _ in
        reports.add(1, ordering: .relaxed)
      }
    }
    while reports.load(ordering: .relaxed) < 3 { try await Task.sleep(for: .milliseconds(5)) }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }

    let short = try SHAP(model, estimator: .permutation, evaluations: 3000)
    let there = try await short.attribution(of: input, objective: .probability(2))
    #expect(try short.attribution(of: input, objective: .probability(2), work: .serial()) == there)
    // A task that is cancelled before it begins computes nothing.
    let late = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await Work.detached { _ in Issue.record("computed") }
    }
    late.cancel()
    await #expect(throws: CancellationError.self) { try await late.value }
  }
}
