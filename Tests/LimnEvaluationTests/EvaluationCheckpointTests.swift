import LimnAttribution
import LimnCore
import LimnData
import LimnEvaluation
import LimnONNX
import Testing

/// How long an evaluation runs between two checkpoints, on the embedded model.
@Suite(.serialized) struct EvaluationCheckpointTests {
  @Test func everyMetricReachesCheckpoints() throws {
    let model = try EmbeddedModel.network()
    let inputs = Digits.all.inputs.rows(0..<4)
    let batch = try ExplainedBatch(
      model: model, inputs: inputs,
      objectives: model.scores(of: inputs).argmaxOfRows().map { .logit($0) })
    let background = Background.rows(Digits.all.inputs.rows(100..<132))
    for (name, method) in [
      ("integrated-gradients", try IntegratedGradients(model)), ("lime", try LIME(model)),
      ("shap", try SHAP(model)),
      (
        "shap, background, permutation",
        try SHAP(model, background: background, estimator: .permutation)
      ),
    ] as [(String, any Attributor)] {
      let run = { (work: Work) in
        try Evaluation(seed: 1).table(of: [EvaluatedMethod(method)], on: batch, work: work)
      }
      let found = try CheckpointProbe().measure(run)
      print("checkpoints: evaluation of \(name): \(found.longest), \(found.count) reached")
      // Generous beside the 50 ms that is promised on an idle machine: tests share theirs.
      #expect(found.longest < .milliseconds(400), "\(name)")
      #expect(found.count > 10, "\(name)")
    }
  }
}
