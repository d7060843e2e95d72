import LimnAttribution
import LimnCore
import Testing

/// Every row, by the logits of `classes` in turn, has one explanation: in a batch, alone, and alone by a
/// list of objectives.
func expectSameAloneAndInBatch(
  _ method: some JointAttributor, inputs: Matrix, classes: Int,
  at location: SourceLocation = #_sourceLocation
) throws {
  let objectives = (0..<inputs.rows).map { Objective.logit($0 % classes) }
  let batch = try method.attributions(of: inputs, objectives: objectives, work: Work(workers: 2))
  for (row, objective) in objectives.enumerated() {
    let input = Array(inputs[row: row])
    let alone = try method.attribution(of: input, objective: objective)
    #expect(alone == batch[row], sourceLocation: location)
    let listed = try method.attributions(of: input, objectives: [objective])
    #expect(listed == [batch[row]], sourceLocation: location)
  }
}
