import LimnCore

extension Saliency {
  /// The settings of saliency.
  public struct Configuration: MethodConfiguration {
    public static let method = "saliency"

    /// What the score at the input is compared with; the values do not depend on it.
    public var baseline: Baseline

    public init(baseline: Baseline = .zeros) { self.baseline = baseline }

    public func validate() throws {}

    public func bound(to model: any Model) throws -> any Attributor {
      Saliency(try gradients(of: model), baseline: baseline)
    }
  }

  public var configuration: (any MethodConfiguration)? { Configuration(baseline: baseline) }
}

extension GradientTimesInput {
  /// The settings of gradient × input.
  public struct Configuration: MethodConfiguration {
    public static let method = "gradient-x-input"

    /// The x′ that is subtracted from the input.
    public var baseline: Baseline

    public init(baseline: Baseline = .zeros) { self.baseline = baseline }

    public func validate() throws {}

    public func bound(to model: any Model) throws -> any Attributor {
      GradientTimesInput(try gradients(of: model), baseline: baseline)
    }
  }

  public var configuration: (any MethodConfiguration)? { Configuration(baseline: baseline) }
}

extension SmoothGrad {
  /// The settings of SmoothGrad.
  public struct Configuration: MethodConfiguration {
    public static let method = "smoothgrad"

    public var noise: GradientNoise
    /// What the score at the input is compared with; the values do not depend on it.
    public var baseline: Baseline

    public init(noise: GradientNoise = GradientNoise(), baseline: Baseline = .zeros) {
      self.noise = noise
      self.baseline = baseline
    }

    public func validate() throws { try noise.validate() }

    public func bound(to model: any Model) throws -> any Attributor {
      try validate()
      return SmoothGrad(try gradients(of: model), noise: noise, baseline: baseline)
    }
  }

  public var configuration: (any MethodConfiguration)? {
    Configuration(noise: noise, baseline: baseline)
  }
}

extension VarGrad {
  /// The settings of VarGrad.
  public struct Configuration: MethodConfiguration {
    public static let method = "vargrad"

    public var noise: GradientNoise
    /// What the score at the input is compared with; the values do not depend on it.
    public var baseline: Baseline

    public init(noise: GradientNoise = GradientNoise(), baseline: Baseline = .zeros) {
      self.noise = noise
      self.baseline = baseline
    }

    public func validate() throws { try noise.validate() }

    public func bound(to model: any Model) throws -> any Attributor {
      try validate()
      return VarGrad(try gradients(of: model), noise: noise, baseline: baseline)
    }
  }

  public var configuration: (any MethodConfiguration)? {
    Configuration(noise: noise, baseline: baseline)
  }
}
