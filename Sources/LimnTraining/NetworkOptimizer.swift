import LimnCore
import LimnNetwork

/// Applies an optimizer to all parameters of a network, and records measurements of its steps until
/// the next ``takeRecords()``.
struct NetworkOptimizer: Sendable {
  /// The optimizer state of each parameter of each layer.
  private var states: [[OptimizerState]]
  /// Whether weight decay applies, for each parameter of each layer: to weights, not to biases.
  private let decays: [[Bool]]
  /// Sums over the steps, for each layer.
  private var gradientNorms: [Double]
  private var updateRatios: [Double]
  private var steps = 0
  /// The weights before a step.
  private var before: [Float] = []

  init(_ optimizer: any Optimizer, for network: Network) {
    let parameters = network.layers.map(\.parameters)
    states = parameters.map { layer in
      layer.map { OptimizerState(optimizer, parameterCount: $0.values.elements.count) }
    }
    decays = parameters.map { layer in layer.map(\.decays) }
    gradientNorms = [Double](repeating: 0, count: parameters.count)
    updateRatios = gradientNorms
    let largest = parameters.joined().map(\.values.elements.count).max() ?? 0
    before = [Float](repeating: 0, count: largest)
  }

  /// Updates every parameter of `network` with one step, given `gradients` from
  /// `Network.parameterGradients`.
  mutating func step(
    _ network: inout Network, gradients: [[Matrix]], learningRate: Double, weightDecay: Double
  ) {
    steps += 1
    network.updateParameters { layer, parameter, values in
      let isWeight = decays[layer][parameter]
      if isWeight { before.copy(values.elements) }
      states[layer][parameter].step(
        &values, gradient: gradients[layer][parameter], learningRate: learningRate,
        weightDecay: isWeight ? weightDecay : 0)
      if isWeight { updateRatios[layer] += before.relativeDistance(to: values.elements) }
    }
    for (layer, gradients) in gradients.enumerated() where !gradients.isEmpty {
      let squares = gradients.reduce(0.0) { $0 + $1.elements.sumOfSquares() }
      gradientNorms[layer] += squares.squareRoot()
    }
  }

  /// The means over the steps since the last call, one record for each layer with parameters.
  mutating func takeRecords() -> [LayerRecord] {
    let records = decays.indices.filter { !decays[$0].isEmpty }.map { layer in
      LayerRecord(
        layer: layer, gradientNorm: gradientNorms[layer] / Double(steps),
        updateRatio: updateRatios[layer] / Double(steps))
    }
    for layer in decays.indices { (gradientNorms[layer], updateRatios[layer]) = (0, 0) }
    steps = 0
    return records
  }
}

extension [Float] {
  /// `Σ x²`, accumulated in eight lanes of `Double`.
  fileprivate func sumOfSquares() -> Double {
    withUnsafeBufferPointer { values in
      laneSum(count: values.count) {
        SIMD8<Double>(values.lanes($0))
      } rest: {
        Double(values[$0])
      }
    }
  }

  /// Overwrites the first elements with `source`.
  fileprivate mutating func copy(_ source: [Float]) {
    withUnsafeMutableBufferPointer { target in
      source.withUnsafeBufferPointer { source in
        _ = UnsafeMutableBufferPointer(rebasing: target[..<source.count]).update(from: source)
      }
    }
  }

  /// `‖after − before‖/‖before‖`, for as many elements as `after` has.
  fileprivate func relativeDistance(to after: [Float]) -> Double {
    withUnsafeBufferPointer { before in
      after.withUnsafeBufferPointer { after in
        let moved = laneSum(count: after.count) {
          SIMD8<Double>(after.lanes($0) - before.lanes($0))
        } rest: {
          Double(after[$0] - before[$0])
        }
        let size = laneSum(count: after.count) {
          SIMD8<Double>(before.lanes($0))
        } rest: {
          Double(before[$0])
        }
        return (moved / size).squareRoot()
      }
    }
  }
}

extension UnsafeBufferPointer<Float> {
  /// The eight values that begin at `index`.
  @inline(__always)
  fileprivate func lanes(_ index: Int) -> SIMD8<Float> {
    UnsafeRawPointer(baseAddress! + index).loadUnaligned(as: SIMD8<Float>.self)
  }
}

/// The sum of the squares of `eight(i)` for i = 0, 8, …, and of `rest(i)` for the remaining
/// elements.
@inline(__always)
private func laneSum(
  count: Int, _ eight: (Int) -> SIMD8<Double>, rest: (Int) -> Double
) -> Double {
  var lanes = SIMD8<Double>()
  let whole = count / 8 * 8
  for i in stride(from: 0, to: whole, by: 8) {
    let values = eight(i)
    lanes += values * values
  }
  return (whole..<count).reduce(lanes.sum()) { $0 + rest($1) * rest($1) }
}
