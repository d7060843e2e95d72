import Limn

extension MethodOptions {
  /// The methods bound to a model, in order.
  ///
  /// - Parameter input: the one input that is explained; `nil` where there are several.
  /// - Throws: ``CommandError``, `AttributionError`, `DataError`, `FileError`.
  func attributors(
    of network: Network, absence: Absence, input: NamedInput? = nil
  ) throws -> [any Attributor] {
    try configurations(shape: network.inputShape, absence: absence, input: input).map {
      try $0.bound(to: network)
    }
  }

  /// What the options say of each method.
  func configurations(
    shape: InputShape, absence: Absence, input: NamedInput?
  ) throws -> [any MethodConfiguration] {
    let context = MethodName.Context(shape: shape, absence: absence, input: input)
    return try methods.map { try $0.settings(self, context) }
  }

  func segmentation(_ context: MethodName.Context) throws -> Segmentation {
    try (segments ?? .pixels).segmentation(of: context.shape, input: context.input)
  }

  /// A table's columns have units of their own, and the background's rows say how far each goes.
  func noise(_ context: MethodName.Context) -> GradientNoise {
    var ranges: [Float]?
    if case .vector = context.shape, case .rows(let rows) = context.absence.background {
      ranges = GradientNoise.ranges(of: rows)
    }
    return samples.map { GradientNoise(ranges: ranges, samples: $0, seed: seed) }
      ?? GradientNoise(ranges: ranges, seed: seed)
  }
}
