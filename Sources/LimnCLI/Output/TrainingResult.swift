import Limn

/// The result of a training run.
struct TrainingResult: Encodable {
  let model: String
  let history: String?
  /// The paths of all files that were written, the model first; for event files, their folder.
  let written: [String]
  let data: String
  /// Whether the network's first operation standardises the features.
  let isStandardised: Bool
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
  /// `nil` if there are too few data for a test set.
  let test: Performance?
  let testExamples: Int
  /// "cross-entropy".
  let loss: String
  /// The standardisation of a regression's targets in training, to which its losses refer.
  let targetScaling: TargetScaling?
  /// The scores of each number or label on the test examples, for a regression or a multilabel
  /// model.
  let testOutputs: [Output]?
  /// The diagnosis of the history in words.
  let diagnosis: [String]

  /// One number or label, in its own units.
  struct Output: Encodable {
    let name: String
    let rootMeanSquaredError: Double?
    let rSquared: Double?
    let accuracy: Double?
    let f1: Double?

    var words: String {
      let parts = [
        rootMeanSquaredError.map {
          "off by \(NumberText.trimmed($0, digits: 4)) (root mean squared error)"
        },
        rSquared.map { "R² \(NumberText.fixed($0, decimals: 3))" },
        accuracy.map { "accuracy \(NumberText.percent($0))" },
        f1.map { "F1 \(NumberText.fixed($0, decimals: 3))" },
      ]
      return "\(name): \(parts.compactMap { $0 }.joined(separator: ", "))"
    }
  }

  init(
    _ trainer: Trainer, on data: TrainingData, test: LabeledSet, modelPath: String,
    historyPath: String?, watch: WatchOptions
  ) throws {
    let history = trainer.history
    let kept = history.keptEpoch ?? history.epochs.count
    let record = history.epochs[kept - 1]
    model = modelPath
    self.history = historyPath
    written =
      [modelPath] + [historyPath, watch.figure, watch.surface, watch.tensorboard].compactMap { $0 }
    self.data = data.name
    isStandardised = data.isStandardised
    networkName = NetworkSummary(of: trainer.trainedNetwork).widths
    optimizer = history.configuration.optimizer.name
    seed = history.configuration.seed
    outcome = history.outcome == .stoppedEarly ? "stopped early" : "completed"
    epochsRun = history.epochs.count
    keptEpoch = kept
    training = record.training
    validation = record.validation ?? record.training
    self.test = test.count > 0 ? trainer.performance(on: test) : nil
    testExamples = test.count
    loss = history.configuration.loss.rawValue
    targetScaling = history.configuration.targetScaling
    testOutputs = test.count > 0 ? try Self.outputs(of: trainer.trainedNetwork, on: test) : nil
    diagnosis = Diagnosis(of: history).sentences(on: history)
  }

  /// The result as text.
  var text: TerminalText {
    var lines = [
      "Trained \(networkName) on \(data) with \(optimizer), seed \(seed): \(epochsRun) epochs, "
        + "\(outcome), epoch \(keptEpoch) kept",
      line("training", training), line("validation", validation),
    ]
    if let test {
      lines.append("\(line("test", test)) of \(testExamples) examples never seen in training")
    }
    if let testOutputs { lines += testOutputs.prefix(Self.outputsShown).map { "    \($0.words)" } }
    if targetScaling != nil { lines.append("The loss is that of standardised targets.") }
    if isStandardised {
      lines.append(
        "Features are standardised by the model's first operation: give it rows as they are.")
    }
    lines += diagnosis
    lines.append("Written to \(written.joined(separator: ", "))")
    return TerminalText(lines)
  }

  private func line(_ name: String, _ performance: Performance) -> String {
    let space = String(repeating: " ", count: 12 - name.count)
    let loss = NumberText.fixed(performance.loss, decimals: 4)
    return "  \(name)\(space)loss \(loss)  \(performance.metric.rawValue) "
      + performance.scoreText(decimals: 2)
  }

  private static let outputsShown = 12

  private static func outputs(of network: Network, on test: LabeledSet) throws -> [Output]? {
    let names = (0..<network.outputCount).map { output in
      network.output.names?[output] ?? "output \(output)"
    }
    switch test.targets {
    case .classes: return nil
    case .numbers:
      return zip(names, try RegressionFit.all(of: network, on: test)).map { name, fit in
        Output(
          name: name, rootMeanSquaredError: fit.meanSquaredError.squareRoot(),
          rSquared: fit.rSquared, accuracy: nil, f1: nil)
      }
    case .flags:
      return zip(names, try ConfusionMatrix.ofLabels(of: network, on: test)).map { name, matrix in
        Output(
          name: name, rootMeanSquaredError: nil, rSquared: nil, accuracy: matrix.accuracy,
          f1: matrix.f1(of: 1))
      }
    }
  }
}
