import Limn

/// The content of `explanation.json`. The same command gives the same bytes.
struct ExplanationDocument: Encodable {
  let limn: String
  let model: String
  let input: Input
  /// "classification", "multilabel" or "regression".
  let task: OutputSchema.Task
  /// The number of the predicted class; null if no class is predicted.
  let predicted: Int?
  /// The name of the predicted class, if it has one.
  let label: String?
  /// The model's own outputs.
  let outputs: [Double]
  /// Between 0 and 1, one for each output; none for a regression.
  let probabilities: [Double]?
  /// The names of the features, if they have names.
  let featureNames: [String]?
  let target: Int
  let against: Int?
  /// "logit of 3 − logit of 8".
  let objective: String
  /// "logit", "probability" or "output".
  let explain: String
  let baseline: String
  let seed: UInt64
  let methods: [Method]
  /// The methods that do not support the model, if all were requested.
  let notServed: [NotServed]?

  struct NotServed: Encodable {
    let name: String
    let reason: String
  }

  struct Input: Encodable {
    let name: String
    let shape: [Int]
    let labelled: Int?
    /// The steps that turned a picture into the input.
    let preparation: [String]?
  }

  struct Method: Encodable {
    let name: String
    /// "contribution", "slope", "slopeMagnitude" or "slopeVariance".
    let quantity: String
    let scoreAtInput: Double
    let scoreAtBaseline: Double
    /// The number of background rows; `nil` for a single baseline.
    let backgroundRows: Int?
    let sum: Double
    let scoreDifference: Double
    let completenessGap: Double
    let evaluations: Int
    let options: [String: String]
    let notes: [String]
    let fit: Fit?
    let largestStandardError: Double?
    /// The number of values whose sign is not certain at 95%.
    let uncertainSigns: Int?
    let values: [Double]
    let standardErrors: [Double]?
    /// The bound on the error of each value, for a closed form.
    let errorBounds: [Double]?
    /// The interactions of pairs of segments, for shap-interactions.
    let interactions: Pairs?
  }

  struct Pairs: Encodable {
    /// "shapley", "aggregated" or "shapley-taylor".
    let index: String
    let players: Int
    let singles: [Double]
    /// A row for each player.
    let pairs: [[Double]]
    let standardErrors: [[Double]]?
    let errorBounds: [[Double]]?
  }

  struct Fit: Encodable {
    /// `null` if the scores do not vary, or for a single sample.
    let rSquared: Double?
    let intercept: Double
    let localPrediction: Double
    let effectiveSampleSize: Double
  }
}

extension ExplanationDocument {
  init(
    _ explanation: Explanation, objective: Objective, seed: UInt64,
    notServed: [NotServed]? = nil
  ) {
    limn = Release.version
    model = explanation.model
    input = Input(
      name: explanation.name, shape: explanation.shape.dimensions,
      labelled: explanation.labelledClass,
      preparation: explanation.steps.isEmpty ? nil : explanation.steps)
    let prediction = explanation.prediction
    task = prediction.schema.task
    predicted = prediction.answer.label
    label = prediction.label
    outputs = prediction.outputs
    probabilities = prediction.probabilities
    featureNames = explanation.featureNames
    target = objective.target
    against = objective.against
    self.objective = objective.description(for: prediction.schema)
    explain = objective.scale.rawValue
    baseline = explanation.baseline
    self.seed = seed
    methods = explanation.attributions.map(Method.init)
    self.notServed = notServed
  }
}

extension ExplanationDocument.Method {
  init(_ attribution: Attribution) {
    name = attribution.method
    quantity = attribution.quantity.rawValue
    scoreAtInput = attribution.scoreAtInput
    scoreAtBaseline = attribution.scoreAtBaseline
    backgroundRows =
      switch attribution.reference {
      case .baseline: nil
      case .background(let rows): rows
      }
    sum = attribution.sum
    scoreDifference = attribution.scoreDifference
    completenessGap = attribution.completenessGap
    evaluations = attribution.evaluations
    options = Dictionary(
      attribution.options.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
    notes = attribution.notes.map(\.sentence)
    fit = attribution.fit.map {
      ExplanationDocument.Fit(
        rSquared: $0.rSquared, intercept: $0.intercept, localPrediction: $0.localPrediction,
        effectiveSampleSize: $0.effectiveSampleSize)
    }
    largestStandardError = attribution.standardErrors?.max()
    uncertainSigns = attribution.standardErrors == nil ? nil : attribution.uncertainSigns
    values = attribution.values
    standardErrors = attribution.standardErrors
    errorBounds = attribution.errorBounds
    interactions = attribution.interactions.map { found in
      func rows(_ values: [Double]) -> [[Double]] {
        (0..<found.players).map {
          Array(values[$0 * found.players..<($0 + 1) * found.players])
        }
      }
      return ExplanationDocument.Pairs(
        index: found.index.rawValue, players: found.players, singles: found.singles,
        pairs: rows(found.pairs), standardErrors: found.standardErrors.map(rows),
        errorBounds: found.errorBounds.map(rows))
    }
  }
}
