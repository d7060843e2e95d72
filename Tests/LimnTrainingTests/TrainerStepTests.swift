import LimnCore
import LimnData
import LimnNetwork
import LimnTraining
import Testing

/// The steps of an epoch and what it measures, against a plain calculation.
@Suite struct TrainerStepTests {
  private let set = LabeledSet.random(10, features: 4, classes: 3, seed: 1)
  private let architecture = NetworkArchitecture(
    inputShape: .vector(4), hidden: [], classCount: 3)

  private func trainer(
    on set: LabeledSet, batch: TrainingOptions.Batch, epochs: Int, rate: Double = 0.5,
    decay: Double = 0.125
  ) throws -> Trainer {
    try Trainer(
      try architecture.network(seed: 2), on: set,
      options: TrainingOptions(
        optimizer: GradientDescent(), learningRate: .constant(rate), weightDecay: decay,
        batch: batch, epochs: epochs, earlyStopping: nil))
  }

  private func dense(_ network: Network) throws -> Dense {
    try #require(network.layers[0] as? Dense)
  }

  private func plain(_ trainer: Trainer) throws -> PlainTraining {
    let layer = try dense(trainer.network)
    return PlainTraining(weights: layer.weights, bias: layer.bias)
  }

  private func expect(_ network: Network, _ plain: PlainTraining) throws {
    let layer = try dense(network)
    for (found, expected) in zip(
      layer.weights.elements + layer.bias.elements, plain.weights.joined() + plain.bias)
    {
      #expect(abs(Double(found) - expected) < 1e-6)
    }
  }

  @Test func theWholeSetIsOneStepAnEpoch() throws {
    var trainer = try trainer(on: set, batch: .wholeSet, epochs: 3)
    var plain = try plain(trainer)
    while let record = try trainer.nextEpoch() {
      plain.step(on: set, rate: 0.5, decay: 0.125)
      try expect(trainer.network, plain)
      #expect(record.layers.map(\.layer) == [0])
      #expect(abs(record.layers[0].gradientNorm - plain.gradientNorms[record.epoch - 1]) < 1e-6)
      #expect(abs(record.layers[0].updateRatio - plain.updateRatios[record.epoch - 1]) < 1e-6)
    }
    #expect(trainer.history.epochs.map(\.epoch) == [1, 2, 3])
    #expect(trainer.history.configuration.batchSize == 10)
  }

  /// Ten equal examples in batches of four are three equal steps, the last on two: it is divided by
  /// two, not by four. The epoch's measures are means over the three.
  @Test func theLastBatchIsDividedByItsOwnSize() throws {
    let equal = set.examples(at: [Int](repeating: 3, count: 10))
    var trainer = try trainer(on: equal, batch: .examples(4), epochs: 1)
    var plain = try plain(trainer)
    let record = try #require(try trainer.nextEpoch())
    for _ in 0..<3 { plain.step(on: equal, rate: 0.5, decay: 0.125) }
    try expect(trainer.network, plain)
    #expect(abs(record.layers[0].gradientNorm - plain.gradientNorms.mean()) < 1e-6)
    #expect(abs(record.layers[0].updateRatio - plain.updateRatios.mean()) < 1e-6)
  }

  @Test func aBatchLargerThanTheSetIsTheSet() throws {
    var large = try trainer(on: set, batch: .examples(1000), epochs: 2)
    var plain = try plain(large)
    _ = try large.run()
    for _ in 0..<2 { plain.step(on: set, rate: 0.5, decay: 0.125) }
    try expect(large.network, plain)
    #expect(large.history.configuration.batchSize == 10)
  }

  /// Example i alone has a 1 at feature i: after an epoch of single examples all rows of the weights
  /// have moved, each by the size of one step.
  @Test func anEpochSeesEveryExampleOnce() throws {
    let count = 9
    let inputs = Matrix(rows: count, columns: count) { target in
      for i in target.indices { target[i] = i % (count + 1) == 0 ? 1 : 0 }
    }
    let set = try LabeledSet(
      inputs: inputs, labels: (0..<count).map { $0 % 2 }, classCount: 2)
    let start = try Network(
      inputShape: .vector(count),
      layers: [Dense(weights: Matrix(rows: count, columns: 2), bias: [0, 0]), Softmax()])
    var trainer = try Trainer(
      start, on: set,
      options: TrainingOptions(
        optimizer: GradientDescent(), learningRate: .constant(1e-3), weightDecay: 0,
        batch: .examples(1), epochs: 1, earlyStopping: nil))
    _ = try trainer.run()
    let weights = try dense(trainer.network).weights
    // Probabilities stay near ½, as the biases move by at most 9 · 5e-4.
    for i in 0..<count { #expect(abs(abs(weights[i, 0]) - 5e-4) < 5e-6) }
  }

  /// The recorded performance is that of the network after the epoch, without dropout.
  @Test func theRecordIsOfTheNetworkAtInference() throws {
    let (training, validation) = (try DigitSets.training(), try DigitSets.validation())
    var trainer = try Trainer(
      try NetworkArchitecture.digits(hidden: [16], dropout: 0.5).network(seed: 0), on: training,
      validation: validation, options: TrainingOptions(epochs: 2, earlyStopping: nil))
    while let record = try trainer.nextEpoch() {
      #expect(record.training == Performance(of: trainer.network, on: training))
      #expect(record.validation == Performance(of: trainer.network, on: validation))
    }
    let scores = trainer.network.scores(of: validation.inputs)
    let loss = SoftmaxCrossEntropy.loss(logits: scores, labels: validation.labels)
    let right = zip(scores.argmaxOfRows(), validation.labels).count { $0 == $1 }
    let found = Performance(of: trainer.network, on: validation)
    // Other numbers of rows at a time give other roundings.
    #expect(abs(found.loss - loss) < 1e-7)
    #expect(found.accuracy == Double(right) / 360)
  }

  /// Of four rectifiers one is far below 0, one is at 0, where the slope is 0 too, one lives for the
  /// last of 300 examples only, one always.
  @Test(arguments: [nil, 299] as [Int?])
  func deadUnitsAreThoseThatPassNoGradient(lonely: Int?) throws {
    let inputs = Matrix(rows: 300, columns: 1) { target in
      for i in target.indices { target[i] = i == lonely ? -5 : 1 }
    }
    let set = try LabeledSet(
      inputs: inputs, labels: [Int](repeating: 0, count: 300), classCount: 2)
    let network = try Network(
      inputShape: .vector(1),
      layers: [
        Dense(weights: Matrix(row: [1, 0, -1, 0]), bias: [-100, 0, -1, 1]), ReLU(),
        Dense(weights: Matrix(rows: 4, columns: 2, repeating: 0.5), bias: [0, 0]), Softmax(),
      ])
    var trainer = try Trainer(
      network, on: set,
      options: TrainingOptions(
        optimizer: GradientDescent(), learningRate: .constant(1e-6), batch: .wholeSet, epochs: 1,
        earlyStopping: nil))
    let record = try #require(try trainer.nextEpoch())
    #expect(
      record.activations == [ActivationRecord(layer: 1, deadUnits: lonely == nil ? 0.75 : 0.5)])
  }

  @Test func saturatedSigmoidsAreDead() throws {
    let set = try LabeledSet(inputs: Matrix(rows: 2, columns: 1), labels: [0, 1], classCount: 2)
    let network = try Network(
      inputShape: .vector(1),
      layers: [
        Dense(weights: Matrix(row: [0, 0, 0, 0]), bias: [-30, 30, 5, 0]), Sigmoid(),
        Dense(weights: Matrix(rows: 4, columns: 2), bias: [0, 0]),
      ])
    var trainer = try Trainer(
      network, on: set, options: TrainingOptions(epochs: 1, earlyStopping: nil))
    #expect(try trainer.nextEpoch()?.activations.map(\.deadUnits) == [0.5])
  }

  @Test func lastGradientsAreThoseOfTheLastBatch() throws {
    var trainer = try trainer(on: set, batch: .wholeSet, epochs: 1)
    #expect(trainer.lastGradients.isEmpty)
    let before = trainer.network
    _ = try trainer.nextEpoch()
    let result = SoftmaxCrossEntropy.evaluate(
      logits: before.scores(of: set.inputs), labels: set.labels)
    let expected = try dense(before).parameterGradients(result.gradient, saved: set.inputs)
    #expect(trainer.lastGradients == [expected])
  }
}
