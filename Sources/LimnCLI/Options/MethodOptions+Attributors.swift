import Limn

extension MethodOptions {
  /// The methods bound to a model, in order.
  ///
  /// - Parameter input: the one input that is explained; `nil` where there are several.
  /// - Throws: ``CommandError``, `AttributionError`, `DataError`, `FileError`.
  func attributors(
    of model: any Model, absence: Absence, input: NamedInput? = nil
  ) throws -> [any Attributor] {
    try configurations(of: model, absence: absence, input: input).map {
      try $0.bound(to: model)
    }
  }

  /// The methods for one input of a model, as they look into the layer that is asked for: each with
  /// what it is shown.
  ///
  /// - Throws: as ``attributors(of:absence:input:)``; `AttributionError.noSuchLayer`;
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
        // Gradient × activation subtracts nothing from the activation.
        Explainer(
          method: try GradientTimesInput.Configuration().bound(to: rest), input: activation)
      default: Explainer(method: try configuration.1.bound(to: rest), input: activation)
      }
    }
  }

  /// What the values belong to: an input's features, or the units of the layer that is asked for.
  ///
  /// - Throws: `AttributionError.noSuchLayer`; `CommandError.noNetwork`.
  func shown(_ input: [Float], by model: ExplainedModel) throws -> [Float] {
    guard looksInside, let name = layers.layer else { return input }
    let network = try model.requiredNetwork(for: "--layer")
    let place = try LayerPlace(name, in: network)
    return network.part(upTo: place.value).scores(of: Matrix(row: input)).elements
  }

  /// How the values lie on feature maps, where they belong to a layer that has some.
  ///
  /// - Throws: `AttributionError.noSuchLayer`.
  func featureMaps(of network: Network) throws -> FeatureMaps? {
    guard looksInside, let name = layers.layer else { return nil }
    return FeatureMaps(try LayerPlace(name, in: network).shape)
  }

  /// What the options say of each method.
  func configurations(
    of model: any Model, absence: Absence, input: NamedInput?
  ) throws -> [any MethodConfiguration] {
    let context = MethodName.Context(
      shape: model.inputShape, absence: absence, input: input, isProgram: model is Predictor)
    return try methods(of: model).map { try $0.settings(self, context) }
  }

  func segmentation(_ context: MethodName.Context) throws -> Segmentation {
    try (segments ?? .pixels).segmentation(of: context.shape, input: context.input)
  }

  /// The masks of LIME: where all of them, each over every row of the background, would be more
  /// evaluations than a person waits for, the usual number; else `nil` leaves it to the method.
  func masks(_ context: MethodName.Context) -> Int? {
    guard samples == nil, case .rows(let rows) = context.absence.background,
      segments ?? .pixels == .pixels, context.shape.count <= 16,
      rows.rows << context.shape.count > Self.mostMaskedRows
    else { return samples }
    return LIME.defaultSamples
  }

  private static let mostMaskedRows = 1 << 16

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

/// A method and the input that it is shown.
struct Explainer {
  let method: any Attributor
  let input: [Float]
}
