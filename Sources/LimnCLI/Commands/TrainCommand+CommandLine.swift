import Limn

extension TrainCommand {
  /// The command that makes the same model, with every setting that counts written out.
  ///
  /// - Parameters:
  ///   - task: what the network learnt.
  ///   - loss: that it was made small.
  func commandLine(task: OutputSchema.Task, loss: Loss) -> String {
    var words = ["limn", "train"]
    func add(_ option: String, _ value: some CustomStringConvertible) {
      words += [option, value.description]
    }
    if let file = data.data, let labels = data.labels {
      add("--data", lastComponent(of: file))
      add("--labels", lastComponent(of: labels))
      if task != .classification { add("--task", task.rawValue) }
    }
    if let shape = data.shape?.sizes {
      add("--shape", shape.map(String.init).joined(separator: "x"))
    }
    if let factor = data.inputFactor { add("--input-factor", factor) }
    add("--split-seed", data.splitSeed)
    if let layers = architecture.layers {
      add("--layers", layers.map(\.description).joined(separator: ","))
    } else {
      add("--hidden", architecture.hidden.defaultValueDescription)
      add("--activation", architecture.activation.rawValue)
      add("--dropout", architecture.dropout)
    }
    add("--optimizer", optimization.optimizer.rawValue)
    add("--learning-rate", optimization.rate)
    add("--schedule", optimization.schedule.rawValue)
    switch optimization.learningRateSchedule {
    case .constant: break
    case .step(_, let factor, let epochs):
      add("--step-factor", factor)
      add("--step-epochs", epochs)
    case .cosine(_, let final):
      add("--final-rate", final)
    }
    add("--weight-decay", optimization.weightDecay)
    switch optimization.batch {
    case .all: add("--batch-size", "all")
    case .examples(let count): add("--batch-size", count)
    }
    add("--epochs", optimization.epochs)
    if optimization.noEarlyStopping {
      words.append("--no-early-stopping")
    } else {
      add("--patience", optimization.patienceInUse)
    }
    add("--loss", loss.rawValue)
    add("--seed", optimization.seed)
    return words.joined(separator: " ")
  }
}
