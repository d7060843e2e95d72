import LimnCore

// The compact JSON forms of settings that are not plain numbers.

extension Baseline: Codable {
  private static let zerosText = "zeros"

  /// Encodes `"zeros"`, or the values as an array.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .zeros: try container.encode(Self.zerosText)
    case .values(let values): try container.encode(values)
    }
  }

  /// Decodes a baseline.
  ///
  /// - Throws: `DecodingError` for anything but `"zeros"` or an array of numbers.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do {
      let text = try container.decode(String.self)
      guard text == Self.zerosText else { throw container.misread("a baseline", text) }
      self = .zeros
    } catch DecodingError.typeMismatch {
      self = .values(try container.decode([Float].self))
    }
  }
}

extension Background: Codable {
  /// Encodes a baseline like ``Baseline``, rows like ``LimnCore/Matrix``.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .baseline(let baseline): try baseline.encode(to: encoder)
    case .rows(let rows): try rows.encode(to: encoder)
    }
  }

  /// Decodes a baseline or rows.
  ///
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    do {
      self = .rows(try Matrix(from: decoder))
    } catch DecodingError.typeMismatch {
      self = .baseline(try Baseline(from: decoder))
    }
  }
}

extension Segmentation: Codable {
  private static let (featuresText, nestedText) = ("features", "nested")

  /// Encodes `"features"`, `"nested"`, the side of the blocks as a number, or the labels as an
  /// array.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .features: try container.encode(Self.featuresText)
    case .nested: try container.encode(Self.nestedText)
    case .blocks(let size): try container.encode(size)
    case .labels(let labels): try container.encode(labels)
    }
  }

  /// Decodes and validates a segmentation.
  ///
  /// - Throws: ``AttributionError/outOfRange(setting:found:range:)``; `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do {
      let text = try container.decode(String.self)
      switch text {
      case Self.featuresText: self = .features
      case Self.nestedText: self = .nested
      default: throw container.misread("segments", text)
      }
    } catch DecodingError.typeMismatch {
      do {
        self = .blocks(try container.decode(Int.self))
      } catch DecodingError.typeMismatch {
        self = .labels(try container.decode([Int].self))
      }
    }
    try validate()
  }
}

extension Segments: Codable {
  /// Encodes the segment of each feature as an array.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(labels)
  }

  /// Decodes a label for each feature.
  ///
  /// - Throws: `DecodingError` for anything but an array of integers.
  public init(from decoder: any Decoder) throws {
    self.init(labels: try decoder.singleValueContainer().decode([Int].self))
  }
}

extension IntegratedGradients.Rule: Codable {
  private enum Key: String, CodingKey { case rule, steps, tolerance }
  private static let (exactName, adaptiveName) = ("exact", "adaptive")

  /// Encodes, for example, `{"rule": "exact"}`, `{"rule": "adaptive", "tolerance": 1e-05}` or
  /// `{"rule": "trapezoid", "steps": 50}`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .exact: try container.encode(Self.exactName, forKey: .rule)
    case .adaptive(let tolerance):
      try container.encode(Self.adaptiveName, forKey: .rule)
      try container.encode(tolerance, forKey: .tolerance)
    case .quadrature(let rule, let steps):
      try container.encode(rule.rawValue, forKey: .rule)
      try container.encode(steps, forKey: .steps)
    }
  }

  /// Decodes and validates a rule.
  ///
  /// - Throws: ``AttributionError/outOfRange(setting:found:range:)``; `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let name = try container.decode(String.self, forKey: .rule)
    switch name {
    case Self.exactName: self = .exact
    case Self.adaptiveName:
      self = .adaptive(tolerance: try container.decode(Double.self, forKey: .tolerance))
    default:
      guard let rule = QuadratureRule(rawValue: name) else {
        throw DecodingError.dataCorruptedError(
          forKey: .rule, in: container, debugDescription: "\(name) is not a rule")
      }
      self = .quadrature(rule, steps: try container.decode(Int.self, forKey: .steps))
    }
    try validate()
  }
}

extension FeatureSelection: Codable {
  private enum Key: String, CodingKey { case by, count }
  private enum Kind: String, Codable { case all, highest, forward, lasso }

  /// Encodes, for example, `{"by": "all"}` or `{"by": "forward", "count": 6}`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    let kind: Kind =
      switch self {
      case .all: .all
      case .highestWeights: .highest
      case .forward: .forward
      case .lassoPath: .lasso
      }
    try container.encode(kind, forKey: .by)
    try container.encodeIfPresent(limit, forKey: .count)
  }

  /// Decodes and validates a selection.
  ///
  /// - Throws: ``AttributionError/outOfRange(setting:found:range:)``; `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let kind = try container.decode(Kind.self, forKey: .by)
    func count() throws -> Int { try container.decode(Int.self, forKey: .count) }
    switch kind {
    case .all: self = .all
    case .highest: self = .highestWeights(try count())
    case .forward: self = .forward(try count())
    case .lasso: self = .lassoPath(try count())
    }
    try validate()
  }
}

extension MaskDistance: Codable {}
extension MaskSampling: Codable {}
extension ShapleyEstimator: Codable {}
extension TabularLIME.Representation: Codable {}

extension KeyedDecodingContainer {
  /// Decodes a required setting.
  func value<Setting: Decodable>(_ key: Key) throws -> Setting {
    try decode(Setting.self, forKey: key)
  }

  /// Decodes a setting; `nil`, which leaves the choice to the method, if it is missing.
  func ifPresent<Setting: Decodable>(_ key: Key) throws -> Setting? {
    try decodeIfPresent(Setting.self, forKey: key)
  }
}

extension SingleValueDecodingContainer {
  func misread(_ noun: String, _ text: String) -> DecodingError {
    DecodingError.dataCorruptedError(in: self, debugDescription: "\(text) is not \(noun)")
  }
}
