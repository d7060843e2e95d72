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

  /// The methods for one input of a network, as they look into the layer that is asked for: each with
  /// what it is shown.
  ///
  /// - Throws: as ``attributors(of:absence:)``; `AttributionError.noSuchLayer`.
  func explainers(
    of network: Network, input named: NamedInput, absence: Absence
  ) throws -> [Explainer] {
    let input = named.values
    guard looksInside, let name = layers.layer else {
      return try attributors(of: network, absence: absence, input: named).map {
        Explainer(method: $0, input: input)
      }
    }
    let place = try LayerPlace(name, in: network)
    let front = network.part(upTo: place.value)
    guard let rest = network.part(from: place.value, holding: input) else {
      throw CommandError.layerWithoutPath(name)
    }
    let activation = front.scores(of: Matrix(row: input)).elements
    let inside = try absence.seen(through: front)
    let whole = try configurations(
      shape: network.inputShape, absence: absence, input: named)
    let parts = try configurations(shape: place.inputShape, absence: inside, input: nil)
    return try zip(methods, zip(whole, parts)).map { name, configuration in
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
  /// - Throws: `AttributionError.noSuchLayer`.
  func shown(_ input: [Float], by network: Network) throws -> [Float] {
    guard looksInside, let name = layers.layer else { return input }
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

/// A method and the input that it is shown.
struct Explainer {
  let method: any Attributor
  let input: [Float]
}
