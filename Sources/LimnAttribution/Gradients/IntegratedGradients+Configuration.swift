import LimnCore

extension IntegratedGradients {
  /// The settings of Integrated Gradients.
  public struct Configuration: MethodConfiguration {
    public static let method = "integrated-gradients"

    /// Where the path starts.
    public var baseline: Baseline
    /// How to integrate; `nil` for the best that the model allows.
    public var rule: Rule?

    public init(baseline: Baseline = .zeros, rule: Rule? = nil) {
      self.baseline = baseline
      self.rule = rule
    }

    public static let stepRange = SettingRange("steps", 1...10_000)
    public static let toleranceRange = SettingRange("tolerance", 1e-12...1)

    public func validate() throws {
      switch rule {
      case nil, .exact: return
      case .quadrature(_, let steps): try Self.stepRange.check(steps)
      case .adaptive(let tolerance): try Self.toleranceRange.check(tolerance)
      }
    }

    public func bound(to model: any Model) throws -> any Attributor {
      try IntegratedGradients(gradients(of: model), settings: self)
    }
  }
}
