import LimnCore

extension IntegratedGradients {
  /// The settings of Integrated Gradients.
  public struct Configuration: MethodConfiguration {
    public static let method = "integrated-gradients"

    /// Where the path starts.
    public var baseline: Baseline
    /// How to integrate; `nil` for the best that the model allows.
    public var rule: Rule?

    /// Creates settings. Those left out have the defaults; units and ranges stand at the
    /// properties.
    public init(baseline: Baseline = .zeros, rule: Rule? = nil) {
      self.baseline = baseline
      self.rule = rule
    }

    /// Decodes and validates settings.
    ///
    /// - Throws: `AttributionError.outOfRange` as ``validate()``; `DecodingError`.
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
  /// The tolerances allowed for ``adaptive(tolerance:)``, relative to the score difference.
  public static let toleranceRange = SettingRange("tolerance", 1e-12...1)

  /// The steps a rule of a fixed number may have: finding Gauss-Legendre's nodes takes operations in the
  /// square of their number, and no other rule is as exact with as few.
  public static func stepRange(of rule: QuadratureRule) -> SettingRange<Int> {
    SettingRange("steps", 1...(rule == .gaussLegendre ? 10_000 : 1_000_000))
  }

  /// - Throws: `AttributionError.outOfRange`.
  func validate() throws {
    switch self {
    case .exact: return
    case .quadrature(let rule, let steps): try Self.stepRange(of: rule).check(steps)
    case .adaptive(let tolerance): try Self.toleranceRange.check(tolerance)
    }
  }
}
