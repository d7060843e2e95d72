import LimnCore
import LimnData
import LimnNetwork
import LimnTraining
import Testing

@Suite struct TrainingHistoryTests {
  private let set = LabeledSet.random(12, features: 3, classes: 2, seed: 4)

  private func history(validated: Bool, options: TrainingOptions) throws -> TrainingHistory {
    let architecture = NetworkArchitecture(inputShape: .vector(3), hidden: [4], classCount: 2)
    var trainer = try Trainer(
      try architecture.network(seed: 1), on: set, validation: validated ? set : nil,
      options: options)
    _ = try trainer.run()
    return trainer.history
  }

  @Test(arguments: [
    (LearningRateSchedule.constant(0.1), Adam() as any Optimizer),
    (.step(initial: 0.1, factor: 0.5, every: 2), GradientDescent()),
    (.cosine(initial: 0.1, final: 0), Nesterov()),
  ])
  func jsonGivesTheHistoryBack(schedule: LearningRateSchedule, optimizer: any Optimizer) throws {
    let history = try history(
      validated: true,
      options: TrainingOptions(
        optimizer: optimizer, learningRate: schedule, batch: .examples(5), epochs: 3,
        earlyStopping: EarlyStopping(patience: 2, minimumImprovement: 0.25), seed: .max))
    #expect(try TrainingHistory(json: try history.json()) == history)
    #expect(history.configuration.seed == .max)
    #expect(history.configuration.optimizer.name == optimizer.name)
    #expect(history.configuration.trainingExamples == 12)
    #expect(history.configuration.layers.map(\.kind) == ["Dense", "ReLU", "Dense", "Softmax"])
    #expect(history.configuration.layers.map(\.parameters) == [16, 0, 10, 0])
    #expect(
      history.epochs.map(\.learningRate)
        == history.epochs.indices.map { schedule.rate(after: $0, of: 3) })
  }

  /// Weights of 0 behind half-way sigmoids: the last layer moves away from 0, a ratio without bound;
  /// the first gets no gradient, and its ratio is 0/0.
  @Test func numbersThatJSONLacksAreStrings() throws {
    let network = try Network(
      inputShape: .vector(3),
      layers: [
        Dense(weights: Matrix(rows: 3, columns: 2), bias: [0, 0]), Sigmoid(),
        Dense(weights: Matrix(rows: 2, columns: 2), bias: [0, 0]), Softmax(),
      ])
    let set = try LabeledSet(
      inputs: set.inputs, labels: [Int](repeating: 1, count: 12), classCount: 2)
    var trainer = try Trainer(
      network, on: set,
      options: TrainingOptions(
        optimizer: GradientDescent(), batch: .wholeSet, epochs: 1, earlyStopping: nil))
    _ = try trainer.run()
    let json = try trainer.history.json()
    let text = String(decoding: json, as: UTF8.self)
    #expect(text.contains("\"updateRatio\" : \"NaN\""))
    #expect(text.contains("\"updateRatio\" : \"Infinity\""))
    let read = try TrainingHistory(json: json)
    #expect(read.epochs[0].layers[0].updateRatio.isNaN)
    #expect(read.epochs[0].layers[1].updateRatio == .infinity)
    #expect(read.epochs[0].layers[1].gradientNorm > 0)
  }

  @Test func csvHasAColumnForEveryMeasure() throws {
    let history = try history(
      validated: true, options: TrainingOptions(batch: .wholeSet, epochs: 2, earlyStopping: nil))
    let table = String(decoding: history.csv(), as: UTF8.self).split(separator: "\r\n")
      .map { $0.split(separator: ",").map(String.init) }
    try #require(table.count == 3)
    #expect(
      table[0] == [
        "epoch", "learning_rate", "training_loss", "training_accuracy", "validation_loss",
        "validation_accuracy", "gradient_norm_0", "update_ratio_0", "gradient_norm_2",
        "update_ratio_2", "dead_units_1",
      ])
    for (row, epoch) in history.epochs.enumerated() {
      let validation = try #require(epoch.validation)
      let expected =
        [
          Double(epoch.epoch), epoch.learningRate, epoch.training.loss,
          try #require(epoch.training.accuracy),
        ]
        + [validation.loss, try #require(validation.accuracy)]
        + epoch.layers.flatMap { [$0.gradientNorm, $0.updateRatio] }
        + epoch.activations.map(\.deadUnits)
      #expect(table[row + 1].map { Double($0) } == expected)
    }
  }

  @Test func csvLeavesEmptyWhatWasNotValidated() throws {
    let history = try history(
      validated: false, options: TrainingOptions(batch: .wholeSet, epochs: 1, earlyStopping: nil))
    let lines = String(decoding: history.csv(), as: UTF8.self).split(separator: "\r\n")
    try #require(lines.count == 2)
    let cells = lines[1].split(separator: ",", omittingEmptySubsequences: false)
    try #require(cells.count == 11)
    #expect(cells[4] == "" && cells[5] == "")
    #expect(history.epochs[0].validation == nil)
    #expect(history.configuration.validationExamples == 0)
    #expect(try TrainingHistory(json: try history.json()) == history)
  }

  /// What no run can have written is refused with its place.
  @Test(arguments: [
    ("\"epoch\" : 2", "\"epoch\" : 1", "epochs.[1].epoch: "),
    ("\"epoch\" : 2", "\"epoch\" : 9223372036854775807", "epochs.[1].epoch: "),
    ("\"epoch\" : 1,", "\"epoch\" : -5,", "epochs.[0].epoch: "),
    ("\"learningRate\" : 0.25", "\"learningRate\" : 1.7e308", "epochs.[0].learningRate: "),
    ("\"loss\" : ", "\"loss\" : 1e200, \"l\" : ", "epochs.[0].training.loss: "),
    ("\"accuracy\" : ", "\"accuracy\" : 1.5, \"a\" : ", "epochs.[0].training.accuracy: "),
    ("\"deadUnits\" : ", "\"deadUnits\" : -1, \"d\" : ", "epochs.[0].activations.[0].deadUnits: "),
    (
      "\"gradientNorm\" : ", "\"gradientNorm\" : -1e101, \"g\" : ",
      "epochs.[0].layers.[0].gradientNorm: "
    ),
    (
      "\"updateRatio\" : ", "\"updateRatio\" : 1e101, \"u\" : ",
      "epochs.[0].layers.[0].updateRatio: "
    ),
  ])
  func numbersBeyondAnyRunAreRefused(pattern: String, replacement: String, place: String) throws {
    let json = try history(
      validated: false,
      options: TrainingOptions(
        learningRate: .constant(0.25), batch: .wholeSet, epochs: 2, earlyStopping: nil)
    ).json()
    // Keys are sorted: the epochs come after the configuration.
    let text = String(decoding: json, as: UTF8.self)
    let start = try #require(text.firstRange(of: "\"epochs\" : ["))
    let changed =
      text[..<start.upperBound]
      + text[start.upperBound...].replacing(pattern, with: replacement, maxReplacements: 1)
    let error = #expect(throws: TrainingError.self) {
      try TrainingHistory(json: Array(changed.utf8))
    }
    guard case .malformedHistory(let reason) = error else { return }
    #expect(reason.hasPrefix(place), "\(reason)")
  }

  @Test func theSmallestNumbersAreRead() throws {
    let json = try history(
      validated: false,
      options: TrainingOptions(
        learningRate: .constant(0.25), batch: .wholeSet, epochs: 1, earlyStopping: nil)
    ).json()
    let text = String(decoding: json, as: UTF8.self).replacing("0.25", with: "5e-324")
    #expect(
      try TrainingHistory(json: Array(text.utf8)).epochs[0].learningRate == .leastNonzeroMagnitude)
  }

  /// The complaint names the place.
  @Test func filesThatAreNoHistoriesAreRefused() throws {
    let json = try history(
      validated: true, options: TrainingOptions(epochs: 1, earlyStopping: nil)
    ).json()
    let text = String(decoding: json, as: UTF8.self)
    func reason(_ text: String) -> String? {
      let error = #expect(throws: TrainingError.self) {
        try TrainingHistory(json: Array(text.utf8))
      }
      guard case .malformedHistory(let reason) = error else { return nil }
      return reason
    }
    #expect(reason("") != nil)
    #expect(reason("[1, 2]") != nil)
    #expect(reason(String(text.dropLast(20))) != nil)
    let word = text.replacing("\"epoch\" : 1", with: "\"epoch\" : \"one\"")
    #expect(reason(word)?.hasPrefix("epochs.[0].epoch: ") == true)
    let missing = text.replacing("\"keptEpoch\"", with: "\"kept\"").replacing(
      "\"seed\"", with: "\"s\"")
    #expect(reason(missing)?.hasPrefix("configuration: ") == true)
  }
}
