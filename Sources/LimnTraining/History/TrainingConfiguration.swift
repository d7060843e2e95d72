import LimnData
import LimnNetwork

/// How a run was set up: enough to tell two runs apart, and to run one again.
public struct TrainingConfiguration: Sendable, Codable, Equatable {
  /// One layer of the network.
  public struct Layer: Sendable, Codable, Equatable {
    /// "Dense", "ReLU".
    public let kind: String
    /// The width of its output.
    public let outputs: Int
    /// The number of trained values.
    public let parameters: Int
  }

  /// An optimizer by name, with its settings.
  public struct Rule: Sendable, Codable, Equatable {
    /// "adam".
    public let name: String
    /// Its numbers, by name.
    public let hyperparameters: [String: Double]
  }

  /// The sizes of one input: `[8, 8]`.
  public let inputShape: [Int]
  /// The layers, from the input on.
  public let layers: [Layer]
  /// The optimizer.
  public let optimizer: Rule
  /// The loss.
  public let loss: Loss
  /// The learning rate and its schedule.
  public let learningRate: LearningRateSchedule
  /// The weight decay, from 0.
  public let weightDecay: Double
  /// The examples of a step.
  public let batchSize: Int
  /// The most epochs.
  public let epochs: Int
  /// When training stops early; `nil` for all epochs.
  public let earlyStopping: EarlyStopping?
  /// Fixes what is drawn at random.
  public let seed: UInt64
  /// How many training examples there are.
  public let trainingExamples: Int
  /// How many validation examples there are.
  public let validationExamples: Int
  /// How a regression's targets were standardised while it learnt; `nil` where they were not.
  public let targetScaling: TargetScaling?
  /// How large a table's features are to the first layer; `nil` of pictures, and of a history of a version
  /// before.
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
