import CRectifier
import LimnCore
import LimnNetwork

/// The outputs of one rectified hidden layer, `f_o = b_o + Σ_j w_oj g(u_j)` with `g(u) = u` above 0
/// and `slope · u` below, computed directly from the pre-activations u.
///
/// Rows have ``stride`` values, with zeros after the last unit, so that every loop runs over whole
/// vectors.
final class RectifiedReadout: Sendable {
  /// With more outputs it is faster to store the rectified states and use a matrix product.
  static let maximumOutputs = 3

  /// The number of outputs.
  let outputs: Int
  /// The number of units, rounded up to whole vectors.
  let stride: Int
  private let bias: [Float]
  /// outputs × stride.
  private let weights: [Float]
  private let slope: Float

  init(_ layer: Dense, negativeSlope: Float) {
    let lanes = LIMN_LANES
    outputs = layer.weights.columns
    stride = (layer.weights.rows + lanes - 1) / lanes * lanes
    bias = layer.bias.elements
    slope = negativeSlope
    weights = layer.weights.transposed.padded(to: stride)
  }

  /// Where the readings are written, each `count × outputs`; without ``ends`` there are no
  /// complements.
  struct Target {
    /// The sum of a state and its complement.
    let ends: UnsafePointer<Float>?
    let values: UnsafeMutablePointer<Double>
    let complements: UnsafeMutablePointer<Double>?
  }

  /// Computes the outputs of `count` states, `count × stride`.
  func read(_ states: UnsafePointer<Float>, count: Int, into target: Target) {
    withReadout {
      limn_read($0, states, count, target.ends, target.values, target.complements)
    }
  }

  /// Computes the outputs of each state of a walk that starts at `state`: step k adds `signs[k]`
  /// times the row `steps[k]` of `contributions`.
  func read(
    walkFrom state: UnsafeMutablePointer<Float>, _ contributions: UnsafePointer<Float>,
    steps: UnsafeBufferPointer<Int>, signs: UnsafePointer<Float>, into target: Target
  ) {
    withReadout {
      limn_walk(
        $0, state, contributions, steps.baseAddress, signs, steps.count, target.ends,
        target.values, target.complements)
    }
  }

  private func withReadout(_ body: (UnsafePointer<limn_readout>) -> Void) {
    weights.withUnsafeBufferPointer { weights in
      bias.withUnsafeBufferPointer { bias in
        var readout = limn_readout(
          outputs: outputs, stride: stride, weights: weights.baseAddress, bias: bias.baseAddress,
          slope: slope)
        body(&readout)
      }
    }
  }
}

extension Matrix {
  /// The elements, with each row padded with zeros to `width` columns.
  func padded(to width: Int) -> [Float] {
    var padded = [Float](repeating: 0, count: rows * width)
    for row in 0..<rows {
      padded.replaceSubrange(row * width..<row * width + columns, with: self[row: row])
    }
    return padded
  }
}
