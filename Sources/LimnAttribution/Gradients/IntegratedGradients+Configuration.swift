import LimnCore

extension IntegratedGradients {
  /// The settings of Integrated Gradients.
  public struct Configuration: MethodConfiguration {
    public static let method = "integrated-gradients"

    /// The start of the path.
    public var baseline: Baseline
    /// The integration rule; `nil` for the most accurate one the model allows.
    public var rule: Rule?

    /// Creates settings. Units and ranges are documented at the properties.
    public init(baseline: Baseline = .zeros, rule: Rule? = nil) {
      self.baseline = baseline
      self.rule = rule
    }

    /// Decodes and validates settings.
    ///
    /// - Throws: ``AttributionError/outOfRange(setting:found:range:)`` as ``validate()``;
    ///   `DecodingError`.
    public init(from decoder: any Decoder) throws {
      let settings = try decoder.container(keyedBy: CodingKeys.self)
      baseline = try settings.value(.baseline)
      rule = try settings.ifPresent(.rule)
      try validate()
    }

    public func validate() throws { try rule?.validate() }

    public func bound(to model: any Model) throws -> any Attributor {
      try bound(to: model) { try IntegratedGradients($1.gradients(of: $0), settings: $1) }
    }
  }
}

extension IntegratedGradients.Rule {
  /// The permitted tolerance of ``adaptive(tolerance:)``, relative to the larger of 1 and the score
  /// difference.
  public static let toleranceRange = SettingRange("tolerance", 1e-12...1)

  /// The permitted number of steps of a quadrature rule. It is lower for Gauss-Legendre, since
  /// computing its nodes takes a number of operations quadratic in their number; Gauss-Legendre
  /// also needs the fewest steps.
  public static func stepRange(of rule: QuadratureRule) -> SettingRange<Int> {
    SettingRange("steps", 1...(rule == .gaussLegendre ? 10_000 : 1_000_000))
  }

  /// - Throws: ``AttributionError/outOfRange(setting:found:range:)``.
  func validate() throws {
    switch self {
    case .exact: return
    case .quadrature(let rule, let steps): try Self.stepRange(of: rule).check(steps)
    case .adaptive(let tolerance): try Self.toleranceRange.check(tolerance)
    }
  }
}
