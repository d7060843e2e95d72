import LimnCore
import LimnNetwork

/// A section of a straight path, cut where a unit of a piecewise-linear graph reaches a kink or the
/// winner of a maximum changes. Between two neighbouring cuts every value is affine in α.
///
/// One sorted list of cuts is kept for the whole graph (as in ExactLine, Sotoudeh and Thakur 2019,
/// arXiv 1908.06214). Nodes are processed in order: each adds its cuts, and values that later nodes
/// still need are interpolated there, so sums and concatenations add no cuts.
struct GraphPathCuts {
  /// The cuts in ascending order, from the start of the section to its end.
  private(set) var cuts: [Double]
  /// The scores at each cut.
  private(set) var scores: [Double] = []

  /// Why a section has no list of cuts.
  enum Refusal: Error {
    /// There are more pieces than permitted.
    case tooManyPieces
    /// The values at the cuts would need more memory than permitted; a shorter section may not.
    case tooLarge
  }

  /// Cuts closer than this are merged; it is about a thousand rounding errors of a number near 1.
  private static let nearest = 1e-13

  /// The maximum of numbers kept at the same time: 256 MB.
  private static let mostNumbers = 1 << 25

  private init(cuts: [Double]) {
    self.cuts = cuts
  }

  /// - Parameters:
  ///   - most: the maximum number of pieces.
  ///   - point: the input at a position on the path.
  /// - Throws: `CancellationError`.
  static func find(
    _ anatomy: PreparedAnatomy, from start: Double, to end: Double, most: Int, work: Work,
    point: (Double) -> [Double]
  ) throws -> Result<GraphPathCuts, Refusal> {
    var found = GraphPathCuts(cuts: [start, end])
    var values: [Int: [Double]] = [0: point(start) + point(end)]
    for index in anatomy.nodes.indices {
      try work.checkpoint()
      if let refusal = found.add(index, of: anatomy, &values, most: most) {
        return .failure(refusal)
      }
    }
    found.scores = values[anatomy.scores] ?? []
    return .success(found)
  }

  /// Processes one node: adds its cuts, and computes its values at all cuts.
  private mutating func add(
    _ index: Int, of anatomy: PreparedAnatomy, _ values: inout [Int: [Double]], most: Int
  ) -> Refusal? {
    let node = anatomy.nodes[index]
    let inputs = node.inputs.map { values[$0] ?? [] }
    var fractions: [[Double]]?
    switch node.form {
    case .pieces(let function): fractions = crossings(of: inputs[0], function, node.width)
    case .maximum(let form):
      fractions = changes(of: anatomy.joined(inputs, of: node, rows: cuts.count), form)
    default: break
    }
    if let fractions, fractions.contains(where: { !$0.isEmpty }) {
      let count = cuts.count + fractions.reduce(0) { $0 + $1.count }
      guard count - 1 <= most else { return .tooManyPieces }
      let kept = values.keys.reduce(node.width) { $0 + anatomy.widths[$1] }
      guard count * kept <= Self.mostNumbers else { return .tooLarge }
      for value in values.keys {
        values[value] = interpolated(
          values[value] ?? [], at: fractions, width: anatomy.widths[value])
      }
      insert(fractions)
    }
    values[index + 1] = anatomy.output(
      of: node, node.inputs.map { values[$0] ?? [] }, rows: cuts.count)
    for value in node.inputs where anatomy.lastUses[value] == index && value != anatomy.scores {
      values[value] = nil
    }
    return nil
  }

  /// For each piece, the positions within it, in 0…1, at which a unit reaches a kink.
  private func crossings(
    of units: [Double], _ function: PiecewiseLinearFunction, _ width: Int
  ) -> [[Double]] {
    units.withUnsafeBufferPointer { units in
      (0..<cuts.count - 1).map { piece in
        var found: [Double] = []
        let (left, right) = (piece * width, (piece + 1) * width)
        for kink in function.kinks {
          for unit in 0..<width {
            let (a, b) = (units[left &+ unit] - kink, units[right &+ unit] - kink)
            if (a < 0 && b > 0) || (a > 0 && b < 0) { found.append(a / (a - b)) }
          }
        }
        return distinct(found, piece)
      }
    }
  }

  /// For each piece, the positions within it at which the winner of a maximum changes: the corners
  /// of the upper envelope of the candidates' lines.
  private func changes(of joined: [Double], _ form: MaximumForm) -> [[Double]] {
    let width = joined.count / cuts.count
    return joined.withUnsafeBufferPointer { joined in
      (0..<cuts.count - 1).map { piece in
        var found: [Double] = []
        let (left, right) = (
          joined.baseAddress! + piece * width, joined.baseAddress! + (piece + 1) * width
        )
        for output in 0..<form.outputs {
          let candidates = form.candidates[
            Int(form.starts[output])..<Int(form.starts[output + 1])]
          envelope(candidates, left, right, into: &found)
        }
        return distinct(found, piece)
      }
    }
  }

  private func envelope(
    _ candidates: ArraySlice<Int32>, _ left: UnsafePointer<Double>, _ right: UnsafePointer<Double>,
    into found: inout [Double]
  ) {
    guard let first = candidates.first else { return }
    var winner = Int(first)
    for candidate in candidates.map({ Int($0) }) {
      let (a, b) = (left[candidate], left[winner])
      if a > b || a == b && right[candidate] > right[winner] { winner = candidate }
    }
    var place = 0.0
    // Each change is to a steeper line, so there are fewer changes than candidates.
    while true {
      let slope = right[winner] - left[winner]
      var next: (place: Double, slope: Double, candidate: Int)?
      for candidate in candidates.map({ Int($0) }) {
        let other = right[candidate] - left[candidate]
        guard other > slope else { continue }
        let meeting = max(place, (left[winner] - left[candidate]) / (other - slope))
        guard meeting < 1 else { continue }
        if let next, (meeting, -other) >= (next.place, -next.slope) { continue }
        next = (meeting, other, candidate)
      }
      guard let next else { return }
      if next.place > 0 { found.append(next.place) }
      (winner, place) = (next.candidate, next.place)
    }
  }

  /// The fractions in ascending order, without those that nearly coincide with another or with an
  /// end of the piece.
  private func distinct(_ fractions: [Double], _ piece: Int) -> [Double] {
    guard !fractions.isEmpty else { return [] }
    let nearest = Self.nearest / max(cuts[piece + 1] - cuts[piece], Self.nearest)
    var kept: [Double] = []
    for fraction in fractions.sorted()
    where fraction - (kept.last ?? 0) > nearest && 1 - fraction > nearest {
      kept.append(fraction)
    }
    return kept
  }

  /// The rows at the old cuts and, between them, at the new ones.
  private func interpolated(_ rows: [Double], at fractions: [[Double]], width: Int) -> [Double] {
    let count = cuts.count + fractions.reduce(0) { $0 + $1.count }
    return [Double](unsafeUninitializedCapacity: count * width) { target, initialized in
      initialized = count * width
      rows.withUnsafeBufferPointer { rows in
        var to = 0
        for piece in 0..<cuts.count {
          let left = piece * width
          for i in 0..<width { target[to &+ i] = rows[left &+ i] }
          to += width
          guard piece < fractions.count else { continue }
          for t in fractions[piece] {
            for i in 0..<width {
              let (a, b) = (rows[left &+ i], rows[left &+ width &+ i])
              target[to &+ i] = a + t * (b - a)
            }
            to += width
          }
        }
      }
    }
  }

  private mutating func insert(_ fractions: [[Double]]) {
    var all: [Double] = []
    for (piece, found) in fractions.enumerated() {
      all.append(cuts[piece])
      let length = cuts[piece + 1] - cuts[piece]
      all += found.map { cuts[piece] + $0 * length }
    }
    all.append(cuts[cuts.count - 1])
    cuts = all
  }
}
