import LimnCore
import LimnNetwork

/// The settings of a method that propagates values through a network, which is not possible for
/// categorical columns. If a network begins by encoding categories, such a method explains the part
/// after the encoding, and a column's value is the sum over the numbers it is encoded as.
protocol CategorySettings: MethodConfiguration {
  /// The values of absent features.
  var absence: Background { get }

  /// The same settings for the encoded columns.
  ///
  /// - Throws: ``AttributionError`` for settings that do not fit the columns.
  func encoded(by encoding: CategoryEncoding) throws -> Self
}

extension CategorySettings {
  /// The method that `make` binds to a model or, if the model encodes categories, to the part after
  /// the encoding.
  ///
  /// - Throws: any error of `make`; ``AttributionError`` for settings that do not fit the columns.
  func bound(
    to model: any Model, behindCategories make: (any Model, Self) throws -> any Attributor
  ) throws -> any Attributor {
    guard let (encoding, network) = model.network?.behindCategories else {
      return try make(model, self)
    }
    return EncodedAttributor(
      configuration: self, reference: absence, input: model.input, encoding: encoding,
      inner: try make(network, encoded(by: encoding)))
  }
}

/// A method applied after an encoding of categories.
struct EncodedAttributor: Attributor {
  let configuration: (any MethodConfiguration)?
  let reference: Background?
  let input: InputSchema
  let encoding: CategoryEncoding
  let inner: any Attributor

  var name: String { inner.name }
  var rowsShareProducts: Bool { inner.rowsShareProducts }

  func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws -> [Attribution]
  {
    guard inputs.columns == input.shape.count else {
      throw ModelError.inputWidth(found: inputs.columns, expected: input.shape.count)
    }
    try input.checkCategories(inputs)
    return try inner.attributions(
      of: encoding.encoded(inputs), objectives: objectives, work: work
    ).map { $0.shape == .vector(encoding.width) ? $0.summed(by: encoding) : $0 }
  }
}

extension Attribution {
  /// The attribution summed by column. Errors are added, which gives an upper bound for the sum's
  /// error.
  fileprivate func summed(by encoding: CategoryEncoding) -> Attribution {
    Attribution(
      method: method, objective: objective, shape: .vector(encoding.columns.count),
      quantity: quantity, values: encoding.columnSums(values),
      standardErrors: standardErrors.map(encoding.columnSums),
      errorBounds: errorBounds.map(encoding.columnSums), scoreAtInput: scoreAtInput,
      scoreAtBaseline: scoreAtBaseline, reference: reference, evaluations: evaluations,
      options: options, fit: fit, notes: notes)
  }
}

extension Baseline {
  func encoded(by encoding: CategoryEncoding) throws -> Baseline {
    .values(encoding.encoded(Matrix(row: try row(width: encoding.columns.count))).elements)
  }
}

extension Background {
  func encoded(by encoding: CategoryEncoding) throws -> Background {
    switch self {
    case .baseline(let baseline): .baseline(try baseline.encoded(by: encoding))
    case .rows: .rows(encoding.encoded(try matrix(width: encoding.columns.count)))
    }
  }
}

extension GradientNoise {
  /// Without noise for categories, which have no intermediate values.
  fileprivate func encoded(by encoding: CategoryEncoding) -> GradientNoise {
    guard let ranges, ranges.count == encoding.columns.count else { return self }
    return GradientNoise(
      level: level,
      ranges: encoding.columns.enumerated().flatMap { column, categories in
        categories.map { [Float](repeating: 0, count: $0.words.count) } ?? [ranges[column]]
      }, samples: samples, seed: seed)
  }
}

extension IntegratedGradients.Configuration: CategorySettings {
  var absence: Background { .baseline(baseline) }

  func encoded(by encoding: CategoryEncoding) throws -> Self {
    Self(baseline: try baseline.encoded(by: encoding), rule: rule)
  }
}

extension ExpectedGradients.Configuration: CategorySettings {
  var absence: Background { background }

  func encoded(by encoding: CategoryEncoding) throws -> Self {
    Self(background: try background.encoded(by: encoding), rule: rule)
  }
}

extension DeepLIFT.Configuration: CategorySettings {
  var absence: Background { background }

  func encoded(by encoding: CategoryEncoding) throws -> Self {
    Self(background: try background.encoded(by: encoding))
  }
}

extension LRP.Configuration: CategorySettings {
  var absence: Background { .baseline(baseline) }

  func encoded(by encoding: CategoryEncoding) throws -> Self {
    var copy = self
    copy.baseline = try baseline.encoded(by: encoding)
    return copy
  }
}

extension GuidedBackprop.Configuration: CategorySettings {
  var absence: Background { .baseline(baseline) }

  func encoded(by encoding: CategoryEncoding) throws -> Self {
    Self(baseline: try baseline.encoded(by: encoding))
  }
}

extension GradientSettings: CategorySettings {
  var absence: Background { .baseline(baseline) }

  func encoded(by encoding: CategoryEncoding) throws -> Self {
    Self(baseline: try baseline.encoded(by: encoding))
  }
}

extension LayerSettings: CategorySettings {
  var absence: Background { .baseline(baseline) }

  func encoded(by encoding: CategoryEncoding) throws -> Self {
    Self(layer: layer, baseline: try baseline.encoded(by: encoding))
  }
}

extension VarGrad.Configuration: CategorySettings {
  var absence: Background { .baseline(baseline) }

  func encoded(by encoding: CategoryEncoding) throws -> Self {
    Self(noise: noise.encoded(by: encoding), baseline: try baseline.encoded(by: encoding))
  }
}

extension SmoothGrad.Configuration: CategorySettings {
  var absence: Background {
    (inner?.configuration as? any CategorySettings)?.absence ?? .baseline(baseline)
  }

  /// - Throws: ``AttributionError/noCategories(method:)`` for an inner method that cannot be
  ///   applied after an encoding.
  func encoded(by encoding: CategoryEncoding) throws -> Self {
    Self(
      noise: noise.encoded(by: encoding), baseline: try baseline.encoded(by: encoding),
      inner: try inner.map {
        guard let settings = $0.configuration as? any CategorySettings else {
          throw AttributionError.noCategories(method: $0.name)
        }
        return try settings.encoded(by: encoding)
      })
  }
}
