import Limn

/// What a training run came to.
struct TrainingResult: Encodable {
  let model: String
  let history: String?
  /// All files that were written, the model first; of event files their folder.
  let written: [String]
  let data: String
  /// "64-64-10".
  let networkName: String
  let optimizer: String
  let seed: UInt64
  /// "completed" or "stopped early".
  let outcome: String
  let epochsRun: Int
  /// The epoch whose weights were kept.
  let keptEpoch: Int
  let training: Performance
  let validation: Performance
  /// `nil` where the data are too few to leave some for a test.
  let test: Performance?
  let testExamples: Int
  /// What the history shows to be wrong, in words.
  let diagnosis: [String]

  init(
    _ trainer: Trainer, on data: TrainingData, test: LabeledSet, loss: Loss, modelPath: String,
    historyPath: String?, watch: WatchOptions
  ) {
    let history = trainer.history
    let kept = history.keptEpoch ?? history.epochs.count
    let record = history.epochs[kept - 1]
    model = modelPath
    self.history = historyPath
    written =
      [modelPath] + [historyPath, watch.figure, watch.surface, watch.tensorboard].compactMap { $0 }
    self.data = data.name
    networkName = NetworkSummary(of: trainer.trainedNetwork).widths
    optimizer = history.configuration.optimizer.name
    seed = history.configuration.seed
    outcome = history.outcome == .stoppedEarly ? "stopped early" : "completed"
    epochsRun = history.epochs.count
    keptEpoch = kept
    training = record.training
    validation = record.validation ?? record.training
    self.test =
      test.count > 0 ? Performance(of: trainer.trainedNetwork, on: test, loss: loss) : nil
    testExamples = test.count
    diagnosis = Diagnosis(of: history).sentences(on: history)
  }

  /// For people.
  var text: TerminalText {
    var lines = [
      "Trained \(networkName) on \(data) with \(optimizer), seed \(seed): \(epochsRun) epochs, "
        + "\(outcome), epoch \(keptEpoch) kept",
      line("training", training), line("validation", validation),
    ]
    if let test {
      lines.append("\(line("test", test)) of \(testExamples) examples never seen in training")
    }
    lines += diagnosis
    lines.append("Written to \(written.joined(separator: ", "))")
    return TerminalText(lines)
  }

  private func line(_ name: String, _ performance: Performance) -> String {
    let space = String(repeating: " ", count: 12 - name.count)
    let accuracy = NumberText.fixed(100 * performance.accuracy, decimals: 2)
    let loss = NumberText.fixed(performance.loss, decimals: 4)
    return "  \(name)\(space)loss \(loss)  accuracy \(accuracy)%"
  }
}
