import LimnAttribution
import LimnCore
import LimnFigures

/// Attributions and inputs that look like real ones, from a seed.
enum Sample {
  /// A ring of ink, so that there is an outline and a hole.
  static func image(height: Int, width: Int) -> [Float] {
    (0..<height * width).map { index in
      let y = (Float(index / width) + 0.5) / Float(height) - 0.5
      let x = (Float(index % width) + 0.5) / Float(width) - 0.5
      let distance = (x * x + y * y).squareRoot()
      return distance < 0.42 && distance > 0.16 ? 16 : 0
    }
  }

  static func attribution(
    _ method: String, shape: InputShape, quantity: Quantity = .contribution, seed: UInt64 = 0,
    isSampled: Bool = false, objective: Objective = .logit(3, against: 8),
    notes: [Attribution.Note] = []
  ) -> Attribution {
    var random = RandomStream(seed: seed)
    let values = (0..<shape.count).map { _ in
      quantity.isSigned ? random.normal() : random.uniform()
    }
    return Attribution(
      method: method, objective: objective, shape: shape, quantity: quantity, values: values,
      standardErrors: isSampled ? values.map { _ in 0.3 } : nil, scoreAtInput: 11.2345,
      scoreAtBaseline: -0.5, evaluations: isSampled ? 2176 : 2,
      options: [.init("rule", "exact"), .init("estimator", "gaussian-process")],
      fit: isSampled
        ? SurrogateFit(
          rSquared: 0.4123, intercept: 0, localPrediction: 11, effectiveSampleSize: 61.2) : nil,
      notes: notes)
  }

  /// Class 3 of ten, with a probability of 93.12%.
  static func prediction() throws -> Prediction {
    var scores = [Float](repeating: 0.0688 / 9, count: 10)
    scores[3] = 0.9312
    return try Prediction(scores: scores, schema: .classes(10, scores: .probabilities))
  }

  static func explanation(_ attributions: [Attribution], input: [Float]? = nil) throws
    -> Explanation
  {
    let shape = attributions[0].shape
    let ink =
      switch shape {
      case .image(_, let height, let width): image(height: height, width: width)
      case .vector(let count): (0..<count).map { Float($0) / 3 }
      }
    return try Explanation(
      name: "Digit 17", model: "embedded digits model", input: input ?? ink,
      prediction: prediction(), labelledClass: 8, baseline: "zeros", seed: 42,
      attributions: attributions)
  }

  static let methods: [(name: String, quantity: Quantity, isSampled: Bool)] = [
    ("integrated-gradients", .contribution, false), ("lime", .contribution, true),
    ("shap", .contribution, true), ("saliency", .slopeMagnitude, false),
    ("smoothgrad", .slope, true), ("gradient-x-input", .contribution, false),
    ("vargrad", .slopeVariance, false), ("deeplift", .contribution, false),
    ("a-method-with-a-very-long-name-indeed", .contribution, true),
  ]

  static let longNote = """
    the surrogate explains 41% of the model's variation around this input (R² 0.412, below 0.5): \
    its values describe the model poorly, and more samples will not help.
    """

  /// An explanation by the first `count` methods.
  static func explanation(methods count: Int, shape: InputShape) throws -> Explanation {
    try explanation(
      methods[..<count].enumerated().map { index, method in
        attribution(
          method.name, shape: shape, quantity: method.quantity, seed: UInt64(index),
          isSampled: method.isSampled, notes: method.isSampled ? [.init(.other, longNote)] : [])
      })
  }
}
