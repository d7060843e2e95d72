import LimnNetwork

/// A straight path, cut where a unit of a piecewise-linear network crosses zero. Between two
/// neighbouring cuts every layer, including the logits, is affine in α.
///
/// It is built layer by layer (as in ExactLine, Sotoudeh and Thakur 2019, arXiv 1908.06214): given
/// the cuts so far and a layer's pre-activations there, each interval is cut where one of these
/// changes sign. Values at new cuts are interpolated, with the crossing unit set to exactly 0. The
/// first hidden layer is handled by ``FirstCrossings``. A value is reused for many paths, to reuse
/// its storage.
struct PathPieces {
  private let network: RectifierChain
  /// Cuts in ascending order, from 0 to 1.
  private(set) var cuts: [Double] = []
  /// The logits at each cut.
  private(set) var logits: [Double] = []
  private var first = FirstCrossings()
  /// The pieces of each hidden layer except the first; each layer refines the pieces of the
  /// previous one.
  private var levels: [Level]
  private var crossings: [Crossing] = []
  private var scratch: [Double] = []

  private struct Level {
    /// The slope of each unit on each piece, pieces × units.
    var slopes: [Double] = []
    /// For each piece, the piece of the previous layer that contains it.
    var parents: [Int] = []
  }

  private struct Crossing {
    let unit: Int
    /// The position within the interval, in 0…1.
    let fraction: Double
  }

  init(_ network: RectifierChain) {
    self.network = network
    self.levels = network.hidden.dropFirst().map { _ in Level() }
  }

  /// The number of pieces.
  var count: Int { cuts.count - 1 }

  /// Follows the path on which the first affine map's outputs are `start` at α = 0 and `end` at α =
  /// 1.
  mutating func follow(from start: UnsafePointer<Double>, to end: UnsafePointer<Double>) {
    let width = network.first.outputs
    guard let layer = network.hidden.first else {
      cuts = [0, 1]
      logits.removeAll(keepingCapacity: true)
      logits.append(contentsOf: UnsafeBufferPointer(start: start, count: width))
      logits.append(contentsOf: UnsafeBufferPointer(start: end, count: width))
      return
    }
    first.find(from: start, to: end, units: width, negativeSlope: layer.negativeSlope)
    first.outputs(of: map(after: 0), from: start, to: end, into: &logits)
    cuts = first.cuts
    for layer in network.hidden.indices.dropFirst() {
      cut(layer)
      apply(map(after: layer))
    }
  }

  /// The affine map that follows a hidden layer's rectifier.
  private func map(after layer: Int) -> AffineMap {
    layer + 1 < network.hidden.count ? network.hidden[layer + 1].map : network.output
  }

  /// Cuts the path where the layer's pre-activations, stored in `logits`, cross zero, and replaces
  /// them by the layer's outputs.
  private mutating func cut(_ layer: Int) {
    let slope = network.hidden[layer].negativeSlope
    let width = network.hidden[layer].map.outputs
    var newCuts = [0.0]
    scratch.removeAll(keepingCapacity: true)
    scratch.append(contentsOf: logits[..<width])
    levels[layer - 1].parents.removeAll(keepingCapacity: true)
    for piece in 0..<count {
      let (left, right) = (piece * width, (piece + 1) * width)
      findCrossings(left: left, right: right, width: width)
      for crossing in crossings {
        newCuts.append(cuts[piece] + crossing.fraction * (cuts[piece + 1] - cuts[piece]))
        interpolate(crossing, left: left, right: right, width: width)
      }
      newCuts.append(cuts[piece + 1])
      scratch.append(contentsOf: logits[right..<right + width])
      for _ in 0...crossings.count { levels[layer - 1].parents.append(piece) }
    }
    cuts = newCuts
    // On a piece a unit does not change its sign, so the sum of its ends has the same sign; a unit
    // that is 0 on the whole piece has the slope below 0, like the layer's derivative.
    let total = count * width
    levels[layer - 1].slopes = [Double](unsafeUninitializedCapacity: total) { slopes, initialized in
      scratch.withUnsafeBufferPointer { scratch in
        for left in 0..<total {
          slopes[left] = scratch[left] + scratch[left &+ width] > 0 ? 1 : slope
        }
      }
      initialized = total
    }
    scratch.withUnsafeMutableBufferPointer { scratch in
      for i in scratch.indices { scratch[i] = scratch[i] > 0 ? scratch[i] : slope * scratch[i] }
    }
    swap(&logits, &scratch)
  }

  /// Finds the units that change sign between two rows of ``logits``, in order along the path.
  private mutating func findCrossings(left: Int, right: Int, width: Int) {
    crossings.removeAll(keepingCapacity: true)
    logits.withUnsafeBufferPointer { logits in
      for unit in 0..<width {
        let (a, b) = (logits[left &+ unit], logits[right &+ unit])
        if (a < 0 && b > 0) || (a > 0 && b < 0) {
          crossings.append(Crossing(unit: unit, fraction: a / (a - b)))
        }
      }
    }
    if crossings.count > 1 {
      crossings.sort { ($0.fraction, $0.unit) < ($1.fraction, $1.unit) }
    }
  }

  /// Appends the row at a crossing to `scratch`.
  private mutating func interpolate(_ crossing: Crossing, left: Int, right: Int, width: Int) {
    let (start, t) = (scratch.count, crossing.fraction)
    scratch.append(contentsOf: logits[left..<left + width])
    scratch.withUnsafeMutableBufferPointer { scratch in
      logits.withUnsafeBufferPointer { logits in
        for unit in 0..<width {
          let (a, b) = (logits[left &+ unit], logits[right &+ unit])
          scratch[start &+ unit] = a + t * (b - a)
        }
      }
      scratch[start + crossing.unit] = 0
    }
  }

  private mutating func apply(_ map: AffineMap) {
    scratch.removeAll(keepingCapacity: true)
    for _ in cuts { scratch.append(contentsOf: map.bias) }
    let rows = cuts.count
    logits.withUnsafeBufferPointer { logits in
      scratch.withUnsafeMutableBufferPointer {
        map.apply(logits.baseAddress!, rows: rows, accumulate: true, $0.baseAddress!)
      }
    }
    swap(&logits, &scratch)
  }

  /// Pulls one cotangent of the logits for each piece back to the first affine map's outputs and
  /// sums over the pieces: `Σ_k ∂/∂u` with the slopes of piece k.
  func pullBack(_ cotangents: [Double], into result: UnsafeMutablePointer<Double>) {
    var (gradient, rows) = (cotangents, count)
    for layer in network.hidden.indices.dropFirst().reversed() {
      let (level, width) = (levels[layer - 1], network.hidden[layer].map.outputs)
      var pulled = [Double](repeating: 0, count: rows * width)
      gradient.withUnsafeBufferPointer { gradient in
        pulled.withUnsafeMutableBufferPointer {
          map(after: layer).pullBack(gradient.baseAddress!, rows: rows, $0.baseAddress!)
        }
      }
      // Pieces within one piece of the previous layer share its slopes, so they are summed first.
      let parents = layer == 1 ? first.cuts.count - 1 : levels[layer - 2].parents.count
      gradient = [Double](repeating: 0, count: parents * width)
      gradient.withUnsafeMutableBufferPointer { gradient in
        level.slopes.withUnsafeBufferPointer { slopes in
          pulled.withUnsafeBufferPointer { pulled in
            for piece in 0..<rows {
              let (target, source) = (level.parents[piece] * width, piece * width)
              for unit in 0..<width {
                gradient[target &+ unit] += slopes[source &+ unit] * pulled[source &+ unit]
              }
            }
          }
        }
      }
      rows = parents
    }
    guard !network.hidden.isEmpty else {
      for unit in 0..<network.first.outputs {
        result[unit] = (0..<rows).reduce(0) { $0 + gradient[$1 * network.first.outputs + unit] }
      }
      return
    }
    first.pullBack(gradient, through: map(after: 0), into: result)
  }
}
