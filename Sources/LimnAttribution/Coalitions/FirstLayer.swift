import LimnCore
import LimnNetwork

/// Coalitions of a network whose first trained layer is dense, evaluated from its pre-activations.
///
/// A coalition's pre-activation is a sum over its players, `u(S) = u(∅) + Σ_{i∈S} a_i` with
/// `a_i = Σ_{f∈i} (x_f − x′_f) W_f`. A list of coalitions is therefore one product of 0/1 rows with
/// the players' rows, a step of a walk adds or subtracts one row, and a complement is a
/// subtraction, `u(Sᶜ) = u(N) + u(∅) − u(S)`. The rest of the network is evaluated by
/// ``PreactivationReadout``.
struct FirstLayer: CoalitionEvaluator {
  /// The distance between rows of states, as in ``SplitNetwork``.
  let width: Int
  /// `u(∅)`.
  private let absent: [Float]
  /// `u(N) + u(∅)`.
  private let bothEnds: [Float]
  /// `a`: players × width.
  private let contributions: [Float]
  private let players: Int
  private let network: SplitNetwork

  /// Returns `nil` if an intermediate sum might overflow where the state itself would not, since a
  /// rectifier would turn −∞ into 0 without notice.
  ///
  /// - Parameters:
  ///   - absent: the network's pre-activations for the empty coalition.
  ///   - differences: the change of each feature when its player joins.
  ///   - members: the features of all players, grouped by player.
  ///   - reach: the largest magnitude of a player's presence.
  init?(
    _ network: SplitNetwork, absent: [Float], differences: [Float], members: [Players.Member],
    players: Int, reach: Float = 1
  ) {
    let (units, width) = (network.first.weights.columns, network.width)
    var differences = differences
    // A feature's contribution is its difference after scaling, times its weights.
    for scaling in network.before {
      differences = zip(differences, scaling.factor).map(*)
    }
    var contributions = [Float](repeating: 0, count: players * width)
    var bothEnds = absent.map { 2 * $0 }
    var bounds = bothEnds.map(abs)
    contributions.withUnsafeMutableBufferPointer { contributions in
      network.first.weights.elements.withUnsafeBufferPointer { weights in
        bothEnds.withUnsafeMutableBufferPointer { bothEnds in
          bounds.withUnsafeMutableBufferPointer { bounds in
            for member in members where differences[member.feature] != 0 {
              let (row, source) = (member.player * width, member.feature * units)
              let difference = differences[member.feature]
              for unit in 0..<units {
                contributions[row &+ unit] += difference * weights[source &+ unit]
              }
            }
            for row in stride(from: 0, to: players * width, by: width) {
              for unit in 0..<units {
                bothEnds[unit] += contributions[row &+ unit]
                bounds[unit] += reach * abs(contributions[row &+ unit])
              }
            }
          }
        }
      }
    }
    guard bounds.allSatisfy(\.isFinite) else { return nil }
    self.network = network
    self.width = width
    self.absent = absent
    self.contributions = contributions
    self.bothEnds = bothEnds
    self.players = players
  }

  func readings(of coalitions: Coalitions, complements: Bool) -> [Double] {
    switch network.readout {
    case .rectified(let readout):
      rectifiedReadings(of: coalitions, complements: complements, by: readout)
    case .network(let slope, let rest, let reader):
      batchReadings(
        of: states(of: coalitions, complements: complements, slope: slope), rest, reader)
    }
  }

  /// The change of the pre-activations from the empty coalition, for each row of `members`.
  func steps(of members: Matrix) -> Matrix {
    members.multiplied(
      by: Matrix(rows: players, columns: width, elements: contributions))
  }

  /// The readings of the rows in `range`, from known steps; the steps of another input with the
  /// same differences may be used.
  func readings(after steps: Matrix, rows range: Range<Int>) -> [Double] {
    let count = range.count
    let states = Matrix(rows: count, columns: width) { target in
      absent.withUnsafeBufferPointer { absent in
        steps.elements.withUnsafeBufferPointer { steps in
          for row in 0..<count {
            let (place, step) = (row &* width, (range.lowerBound &+ row) &* width)
            for unit in 0..<width {
              target[place &+ unit] = absent[unit] + steps[step &+ unit]
            }
          }
        }
      }
      if case .network(let slope?, _, _) = network.readout { rectify(target, slope: slope) }
    }
    switch network.readout {
    case .network(_, let rest, let reader): return batchReadings(of: states, rest, reader)
    case .rectified(let readout):
      let values = count * readout.outputs
      return [Double](unsafeUninitializedCapacity: values) { target, initialized in
        initialized = values
        guard let start = target.baseAddress else { return }
        readout.read(
          states.elements, count: count,
          into: RectifiedReadout.Target(ends: nil, values: start, complements: nil))
      }
    }
  }

  private func rectify(_ states: UnsafeMutableBufferPointer<Float>, slope: Float) {
    for index in states.indices {
      let u = states[index]
      states[index] = u > 0 ? u : slope * u
    }
  }

  private func batchReadings(
    of states: Matrix, _ rest: Network, _ reader: ObjectiveReader?
  ) -> [Double] {
    let outputs = rest.scores(of: states)
    return reader?.readings(of: outputs) ?? outputs.elements.map(Double.init)
  }

  private func rectifiedReadings(
    of coalitions: Coalitions, complements: Bool, by readout: RectifiedReadout
  ) -> [Double] {
    let values = coalitions.count * readout.outputs
    let total = complements ? 2 * values : values
    return [Double](unsafeUninitializedCapacity: total) { target, initialized in
      initialized = total
      guard let start = target.baseAddress else { return }
      bothEnds.withUnsafeBufferPointer { bothEnds in
        func slots(from place: Int) -> RectifiedReadout.Target {
          let values = start + place * readout.outputs
          return RectifiedReadout.Target(
            ends: complements ? bothEnds.baseAddress : nil, values: values,
            complements: complements ? values + total / 2 : nil)
        }
        switch coalitions {
        case .members(let matrix):
          let states = Matrix(rows: matrix.rows, columns: width) { fill($0, members: matrix) }
          readout.read(states.elements, count: matrix.rows, into: slots(from: 0))
        case .walks(let walks):
          var place = 0
          begin(walks) { walk, state, contributions in
            readout.read(
              walkFrom: state, contributions, steps: walk.flips, signs: walk.signs,
              into: slots(from: place))
            place += walk.flips.count
          }
        }
      }
    }
  }

  /// The states of the coalitions and of their complements, after the rectifier if `slope` is
  /// given.
  private func states(of coalitions: Coalitions, complements: Bool, slope: Float?) -> Matrix {
    let count = coalitions.count
    return Matrix(rows: complements ? 2 * count : count, columns: width) { target in
      guard let start = target.baseAddress else { return }
      switch coalitions {
      case .members(let matrix): fill(target, members: matrix)
      case .walks(let walks):
        var row = start
        begin(walks) { walk, state, contributions in
          for (step, player) in walk.flips.enumerated() {
            add(walk.signs[step], contributions + player * width, to: state)
            row.initialize(from: state, count: width)
            row += width
          }
        }
      }
      if complements { complement(start, into: start + count * width, count: count) }
      if let slope { rectify(target, slope: slope) }
    }
  }

  private func fill(_ target: UnsafeMutableBufferPointer<Float>, members: Matrix) {
    guard let target = target.baseAddress else { return }
    for row in 0..<members.rows { (target + row * width).initialize(from: absent, count: width) }
    guard players > 0 else { return }
    members.elements.withUnsafeBufferPointer { members in
      contributions.withUnsafeBufferPointer { contributions in
        BLAS.multiplyAdd(
          rows: members.count / players, columns: width, inner: players, scale: 1,
          members.baseAddress!, leading: players, .asIs,
          contributions.baseAddress!, leading: width, .asIs,
          accumulate: 1, target, leading: width)
      }
    }
  }

  /// Calls `body` with each walk, its start state and the players' rows.
  private func begin(
    _ walks: CoalitionWalks,
    body: (CoalitionWalks.Walk, UnsafeMutablePointer<Float>, UnsafePointer<Float>) -> Void
  ) {
    var state = absent
    contributions.withUnsafeBufferPointer { contributions in
      state.withUnsafeMutableBufferPointer { state in
        guard let state = state.baseAddress, let contributions = contributions.baseAddress else {
          return
        }
        walks.visit { walk in
          state.update(from: absent, count: width)
          for player in walk.start.indices where walk.start[player] {
            add(1, contributions + player * width, to: state)
          }
          body(walk, state, contributions)
        }
      }
    }
  }

  @inline(__always)
  private func add(
    _ sign: Float, _ contribution: UnsafePointer<Float>, to state: UnsafeMutablePointer<Float>
  ) {
    for unit in 0..<width { state[unit] += sign * contribution[unit] }
  }

  private func complement(
    _ states: UnsafeMutablePointer<Float>, into target: UnsafeMutablePointer<Float>, count: Int
  ) {
    bothEnds.withUnsafeBufferPointer { bothEnds in
      for row in 0..<count {
        let (state, complement) = (states + row * width, target + row * width)
        for unit in 0..<width { complement[unit] = bothEnds[unit] - state[unit] }
      }
    }
  }
}
