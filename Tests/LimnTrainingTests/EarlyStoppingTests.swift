import LimnData
import LimnNetwork
import LimnTraining
import Testing

@Suite struct EarlyStoppingTests {
  /// Sixty digits are soon learnt by heart; from then on the validation loss rises.
  private func trainer(_ stopping: EarlyStopping?, epochs: Int = 60) throws -> Trainer {
    let few = try DigitSets.training().examples(at: Array(0..<60))
    return try Trainer(
      try NetworkArchitecture.digits(hidden: [16]).network(seed: 0), on: few,
      validation: try DigitSets.validation(),
      options: TrainingOptions(
        learningRate: .constant(0.05), weightDecay: 0, batch: .examples(20), epochs: epochs,
        earlyStopping: stopping))
  }

  @Test func theBestWeightsComeBack() throws {
    var trainer = try trainer(EarlyStopping(patience: 7))
    let trained = try trainer.run()
    let history = trainer.history
    let losses = try history.epochs.map { try #require($0.validation).loss }
    let lowest = try #require(losses.min())
    let best = try #require(losses.firstIndex(of: lowest)) + 1
    #expect(history.outcome == .stoppedEarly)
    #expect(history.keptEpoch == best)
    #expect(history.bestEpoch == best)
    #expect(history.epochs.count == best + 7)
    #expect(Performance(of: trained, on: try DigitSets.validation()).loss == lowest)
    #expect(Performance(of: trainer.network, on: try DigitSets.validation()).loss == losses.last)
    #expect(losses.last != lowest)
    #expect(try trainer.nextEpoch() == nil)
  }

  /// An improvement too small to count keeps the first epoch.
  @Test func smallImprovementsDoNotCount() throws {
    var trainer = try trainer(EarlyStopping(patience: 2, minimumImprovement: 100))
    let trained = try trainer.run()
    #expect(trainer.history.epochs.count == 3)
    #expect(trainer.history.keptEpoch == 1)
    let first = try #require(trainer.history.epochs[0].validation)
    #expect(Performance(of: trained, on: try DigitSets.validation()) == first)
    #expect(trainer.history.bestEpoch != 1)
  }

  @Test func withoutItTheLastWeightsAreKept() throws {
    var trainer = try trainer(nil, epochs: 40)
    let trained = try trainer.run()
    #expect(trainer.history.outcome == .completed)
    #expect(trainer.history.keptEpoch == 40)
    let last = try #require(trainer.history.epochs.last?.validation)
    #expect(Performance(of: trained, on: try DigitSets.validation()) == last)
    #expect(try #require(trainer.history.bestEpoch) < 40)
  }

  @Test func aRunMayEndBeforePatienceDoes() throws {
    var trainer = try trainer(EarlyStopping(patience: 7), epochs: 2)
    #expect(trainer.history.outcome == .unfinished)
    #expect(trainer.history.keptEpoch == nil)
    #expect(trainer.history.bestEpoch == nil)
    _ = try trainer.run()
    #expect(trainer.history.outcome == .completed)
    #expect(trainer.history.epochs.count == 2)
  }

  /// The observer sees every epoch, and its error ends the run.
  @Test func anObserverMayBreakOff() throws {
    struct Enough: Error {}
    var trainer = try trainer(nil)
    var seen: [Int] = []
    #expect(throws: Enough.self) {
      try trainer.run { record in
        seen.append(record.epoch)
        if record.epoch == 3 { throw Enough() }
      }
    }
    #expect(seen == [1, 2, 3])
    #expect(trainer.history.outcome == .unfinished)
  }
}
