import Limn

/// A network's weights, as JSON: statistics of each layer's distribution.
struct WeightsDocument: Encodable {
  let model: String
  /// The set on which dead units were determined; `nil` if they were not.
  let set: String?
  let layers: [Layer]

  struct Layer: Encodable {
    /// "hidden 1", "output"; for a network with convolutions or branches, the operation:
    /// "convolution 2".
    let name: String
    let units: Int
    let inputs: Int
    let weights: Distribution
    let biases: Distribution
    /// The units that pass no gradient for any example of the set.
    let deadUnits: [Int]?
  }

  struct Distribution: Encodable {
    let mean: Double
    /// `nil` for a single value.
    let standardDeviation: Double?
    let largestMagnitude: Double
    /// The share of weights below 1% of the largest magnitude.
    let shareNearZero: Double

    init(of values: [Float]) {
      let statistics = WeightStatistics(of: values.map(Double.init))
      mean = statistics.mean
      standardDeviation = statistics.standardDeviation
      largestMagnitude = statistics.largest
      shareNearZero = statistics.shareNearZero
    }
  }

  init(_ model: NamedModel, activity: NetworkActivity?, set: String?) {
    self.model = model.name
    self.set = set
    guard !model.network.stages.isEmpty else {
      layers = zip(NetworkSummary(of: model.network).rows, model.network.layers)
        .compactMap { row, operation in
          let parameters = operation.parameters
          guard let weights = parameters.first(where: \.decays)?.values.elements,
            let biases = parameters.first(where: { !$0.decays })?.values.elements, !biases.isEmpty
          else { return nil }
          return Layer(
            name: row.name, units: biases.count, inputs: weights.count / biases.count,
            weights: Distribution(of: weights), biases: Distribution(of: biases), deadUnits: nil)
        }
      return
    }
    let stages = model.network.stages.filter { $0.dense != nil }
    layers = stages.enumerated().compactMap { index, stage in
      stage.dense.map { dense in
        Layer(
          name: "\(stage)", units: stage.width, inputs: dense.weights.rows,
          weights: Distribution(of: dense.weights.elements),
          biases: Distribution(of: dense.bias.elements),
          deadUnits: activity?.stages[index].deadUnits)
      }
    }
  }
}
