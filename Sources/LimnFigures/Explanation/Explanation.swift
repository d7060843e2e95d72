import LimnAttribution
import LimnCore

/// One prediction and what the methods say of it: what the figures of an explanation show.
public struct Explanation: Sendable, Equatable {
  /// What is explained: "digit 0", "scan.png".
  public let name: String
  /// Which model predicts, for the picture's record.
  public let model: String
  /// The input's values, in the attributions' shape.
  public let input: [Float]
  /// What the model says of it.
  public let prediction: Prediction
  /// The class the input belongs to, where that is known.
  public let labelledClass: Int?
  /// What "absent" meant: "zeros".
  public let baseline: String
  /// One for each feature, where they have names.
  public let featureNames: [String]?
  /// What the features hold that are categories, by feature.
  public let categories: [Int: Categories]
  /// The seed of the sampled methods, if any sampled.
  public let seed: UInt64?
  /// What was done to a picture to make the input of it, a phrase for each step.
  public let steps: [String]
  /// Which of the input's values are black and white; `nil` to find it from them.
  public let tones: Tones?
  /// How the values lie on the feature maps of a layer, where they belong to one that has some.
  public let featureMaps: FeatureMaps?
  /// One for each method, in the order to show them; all of one shape.
  public let attributions: [Attribution]
  /// The shape of the input and of every attribution.
  public let shape: InputShape

  /// One input with all that is known of its prediction; attributions are added to it.
  ///
  /// - Throws: ``FigureError/nothingToShow``, ``FigureError/shapeMismatch(method:found:expected:)``,
  ///   ``FigureError/nonFinite(in:index:)``.
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

  /// The objective at the input and at the baseline; `nil` where the methods explain different ones or
  /// start from baselines of different scores.
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
