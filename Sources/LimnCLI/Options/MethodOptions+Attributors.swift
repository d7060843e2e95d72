import Limn

extension MethodOptions {
  /// The methods bound to a model, in order.
  ///
  /// - Parameter input: the explained input; `nil` if there are several.
  /// - Throws: ``CommandError``, `AttributionError`, `DataError`, `FileError`.
  func attributors(
    of model: any Model, absence: Absence, input: NamedInput? = nil
  ) throws -> [any Attributor] {
    try configurations(of: model, absence: absence, input: input).map {
      try $0.bound(to: model)
    }
  }

  /// The methods for one input of a model, applied to the requested layer, if any: each with its
  /// own input.
  ///
  /// - Throws: the errors of ``attributors(of:absence:input:)``; `AttributionError.noSuchLayer`;
  ///   `CommandError.noNetwork`.
  func explainers(
    of model: ExplainedModel, input named: NamedInput, absence: Absence
  ) throws -> [Explainer] {
    let input = named.values
    guard looksInside, let name = layers.layer else {
      return try attributors(of: model.model, absence: absence, input: named).map {
        Explainer(method: $0, input: input)
      }
    }
    let network = try model.requiredNetwork(for: "--layer")
    let place = try LayerPlace(name, in: network)
    let front = network.part(upTo: place.value)
    guard let rest = network.part(from: place.value, holding: input) else {
      throw CommandError.layerWithoutPath(name)
    }
    let activation = front.scores(of: Matrix(row: input)).elements
    let inside = try absence.seen(through: front)
    let whole = try configurations(of: network, absence: absence, input: named)
    let parts = try configurations(of: rest, absence: inside, input: nil)
    return try zip(methods(of: network), zip(whole, parts)).map { name, configuration in
      switch name {
      case .activation, .conductance:
        Explainer(method: try configuration.0.bound(to: network), input: input)
      case .gradientTimesInput:
        // Gradient × activation subtracts no baseline from the activation.
        Explainer(
          method: try GradientTimesInput.Configuration().bound(to: rest), input: activation)
      default: Explainer(method: try configuration.1.bound(to: rest), input: activation)
      }
    }
  }

  /// The values that are attributed to: an input's features, or the units of the requested layer.
  ///
  /// - Throws: `AttributionError.noSuchLayer`; `CommandError.noNetwork`.
  func shown(_ input: [Float], by model: ExplainedModel) throws -> [Float] {
    guard looksInside, let name = layers.layer else { return input }
    let network = try model.requiredNetwork(for: "--layer")
    let place = try LayerPlace(name, in: network)
    return network.part(upTo: place.value).scores(of: Matrix(row: input)).elements
  }

  /// The layout of the values on feature maps, if they belong to such a layer.
  ///
  /// - Throws: `AttributionError.noSuchLayer`.
  func featureMaps(of network: Network) throws -> FeatureMaps? {
    guard looksInside, let name = layers.layer else { return nil }
    return FeatureMaps(try LayerPlace(name, in: network).shape)
  }

  /// The configuration of each method according to the options.
  func configurations(
    of model: any Model, absence: Absence, input: NamedInput?
  ) throws -> [any MethodConfiguration] {
    let context = MethodName.Context(
      shape: model.inputShape, absence: absence, input: input)
    return try methods(of: model).map { try $0.settings(self, context) }
  }

  func segmentation(_ context: MethodName.Context) throws -> Segmentation {
    try (segments ?? .pixels).segmentation(of: context.shape, input: context.input)
  }

  /// The number of LIME's masks: the usual number if all masks, each with every background row,
  /// would take too many evaluations; otherwise `nil`, which leaves it to the method.
  func masks(_ context: MethodName.Context) -> Int? {
    guard samples == nil, case .rows(let rows) = context.absence.background,
      segments ?? .pixels == .pixels, context.shape.count <= 16,
      rows.rows << context.shape.count > Self.mostMaskedRows
    else { return samples }
    return LIME.defaultSamples
  }

  private static let mostMaskedRows = 1 << 16

  /// The noise of SmoothGrad: since a table's columns have different units, the background's rows
  /// determine each range.
  func noise(_ context: MethodName.Context) -> GradientNoise {
    var ranges: [Float]?
    if case .vector = context.shape, case .rows(let rows) = context.absence.background {
      ranges = GradientNoise.ranges(of: rows)
    }
    return samples.map { GradientNoise(ranges: ranges, samples: $0, seed: seed) }
      ?? GradientNoise(ranges: ranges, seed: seed)
  }
}

/// A method and its input.
struct Explainer {
  let method: any Attributor
  let input: [Float]
}
