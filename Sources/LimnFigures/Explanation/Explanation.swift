import LimnAttribution
import LimnCore

/// One prediction and its attributions: the content of an explanation's figures.
public struct Explanation: Sendable, Equatable {
  /// The name of the explained input: "digit 0", "scan.png".
  public let name: String
  /// The name of the model, for the picture's metadata.
  public let model: String
  /// The input's values, flattened from ``shape``.
  public let input: [Float]
  /// The model's prediction for the input.
  public let prediction: Prediction
  /// The input's true class, if known.
  public let labelledClass: Int?
  /// The name of the replacement for absent features: "zeros".
  public let baseline: String
  /// A name for each feature, if they have names.
  public let featureNames: [String]?
  /// The categories of categorical features, by feature.
  public let categories: [Int: Categories]
  /// The seed of the sampling methods, if there are any.
  public let seed: UInt64?
  /// The steps that turned a picture into the input, a phrase for each.
  public let steps: [String]
  /// The input values that are black and white; `nil` to derive them from the values.
  public let tones: Tones?
  /// The layout of the values on a layer's feature maps, if they belong to such a layer.
  public let featureMaps: FeatureMaps?
  /// One attribution for each method, in display order, all of the same shape.
  public let attributions: [Attribution]
  /// The shape of the input and of every attribution.
  public let shape: InputShape

  /// An input with its prediction and attributions. The parameters are described at the properties
  /// of the same names.
  ///
  /// - Throws: ``FigureError/nothingToShow`` without attributions;
  ///   ``FigureError/shapeMismatch(method:found:expected:)`` if shapes differ;
  ///   ``FigureError/nonFinite(in:index:)`` for a NaN or an infinity in the input, a value or a
  ///   standard error.
  public init(
    name: String, model: String, input: [Float], prediction: Prediction, labelledClass: Int? = nil,
    baseline: String, featureNames: [String]? = nil, categories: [Int: Categories] = [:],
    seed: UInt64? = nil,
    steps: [String] = [], tones: Tones? = nil, featureMaps: FeatureMaps? = nil,
    attributions: [Attribution]
  ) throws {
    guard let first = attributions.first else { throw FigureError.nothingToShow }
    for attribution in attributions
    where attribution.shape != first.shape || attribution.shape.count != input.count {
      throw FigureError.shapeMismatch(
        method: attribution.method, found: attribution.shape,
        expected: input.count == first.shape.count ? first.shape : .vector(input.count))
    }
    if let index = input.firstIndex(where: { !$0.isFinite }) {
      throw FigureError.nonFinite(in: "input", index: index)
    }
    for attribution in attributions { try attribution.requireFinite() }
    if let featureMaps, featureMaps.count != first.shape.count {
      throw FigureError.shapeMismatch(
        method: first.method, found: first.shape, expected: featureMaps.shape)
    }
    self.name = name
    self.model = model
    self.input = input
    self.prediction = prediction
    self.labelledClass = labelledClass
    self.baseline = baseline
    self.featureNames = featureNames
    self.categories = categories
    self.seed = seed
    self.steps = steps
    self.tones = tones
    self.featureMaps = featureMaps
    self.attributions = attributions
    self.shape = first.shape
  }

  /// "digit 0: predicted 0 with probability 99.9%, labelled 0".
  public var sentence: String {
    let label = labelledClass.map { ", labelled \(prediction.schema.className($0))" } ?? ""
    return "\(name): \(prediction.sentence)\(label)"
  }

  /// The objective's score at the input and at the baseline; `nil` if the methods explain different
  /// objectives or their baselines have different scores.
  public var commonScores: (atInput: Double, atBaseline: Double)? {
    let first = attributions[0]
    func same(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-4 * max(1, abs(a)) }
    let areCommon = attributions.allSatisfy {
      $0.objective == first.objective && same($0.scoreAtInput, first.scoreAtInput)
        && same($0.scoreAtBaseline, first.scoreAtBaseline)
    }
    return areCommon ? (first.scoreAtInput, first.scoreAtBaseline) : nil
  }
}

extension Attribution {
  /// - Throws: ``FigureError/nonFinite(in:index:)``.
  func requireFinite() throws {
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw FigureError.nonFinite(in: method, index: index)
    }
    if let index = standardErrors?.firstIndex(where: { !$0.isFinite }) {
      throw FigureError.nonFinite(in: "standard errors of \(method)", index: index)
    }
  }
}
