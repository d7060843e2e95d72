import LimnCore
import LimnNetwork

/// Coalitions of a network whose first trained layer is dense, evaluated from its pre-activations.
///
/// A coalition's pre-activation is a sum over its players, `u(S) = u(∅) + Σ_{i∈S} a_i` with
/// `a_i = Σ_{f∈i} (x_f − x′_f) W_f`, so a list of coalitions is one product of 0/1 rows with the
/// players' rows, a step of a walk adds or takes away one row, and a complement is a subtraction,
/// `u(Sᶜ) = u(N) + u(∅) − u(S)`. The rest of the network runs in batch and gives all outputs.
struct FirstLayer: CoalitionEvaluator {
  /// `u(∅)`.
  private let absent: [Float]
  /// `u(N) + u(∅)`.
  private let bothEnds: [Float]
  /// `a`: players × units.
  private let contributions: Matrix
  /// What follows the first dense layer, up to the logits; a piecewise-linear activation that comes
  /// first is taken apart, to run in place.
  private let slope: Float?
  private let rest: [any Layer]

  /// `nil` when the network does not begin with a dense layer, but for scaling and dropout.
  init?(network: Network, input: [Float], absent: [Float], players: Players) {
    let layers = Array(network.logitLayers)
    guard let first = layers.firstIndex(where: { $0 is Dense }),
      let dense = layers[first] as? Dense,
      layers[..<first].allSatisfy({ $0 is Scaling || $0 is Dropout })
    else { return nil }
    let ends = layers[...first].reduce(Matrix(rows: [absent, input], columns: input.count)) {
      $1.forward($0).output
    }
    self.absent = Array(ends[row: 0])
    self.bothEnds = zip(ends[row: 0], ends[row: 1]).map(+)

    // A feature's contribution is its difference as the dense layer sees it, times its weights.
    var difference = zip(input, absent).map { $0 - $1 }
    for case let scaling as Scaling in layers[..<first] {
      difference = zip(difference, scaling.factor).map(*)
    }
    var contributions = Matrix(rows: players.count, columns: dense.weights.columns)
    for player in 0..<players.count {
      for feature in players.features(of: player) where difference[feature] != 0 {
        for (unit, weight) in dense.weights[row: feature].enumerated() {
          contributions[player, unit] += difference[feature] * weight
        }
      }
    }
    self.contributions = contributions

    let activation = layers.dropFirst(first + 1).first as? any PiecewiseLinearActivation
    self.slope = activation?.negativeSlope
    self.rest = Array(layers.dropFirst(activation == nil ? first + 1 : first + 2))
  }

  var width: Int { absent.count }

  func scores(of coalitions: Coalitions, complements: Bool) -> Matrix {
    let count = coalitions.count
    let states = Matrix(rows: complements ? 2 * count : count, columns: width) { target in
      let start = target.baseAddress!
      switch coalitions {
      case .members(let matrix): fill(start, members: matrix)
      case .walks(let walks): fill(start, walks: walks)
      }
      if complements { complement(start, into: start + count * width, count: count) }
      if let slope {
        for i in target.indices {
          let u = target[i]
          target[i] = u > 0 ? u : slope * u
        }
      }
    }
    return rest.reduce(states) { $1.forward($0).output }
  }

  private func fill(_ target: UnsafeMutablePointer<Float>, members: Matrix) {
    for row in 0..<members.rows { (target + row * width).initialize(from: absent, count: width) }
    guard members.rows > 0, members.columns > 0 else { return }
    members.elements.withUnsafeBufferPointer { members in
      contributions.elements.withUnsafeBufferPointer { contributions in
        BLAS.multiplyAdd(
          rows: members.count / self.contributions.rows, columns: width,
          inner: self.contributions.rows, scale: 1,
          members.baseAddress!, leading: self.contributions.rows, .asIs,
          contributions.baseAddress!, leading: width, .asIs,
          accumulate: 1, target, leading: width)
      }
    }
  }

  private func fill(_ target: UnsafeMutablePointer<Float>, walks: [CoalitionWalk]) {
    var row = target
    var state = absent
    contributions.elements.withUnsafeBufferPointer { contributions in
      state.withUnsafeMutableBufferPointer { state in
        for walk in walks {
          state.baseAddress!.update(from: absent, count: width)
          var present = walk.start
          for player in present.indices where present[player] {
            add(1, contributions.baseAddress! + player * width, to: state.baseAddress!)
          }
          for player in walk.flips {
            present[player].toggle()
            add(
              present[player] ? 1 : -1, contributions.baseAddress! + player * width,
              to: state.baseAddress!)
            row.initialize(from: state.baseAddress!, count: width)
            row += width
          }
        }
      }
    }
  }

  @inline(__always)
  private func add(
    _ sign: Float, _ contribution: UnsafePointer<Float>, to state: UnsafeMutablePointer<Float>
  ) {
    let width = width
    for unit in 0..<width { state[unit] += sign * contribution[unit] }
  }

  private func complement(
    _ states: UnsafeMutablePointer<Float>, into target: UnsafeMutablePointer<Float>, count: Int
  ) {
    let width = width
    bothEnds.withUnsafeBufferPointer { bothEnds in
      for row in 0..<count {
        let (state, complement) = (states + row * width, target + row * width)
        for unit in 0..<width { complement[unit] = bothEnds[unit] - state[unit] }
      }
    }
  }
}
