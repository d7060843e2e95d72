import LimnCore
import LimnData
import LimnTraining
import Testing

/// How long training runs between two checkpoints, with the default network on the digits.
@Suite(.serialized) struct TrainingCheckpointTests {
  /// Generous beside the 50 ms that is promised on an idle machine: tests share theirs.
  private static let limit = Duration.milliseconds(400)

  @Test(arguments: [64, 1078]) func epochsReachCheckpoints(batchSize: Int) throws {
    let (training, validation) = (try DigitSets.training(), try DigitSets.validation())
    let run = { (work: Work) in
      var trainer = try Trainer(
        try NetworkArchitecture.digits().network(seed: 1), on: training, validation: validation,
        options: TrainingOptions(batch: .examples(batchSize), epochs: 3, seed: 1))
      while try trainer.nextEpoch(work: work) != nil {}
    }
    _ = try CheckpointProbe().measure(run)
    let found = try CheckpointProbe().measure(run)
    print(
      "checkpoints: training, batches of \(batchSize): \(found.longest), \(found.count) reached")
    #expect(found.longest < Self.limit)
    // One before each mini-batch of each epoch at least.
    #expect(found.count >= 3 * ((training.count + batchSize - 1) / batchSize))
  }

  @Test func aLossSurfaceReachesCheckpoints() throws {
    let (training, validation) = (try DigitSets.training(), try DigitSets.validation())
    var trainer = try Trainer(
      try NetworkArchitecture.digits().network(seed: 1), on: training, validation: validation,
      options: TrainingOptions(epochs: 3, seed: 1))
    var path = TrainingPath(from: trainer.network)
    while let epoch = try trainer.nextEpoch() { path.append(trainer.network, epoch: epoch.epoch) }
    let found = try CheckpointProbe().measure { work in
      try LossSurface(
        around: trainer.network, path: path, on: training, points: 5, work: work)
    }
    print("checkpoints: loss surface: \(found.longest), \(found.count) reached")
    #expect(found.longest < Self.limit)
    #expect(found.count > 25)
  }
}
