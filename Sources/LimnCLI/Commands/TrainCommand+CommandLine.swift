import Limn

extension TrainCommand {
  /// The command line that makes the same model, with every setting that affects it.
  ///
  /// - Parameters:
  ///   - task: the task of the network.
  ///   - loss: the loss that was minimised.
  func commandLine(task: OutputSchema.Task, loss: Loss) -> String {
    var words = ["limn", "train"]
    func add(_ option: String, _ value: some CustomStringConvertible) {
      words += [option, value.description]
    }
    if let file = data.data {
      add("--data", lastComponent(of: file))
      if let labels = data.labels { add("--labels", lastComponent(of: labels)) }
      if let label = data.table.labelColumn { add("--label-column", Self.quoted(label)) }
      if let id = data.table.idColumn { add("--id-column", Self.quoted(id)) }
      if let dropped = data.table.drop {
        add("--drop", Self.quoted(dropped.names.joined(separator: ",")))
      }
      if let categories = data.categoryColumns {
        add("--category-columns", Self.quoted(categories.names.joined(separator: ",")))
      }
      if let encoding = data.table.encoding { add("--encoding", encoding.rawValue) }
      if data.table.decimalComma { words.append("--decimal-comma") }
      if task != .classification { add("--task", task.rawValue) }
    }
    if let standardise = data.standardise {
      words.append(standardise ? "--standardise" : "--no-standardise")
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

  /// A column's name quoted as one word for a shell.
  private static func quoted(_ name: String) -> String {
    let isPlain = name.allSatisfy { $0.isLetter || $0.isNumber || "_-.,".contains($0) }
    return isPlain ? name : "'\(name.replacing("'", with: "'\\''"))'"
  }
}
