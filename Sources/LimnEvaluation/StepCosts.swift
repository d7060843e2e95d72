import LimnNetwork

/// The approximate cost of each step of an evaluation, in explanations of the batch; used to weight
/// the progress.
struct StepCosts {
  let explanation = 1
  let judgement = 1
  let grade = 1
  let sensitivity: Int
  let relation: Int
  let randomization: Int
  let total: Int

  init(
    _ evaluation: Evaluation, of methods: [EvaluatedMethod], on batch: ExplainedBatch,
    references: Int
  ) {
    sensitivity = max(evaluation.maxSensitivity.samples, 1)
    let further = evaluation.further
    relation =
      (further.contains(.randomLogit) ? 1 : 0)
      + (further.isDisjoint(with: RelativeStability.metrics)
        ? 0 : max(evaluation.stability.samples, 1))
    let layers = batch.model.network?.trainedLayers.count ?? 0
    randomization = max(evaluation.randomization.draws * layers, 1)
    total =
      methods.count * (explanation + sensitivity + relation + randomization)
      + references * judgement + grade
  }
}
