import LimnCore
import LimnData
import LimnNetwork
import LimnTraining
import Testing

/// What is drawn anew for each epoch.
@Suite struct EpochStreamTests {
  /// The gradients of the last step of each of three epochs, at weights that steps of 1e-30 leave as
  /// they are.
  private func gradients(dropout: Float, batch: TrainingOptions.Batch) throws -> [[[Matrix]]] {
    let set = LabeledSet.random(12, features: 4, classes: 3, seed: 1)
    let network = try NetworkArchitecture(
      inputShape: .vector(4), hidden: [16], dropout: dropout, classCount: 3
    ).network(seed: 2)
    var trainer = try Trainer(
      network, on: set,
      options: TrainingOptions(
        optimizer: GradientDescent(), learningRate: .constant(1e-30), weightDecay: 0,
        batch: batch, epochs: 3, earlyStopping: nil))
    return try (0..<3).map { _ in
      _ = try trainer.nextEpoch()
      return trainer.lastGradients
    }
  }

  @Test func dropoutDropsOtherUnitsInEachEpoch() throws {
    let plain = try gradients(dropout: 0, batch: .wholeSet)
    #expect(plain[0] == plain[1] && plain[1] == plain[2])
    let dropped = try gradients(dropout: 0.5, batch: .wholeSet)
    #expect(dropped[0] != dropped[1] && dropped[1] != dropped[2] && dropped[0] != dropped[2])
    #expect(try gradients(dropout: 0.5, batch: .wholeSet) == dropped)
  }

  @Test func examplesComeInAnotherOrderInEachEpoch() throws {
    // The last batch holds other examples.
    let found = try gradients(dropout: 0, batch: .examples(5))
    #expect(found[0] != found[1] && found[1] != found[2] && found[0] != found[2])
    #expect(try gradients(dropout: 0, batch: .examples(5)) == found)
  }
}
