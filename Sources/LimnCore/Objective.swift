/// What is explained: one number made from a model's scores.
///
/// A class's logit, its probability, or the difference of either between two classes: "why 3 and
/// not 8".
public struct Objective: Sendable, Hashable {
  /// On which scale the classes are read.
  public enum Scale: String, Sendable, Hashable, CaseIterable {
    /// The raw score.
    case logit
    /// The softmax probability.
    case probability
  }

  /// The class that is explained.
  public let target: Int
  /// The class it is set against, if any.
  public let against: Int?
  /// Logit or probability.
  public let scale: Scale

  public init(target: Int, against: Int? = nil, scale: Scale = .logit) {
    self.target = target
    self.against = against
    self.scale = scale
  }

  /// The logit of a class.
  public static func logit(_ target: Int, against: Int? = nil) -> Objective {
    Objective(target: target, against: against, scale: .logit)
  }

  /// The probability of a class.
  public static func probability(_ target: Int, against: Int? = nil) -> Objective {
    Objective(target: target, against: against, scale: .probability)
  }

  /// Checks that a model has the classes and shows the scale.
  ///
  /// - Throws: `ModelError.noSuchClass`, `.classAgainstItself` or `.logitsUnknown`.
  public func validate(for model: some Model) throws {
    try validate(outputCount: model.outputCount, scoreKind: model.scoreKind)
  }

  private func validate(outputCount: Int, scoreKind: ScoreKind) throws {
    func check(_ label: Int) throws {
      guard label >= 0, label < outputCount else {
        throw ModelError.noSuchClass(label, outputCount: outputCount)
      }
    }
    try check(target)
    if let against { try check(against) }
    if against == target { throw ModelError.classAgainstItself(target) }
    if scale == .logit, scoreKind == .probabilities { throw ModelError.logitsUnknown }
  }

  /// Checks all of them: ``validate(for:)``.
  ///
  /// - Throws: as ``validate(for:)``, for the first that does not fit.
  public static func validate(_ objectives: [Objective], for model: some Model) throws {
    let (outputCount, scoreKind) = (model.outputCount, model.scoreKind)
    for objective in objectives {
      try objective.validate(outputCount: outputCount, scoreKind: scoreKind)
    }
  }

  /// The objective's value for one row of scores.
  @inlinable
  public func value(of scores: some Collection<Float>, kind: ScoreKind) -> Double {
    if scale == .probability, kind == .logits {
      let readings = softmax(scores)
      return readings[target] - (against.map { readings[$0] } ?? 0)
    }
    func reading(_ label: Int) -> Double {
      Double(scores[scores.index(scores.startIndex, offsetBy: label)])
    }
    return reading(target) - (against.map(reading) ?? 0)
  }

  /// The objective's derivative with respect to each score of one row: the cotangent to pull back
  /// through the model.
  ///
  /// Logit: `∂f/∂z_k = [k = target] − [k = against]`. Probability, with `p = softmax(z)`:
  /// `∂p_t/∂z_k = p_t ([k = t] − p_k)`.
  public func cotangent(at scores: some Collection<Float>, kind: ScoreKind) -> [Double] {
    var result = [Double](repeating: 0, count: scores.count)
    guard scale == .probability, kind == .logits else {
      result[target] += 1
      if let against { result[against] -= 1 }
      return result
    }
    let p = softmax(scores)
    func add(_ label: Int, sign: Double) {
      for k in p.indices { result[k] += sign * p[label] * ((k == label ? 1 : 0) - p[k]) }
    }
    add(target, sign: 1)
    if let against { add(against, sign: -1) }
    return result
  }
}

extension Objective: CustomStringConvertible {
  /// In words: "logit of 3", "probability of 3 − probability of 8".
  public var description: String {
    let first = "\(scale.rawValue) of \(target)"
    return against.map { "\(first) − \(scale.rawValue) of \($0)" } ?? first
  }
}
