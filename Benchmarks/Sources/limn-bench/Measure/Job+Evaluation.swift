import Limn

extension Job {
  private func explained() throws -> (batch: ExplainedBatch, attributions: [Attribution]) {
    let batch = try ExplainedBatch(model: network, inputs: inputs, objectives: objectives)
    let attributions = try IntegratedGradients(network)
      .attributions(of: inputs, objectives: objectives, work: Work(workers: workers))
    return (batch, attributions)
  }

  /// The areas under the deletion and insertion curves of Integrated Gradients, two for each input.
  func deletion() throws -> () throws -> () -> Outcome {
    let (batch, attributions) = try explained()
    return {
      let areas = try [PerturbationCurve(.deletion), PerturbationCurve(.insertion)].map {
        try $0.values(of: [attributions], in: batch, work: Work(workers: workers))[0].map {
          Float($0.number ?? .nan)
        }
      }
      return {
        Outcome(
          values: Matrix(
            rows: inputs.rows, columns: 2,
            elements: (0..<inputs.rows).flatMap { [areas[0][$0], areas[1][$0]] }))
      }
    }
  }

  /// The parameter randomisation of Integrated Gradients, with one random network for each stage.
  func randomization() throws -> () throws -> () -> Outcome {
    let (batch, attributions) = try explained()
    let test = ParameterRandomization(draws: 1)
    return {
      _ = try test.values(
        attributions: attributions, network: network, in: batch, work: Work(workers: workers)
      ) { try IntegratedGradients($0) }
      return { Outcome() }
    }
  }
}
