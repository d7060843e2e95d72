import LimnData
import LimnTraining
import Testing

/// The run of Docs/Decisions/default-hyperparameters.md.
@Suite struct DefaultRunTests {
  @Test func heldOutDigitsAreRightInNinetySevenOfAHundred() throws {
    let test = try DigitSets.test()
    var accuracies: [Double] = []
    for seed in 0..<5 as Range<UInt64> {
      var trainer = try Trainer(
        try NetworkArchitecture.digits().network(seed: seed), on: try DigitSets.training(),
        validation: try DigitSets.validation(), options: TrainingOptions(seed: seed))
      let trained = try trainer.run()
      accuracies.append(try #require(Performance(of: trained, on: test).accuracy))
      let epochs = trainer.history.epochs
      // Untrained, ten classes have the loss log 10 = 2.3.
      #expect(epochs[0].training.loss < 1)
      #expect(epochs[9].training.loss < epochs[0].training.loss / 4)
      let (first, later) = (try #require(epochs[0].validation), try #require(epochs[9].validation))
      #expect(later.loss < first.loss / 3 && later.accuracy! > first.accuracy!)
    }
    #expect(accuracies.reduce(0, +) / 5 >= 0.97, "\(accuracies)")
  }
}
