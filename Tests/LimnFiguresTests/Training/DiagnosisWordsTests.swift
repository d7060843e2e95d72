import LimnFigures
import LimnTraining
import Testing

@Suite struct DiagnosisWordsTests {
  /// The numbers of a finding appear in its sentence, with the epoch where there is one to name.
  @Test(arguments: [
    (
      Finding.Evidence.partingLosses(
        validation: .init(before: 0.2, after: 0.3), training: .init(before: 0.1, after: 0.05)),
      "Overfitting since epoch 14: validation loss rose from 0.200 to 0.300 (by 50.0%) while "
        + "training loss fell from 0.100 to 0.0500."
    ),
    (
      .poorFit(trainingError: 0.25, validationError: 0.3, laterFall: 0.05),
      "Underfitting: 25.0% of the training examples are wrong at the end, of the validation "
        + "examples 30.0%, and the training loss has levelled off (the second half of the run "
        + "brought 5.0% of its fall)."
    ),
    (
      .divergence(batch: 3),
      "Learning rate too high: in batch 3 of epoch 14 the loss was no longer finite."
    ),
    (
      .divergence(batch: nil),
      "Learning rate too high: in epoch 14 the loss was no longer finite."
    ),
    (
      .smallGradient(layer: 1, norm: 0.003, outputLayer: 3, outputNorm: 0.5),
      "Vanishing gradients: the gradient of Dense 1 has norm 0.00300, that of Dense 2 0.500 "
        + "(medians over epochs)."
    ),
    (
      .largeGradient(layer: 3, norm: 207),
      "Exploding gradients: in epoch 14 the gradient of Dense 2 has norm 207."
    ),
    (
      .dead(layer: 2, share: 0.95),
      "Dead units since epoch 14: 95.0% of the units of ReLU 1 pass no gradient for any training "
        + "example."
    ),
  ])
  func sentences(evidence: Finding.Evidence, expected: String) throws {
    // Without early stopping, which would say what it kept.
    let history = try SampleHistory.history(epochs: 2, hidden: 1, validates: false)
    struct Fixed: DiagnosisRule {
      let finding: Finding
      var kind: Finding.Kind { finding.kind }
      func verdict(on history: TrainingHistory) -> DiagnosisVerdict { .found(finding) }
    }
    let rule = Fixed(finding: Finding(epoch: 14, evidence: evidence))
    #expect(Diagnosis(of: history, by: [rule]).sentences(on: history) == [expected])
  }
}
