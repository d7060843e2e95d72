import LimnCore
import LimnNetwork

/// Grad-CAM (Selvaraju et al. 2017, arXiv 1610.02391): where in the image a layer's feature maps
/// support the score, `ReLU(Σ_c mean(∂f/∂A_c) · A_c)` (equations 1 and 2), resized to the input's
/// size by bilinear interpolation.
///
/// HiResCAM (Draelos and Carin 2020, arXiv 2011.08891) omits the mean: `ReLU(Σ_c ∂f/∂A_c ⊙ A_c)`
/// highlights only positions that contribute to the score.
///
/// Cost for each input: one forward pass, and one backward pass to the layer.
public struct GradCAM: Attributor {
  /// The network that is explained.
  public let network: Network
  private let settings: Configuration
  private let layer: LayerPlace
  private let maps: (channels: Int, height: Int, width: Int)
  private let atBaseline: Matrix

  /// Binds the method to a network.
  ///
  /// - Throws: ``AttributionError/noFeatureMaps(method:layer:)`` for a layer without feature maps
  ///   or a network without convolutions; other cases of ``AttributionError`` for an unknown layer
  ///   or a baseline that does not fit the network; `ModelError`.
  public init(_ network: Network, settings: Configuration) throws {
    self.network = network
    self.settings = settings
    let place =
      try settings.layer.map { try LayerPlace($0, in: network) }
      ?? LayerPlace.lastConvolution(of: network)
    guard let place, let maps = place.maps else {
      throw AttributionError.noFeatureMaps(method: Configuration.method, layer: place?.name)
    }
    layer = place
    self.maps = maps
    atBaseline = try network.checkedScores(
      of: Matrix(row: settings.baseline.row(width: network.inputShape.count)))
  }

  /// Binds the method to a network, with individual settings; see ``Configuration``.
  ///
  /// - Throws: as ``init(_:settings:)``.
  public init(
    _ network: Network, layer: String? = nil, hires: Bool = false, baseline: Baseline = .zeros
  ) throws {
    try self.init(network, settings: Configuration(layer: layer, hires: hires, baseline: baseline))
  }

  public var name: String { Configuration.method }
  public var configuration: (any MethodConfiguration)? { settings }
  public var reference: Background? { .baseline(settings.baseline) }

  public func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    try validate(inputs, objectives: objectives, for: network, work: work)
    let ruled = RuledNetwork(network) { _ in GradientRule() }
    let (height, width) = network.inputShape.plane
    let copies = network.inputShape.count / (height * width)
    let size = min(64, ruled.rowsAtOnce)
    return try parallelChunks(of: inputs.rows, size: size, work: work) { rows, work in
      let trace = network.trace(of: inputs.rows(rows))
      let scores = trace.values[network.scoreValue]
      try network.requireFinite(scores)
      let slopes = try ruled.carryBack(
        network.cotangents(objectives[rows], scores: scores), to: layer.value, trace: trace,
        work: work)
      if let (row, column) = slopes.firstNonFinite() {
        throw ModelError.nonFiniteGradient(row: row, input: column)
      }
      return { row in
        let (index, objective) = (row - rows.lowerBound, objectives[row])
        let response = network.output.response(ofValid: objective)
        let map = map(
          activations: trace.values[layer.value][row: index], slopes: slopes[row: index])
        let large = Bilinear.resized(
          map, from: (maps.height, maps.width), to: (height, width))
        return Attribution(
          method: name, objective: objective, shape: network.inputShape, quantity: .evidence,
          values: (0..<copies).flatMap { _ in large },
          scoreAtInput: objective.value(of: scores[row: index], response: response),
          scoreAtBaseline: objective.value(of: atBaseline[row: 0], response: response),
          evaluations: 3,
          options: [
            .init("layer", layer.name), .init("maps", "\(layer.shape)"),
            .init("weights", settings.hires ? "gradient" : "mean gradient"),
          ])
      }
    }
  }

  /// The weighted sum of the maps, without its negative part.
  private func map(activations: ArraySlice<Float>, slopes: ArraySlice<Float>) -> [Double] {
    let places = maps.height * maps.width
    let (activations, slopes) = (Array(activations), Array(slopes))
    var sums = [Double](repeating: 0, count: places)
    for channel in 0..<maps.channels {
      let own = channel * places..<(channel + 1) * places
      let mean = own.reduce(0.0) { $0 + Double(slopes[$1]) } / Double(places)
      for (place, i) in own.enumerated() {
        sums[place] += (settings.hires ? Double(slopes[i]) : mean) * Double(activations[i])
      }
    }
    return sums.map { max($0, 0) }
  }
}

extension GradCAM {
  /// The settings of Grad-CAM.
  public struct Configuration: MethodConfiguration {
    public static let method = "grad-cam"

    /// The name of the layer whose maps are used, as in `NetworkSummary`; `nil` for the last
    /// convolution.
    public var layer: String?
    /// Whether each position is weighted by its own gradient (HiResCAM) instead of the map's mean
    /// gradient.
    public var hires: Bool
    /// The reference of the score difference; the values do not depend on it.
    public var baseline: Baseline

    /// Creates settings. Units and ranges are documented at the properties.
    public init(layer: String? = nil, hires: Bool = false, baseline: Baseline = .zeros) {
      self.layer = layer
      self.hires = hires
      self.baseline = baseline
    }

    public func validate() throws {}

    public func bound(to model: any Model) throws -> any Attributor {
      try GradCAM(layers(of: model), settings: self)
    }
  }
}

/// Bilinear resizing: each new pixel is interpolated between the four old ones around its centre.
enum Bilinear {
  static func resized(
    _ values: [Double], from: (height: Int, width: Int), to: (height: Int, width: Int)
  ) -> [Double] {
    let rows = samples(from.height, to.height)
    let columns = samples(from.width, to.width)
    return rows.flatMap { row in
      columns.map { column in
        func value(_ y: Int, _ x: Int) -> Double { values[y * from.width + x] }
        let upper =
          value(row.low, column.low) * (1 - column.share) + value(row.low, column.high)
          * column.share
        let lower =
          value(row.high, column.low) * (1 - column.share)
          + value(row.high, column.high) * column.share
        return upper * (1 - row.share) + lower * row.share
      }
    }
  }

  /// For each new position, the two old ones it lies between and the weight of the second.
  static func samples(_ old: Int, _ new: Int) -> [(low: Int, high: Int, share: Double)] {
    (0..<new).map { place in
      let center = max(0, (Double(place) + 0.5) * Double(old) / Double(new) - 0.5)
      let low = min(Int(center), old - 1)
      return (low, min(low + 1, old - 1), center - Double(low))
    }
  }
}
