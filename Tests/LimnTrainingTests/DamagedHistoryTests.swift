import LimnCore
import LimnData
import LimnTraining
import TestSupport
import Testing

/// Valid histories with damage: each is read or refused, and none ends the program.
@Suite struct DamagedHistoryTests {
  @Test func histories() throws {
    let seeds = try [false, true].map { isValidated in
      let examples = Digits.all.examples(at: Array(0..<20))
      var trainer = try Trainer(
        NetworkArchitecture.digits(hidden: [3]).network(seed: 1), on: examples,
        validation: isValidated ? examples : nil,
        options: TrainingOptions(
          learningRate: isValidated ? .cosine(initial: 0.1, final: 0) : .constant(0.1), epochs: 2,
          earlyStopping: isValidated ? EarlyStopping(patience: 2) : nil))
      _ = try trainer.run()
      return try trainer.history.json()
    }
    var readings = 0
    for bytes in Mutations(of: seeds, count: 10_000, seed: 8) {
      do {
        _ = Diagnosis(of: try TrainingHistory(json: bytes))
        readings += 1
      } catch is TrainingError {}
    }
    #expect(readings > 100, "the damage is too great")
  }
}
