import LimnData
import LimnNetwork

/// The configuration of a run, which suffices to distinguish runs and to repeat one.
public struct TrainingConfiguration: Sendable, Codable, Equatable {
  /// One layer of the network.
  public struct Layer: Sendable, Codable, Equatable {
    /// The kind of layer, such as "Dense" or "ReLU".
    public let kind: String
    /// The width of the output.
    public let outputs: Int
    /// The number of trained parameters.
    public let parameters: Int
  }

  /// An optimizer's name and settings.
  public struct Rule: Sendable, Codable, Equatable {
    /// The name, such as "adam".
    public let name: String
    /// The hyperparameters by name.
    public let hyperparameters: [String: Double]
  }

  /// The shape of one input, such as `[8, 8]`.
  public let inputShape: [Int]
  /// The layers, from the input on.
  public let layers: [Layer]
  /// The optimizer.
  public let optimizer: Rule
  /// The loss.
  public let loss: Loss
  /// The learning rate with its schedule.
  public let learningRate: LearningRateSchedule
  /// The weight decay; not negative.
  public let weightDecay: Double
  /// The number of examples in a batch.
  public let batchSize: Int
  /// The maximum number of epochs.
  public let epochs: Int
  /// The rule for stopping early; `nil` for running all epochs.
  public let earlyStopping: EarlyStopping?
  /// The seed of all random numbers.
  public let seed: UInt64
  /// The number of training examples.
  public let trainingExamples: Int
  /// The number of validation examples.
  public let validationExamples: Int
  /// The standardisation of a regression's targets during training; `nil` if they were not
  /// standardised.
  public let targetScaling: TargetScaling?
  /// The scales of a table's features, as the first layer sees them; `nil` for pictures, and in
  /// histories written by earlier versions.
  public let inputScales: InputScales?

  init(
    network: Network, training: LabeledSet, validation: LabeledSet?, loss: Loss,
    options: TrainingOptions
  ) {
    inputShape = network.inputShape.dimensions
    layers = network.layers.enumerated().map { index, layer in
      Layer(
        kind: layer.kind, outputs: network.widths[index + 1],
        parameters: layer.parameters.reduce(0) { $0 + $1.values.elements.count })
    }
    optimizer = Rule(
      name: options.optimizer.name,
      hyperparameters: Dictionary(
        uniqueKeysWithValues: options.optimizer.hyperparameters.map { ($0.name, $0.value) }))
    self.loss = loss
    learningRate = options.learningRate
    weightDecay = options.weightDecay
    batchSize = options.batchSize(of: training.count)
    epochs = options.epochs
    earlyStopping = options.earlyStopping
    seed = options.seed
    trainingExamples = training.count
    validationExamples = validation?.count ?? 0
    targetScaling = options.targetScaling
    inputScales = InputScales(of: training.inputs, for: network)
  }
}
