import LimnCore
import LimnNetwork

/// The outputs of one rectified hidden layer, `f_o = b_o + Σ_j w_oj g(u_j)` with `g(u) = u` above 0
/// and `slope · u` below, read straight from pre-activations u.
///
/// Rows of ``stride`` values, zeros after the last unit, so that every loop runs over whole vectors.
struct RectifiedReadout: Sendable {
  /// Beyond it the rectified states are worth writing out for a matrix product.
  static let maximumOutputs = 3
  /// What loops go by: two registers of the least x86-64, so that sums stay in registers.
  typealias Lanes = SIMD8<Float>

  /// The number of outputs.
  let outputs: Int
  /// The units, rounded up to whole vectors.
  let stride: Int
  private let units: Int
  private let bias: [Float]
  /// outputs × stride.
  private let weights: [Float]
  private let slope: Float

  init(_ layer: Dense, negativeSlope: Float) {
    units = layer.weights.rows
    outputs = layer.weights.columns
    stride = (units + Lanes.scalarCount - 1) / Lanes.scalarCount * Lanes.scalarCount
    bias = layer.bias.elements
    slope = negativeSlope
    weights = layer.weights.transposed.padded(to: stride)
  }

  /// Reads `count` states, `count × stride`, and where `ends` is given their complements `ends − u`.
  ///
  /// - Parameters:
  ///   - values: `count × outputs`.
  ///   - complements: as many.
  @inline(__always)
  func read(
    _ states: UnsafePointer<Float>, count: Int, ends: UnsafePointer<Float>?,
    values: UnsafeMutablePointer<Double>, complements: UnsafeMutablePointer<Double>?
  ) {
    // The usual rectifier is spared the product; the flag is constant where the loops are.
    if slope == 0 {
      read(states, count, ends, values, complements, isLeaky: false)
    } else {
      read(states, count, ends, values, complements, isLeaky: true)
    }
  }

  @inline(__always)
  private func read(
    _ states: UnsafePointer<Float>, _ count: Int, _ ends: UnsafePointer<Float>?,
    _ values: UnsafeMutablePointer<Double>, _ complements: UnsafeMutablePointer<Double>?,
    isLeaky: Bool
  ) {
    weights.withUnsafeBufferPointer { weights in
      guard let weights = weights.baseAddress else { return }
      var (state, slot) = (states, 0)
      for _ in 0..<count {
        for output in 0..<outputs {
          let weights = weights + output &* stride
          if let ends, let complements {
            (values[slot], complements[slot]) = pair(
              state, ends, weights, bias[output], isLeaky: isLeaky)
          } else {
            values[slot] = value(state, weights, bias[output], isLeaky: isLeaky)
          }
          slot &+= 1
        }
        state += stride
      }
    }
  }

  /// One output of a state.
  @inline(__always)
  private func value(
    _ state: UnsafePointer<Float>, _ weights: UnsafePointer<Float>, _ bias: Float, isLeaky: Bool
  ) -> Double {
    var (sum, offset) = (Lanes.zero, 0)
    while offset < stride {
      sum += lanes(weights, offset) * rectified(lanes(state, offset), isLeaky: isLeaky)
      offset &+= Lanes.scalarCount
    }
    return Double(bias + sum.sum())
  }

  /// One output of a state and of its complement.
  @inline(__always)
  private func pair(
    _ state: UnsafePointer<Float>, _ ends: UnsafePointer<Float>, _ weights: UnsafePointer<Float>,
    _ bias: Float, isLeaky: Bool
  ) -> (Double, Double) {
    var (sum, opposite, offset) = (Lanes.zero, Lanes.zero, 0)
    while offset < stride {
      let (u, w) = (lanes(state, offset), lanes(weights, offset))
      sum += w * rectified(u, isLeaky: isLeaky)
      opposite += w * rectified(lanes(ends, offset) - u, isLeaky: isLeaky)
      offset &+= Lanes.scalarCount
    }
    return (Double(bias + sum.sum()), Double(bias + opposite.sum()))
  }

  @inline(__always)
  private func lanes(_ row: UnsafePointer<Float>, _ offset: Int) -> Lanes {
    UnsafeRawPointer(row + offset).loadUnaligned(as: Lanes.self)
  }

  @inline(__always)
  private func rectified(_ u: Lanes, isLeaky: Bool) -> Lanes {
    u.replacing(with: isLeaky ? slope * u : .zero, where: u .< 0)
  }
}

extension Matrix {
  /// The elements with zeros after each row up to `width` columns.
  func padded(to width: Int) -> [Float] {
    var padded = [Float](repeating: 0, count: rows * width)
    for row in 0..<rows {
      padded.replaceSubrange(row * width..<row * width + columns, with: self[row: row])
    }
    return padded
  }
}
