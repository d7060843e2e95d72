import Limn

/// The results of several optimizers from the same start, with the same examples in the same order.
struct OptimizerComparison: Encodable {
  let data: String
  let seed: UInt64
  let figure: String
  /// The paths of the runs' histories, if they were written.
  let histories: [String]
  let runs: [Run]

  struct Run: Encodable {
    let optimizer: String
    let learningRate: Double
    /// "completed", "stopped early" or "diverged".
    let outcome: String
    let epochsRun: Int
    /// The epoch whose weights were kept; `nil` if no epoch was completed.
    let keptEpoch: Int?
    let training: Performance?
    let validation: Performance?
    /// `nil` for a run that diverged, which has no network to test.
    let test: Performance?
    let diagnosis: [String]
  }

  /// The comparison as text: a line for each optimizer, then the diagnoses.
  var text: TerminalText {
    let head = ["optimizer", "rate", "epochs", "kept", "training", "validation", "test"]
    let rows = runs.map { run in
      [
        run.optimizer, NumberText.trimmed(run.learningRate, digits: 3),
        run.outcome == "diverged" ? "diverged" : String(run.epochsRun),
        run.keptEpoch.map(String.init) ?? "–", Self.words(run.training),
        Self.words(run.validation), Self.words(run.test),
      ]
    }
    var lines = TextTable([head] + rows).lines
    let metric = runs.lazy.compactMap { $0.training?.metric }.first ?? .accuracy
    lines += ["", "Loss and \(metric.rawValue) of the kept epoch."]
    for run in runs {
      lines += run.diagnosis.map { "\(run.optimizer): \($0)" }
    }
    lines.append("Written to \(([figure] + histories).joined(separator: ", "))")
    return TerminalText(lines)
  }

  private static func words(_ performance: Performance?) -> String {
    guard let performance else { return "–" }
    return NumberText.fixed(performance.loss, decimals: 4) + " "
      + performance.scoreText(decimals: 1)
  }
}

extension OptimizerComparison.Run {
  /// - Parameter trainer: the trainer at the end of its run.
  init(_ trainer: Trainer, name: String, test: LabeledSet) {
    let history = trainer.history
    optimizer = name
    learningRate = history.configuration.learningRate.initial
    epochsRun = history.epochs.count
    keptEpoch = history.keptEpoch
    let kept = history.epochs.first { $0.epoch == history.keptEpoch }
    training = kept?.training
    validation = kept?.validation
    switch history.outcome {
    case .diverged:
      outcome = "diverged"
      self.test = nil
    case .stoppedEarly, .completed, .unfinished:
      outcome = history.outcome == .stoppedEarly ? "stopped early" : "completed"
      self.test = test.count > 0 ? trainer.performance(on: test) : nil
    }
    diagnosis = Diagnosis(of: history).sentences(on: history)
  }
}
