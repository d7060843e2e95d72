import LimnCore
import LimnData
import LimnNetwork

/// The loss on the plane through a trained network that contains most of its training path. The
/// plane is spanned by the first two principal directions of the path (Li, Xu, Taylor, Studer and
/// Goldstein 2018, arXiv 1712.09913, section 7.2).
///
/// Random directions would show almost nothing of the path: in high dimensions they are nearly
/// perpendicular to any given direction (section 7.1 there).
public struct LossSurface: Sendable {
  /// A point of the plane, as distances from the trained network along the two directions.
  public struct Position: Sendable, Hashable {
    /// The distance along the first direction.
    public let x: Double
    /// The distance along the second direction.
    public let y: Double
  }

  /// The grid's coordinates along the first direction, ascending.
  public let columns: [Double]
  /// The grid's coordinates along the second direction, ascending; as many as columns.
  public let rows: [Double]
  /// The mean losses in row-major order; NaN or infinite where the network's output is.
  public let losses: [Double]
  /// The training path projected onto the plane, with its epochs; epoch 0 is the start.
  public let path: [(epoch: Int, position: Position)]
  /// The fractions of the path's squared distances from the trained network that lie along the two
  /// directions, each in `0...1`.
  public let shares: (x: Double, y: Double)

  /// Computes the loss on a grid of `points × points` networks.
  ///
  /// Cost: `points²` passes over `set`, and the inner products of all pairs of states of the path.
  ///
  /// - Parameters:
  ///   - network: the trained network, at the point (0, 0).
  ///   - path: the states of the network during training.
  ///   - set: the examples on which the loss is computed.
  ///   - loss: `nil` for the standard loss for the network's outputs.
  ///   - points: the number of grid points along each direction; 2 to 10,000.
  ///   - work: the threads, the cancellation and the progress; no loss depends on it.
  /// - Throws: ``TrainingError/setting(name:value:allowed:)`` for `points` out of range;
  ///   ``TrainingError/shortPath(states:)`` if the path does not span a plane; `CancellationError`.
  public init(
    around network: Network, path: TrainingPath, on set: LabeledSet, loss: Loss? = nil,
    points: Int = 41, work: Work = Work()
  ) throws {
    try AllowedRange.grid.check("points", Double(points))
    let center = network.parameterVector
    let steps = path.states.map { state in
      zip(state.parameters, center).map { Double($0) - Double($1) }
    }
    guard let (first, second, shares) = Self.principalDirections(of: steps) else {
      throw TrainingError.shortPath(states: path.states.count)
    }
    self.shares = shares
    self.path = zip(path.states, steps).map { state, step in
      (state.epoch, Position(x: dot(step, first), y: dot(step, second)))
    }
    let columns = Self.grid(over: self.path.map(\.position.x), points: points)
    let rows = Self.grid(over: self.path.map(\.position.y), points: points)
    (self.columns, self.rows) = (columns, rows)
    losses = try parallelMap(count: points, work: work.doing(.surveying)) { row, work in
      try columns.enumerated().map { column, x in
        try work.checkpoint(done: column, of: points)
        let moved = center.indices.map { index in
          Float(Double(center[index]) + x * first[index] + rows[row] * second[index])
        }
        return try Performance(
          of: network.replacingParameters(with: moved), on: set, loss: loss, work: work.silent
        ).loss
      }
    }.flatMap { $0 }
  }

  /// Computes the loss surface of a run, on its training examples. The targets of a regression are
  /// standardised as during training.
  ///
  /// - Parameters:
  ///   - trainer: the run, after training.
  ///   - path: the states of the network during the run.
  ///   - points: the number of grid points along each direction; at least 2.
  ///   - work: the threads, the cancellation and the progress.
  /// - Throws: as ``init(around:path:on:loss:points:work:)``.
  public init(around trainer: Trainer, path: TrainingPath, points: Int = 41, work: Work = Work())
    throws
  {
    try self.init(
      around: trainer.keptNetwork, path: path, on: trainer.training,
      loss: trainer.history.configuration.loss, points: points, work: work)
  }

  /// A grid that extends beyond the values and 0 by a quarter on both sides.
  private static func grid(over values: [Double], points: Int) -> [Double] {
    let (low, high) = values.reduce((0.0, 0.0)) { (min($0.0, $1), max($0.1, $1)) }
    let room = 0.25 * (high - low)
    return (0..<points).map {
      low - room + (high - low + 2 * room) * Double($0) / Double(points - 1)
    }
  }

  /// The two unit directions that contain most of the steps' squared lengths, and the fractions
  /// that they contain. They are linear combinations of the steps, computed from the inner products
  /// of the steps.
  private static func principalDirections(
    of steps: [[Double]]
  ) -> (first: [Double], second: [Double], shares: (x: Double, y: Double))? {
    var products = steps.map { a in steps.map { dot(a, $0) } }
    let total = products.indices.reduce(0) { $0 + products[$1][$1] }
    guard total > 0, total.isFinite else { return nil }
    var found: [(direction: [Double], share: Double)] = []
    for _ in 0..<2 {
      let (value, vector) = largestEigenpair(of: products)
      guard value > 1e-9 * total else { return nil }
      var direction = [Double](repeating: 0, count: steps[0].count)
      for (weight, step) in zip(vector, steps) {
        for index in direction.indices { direction[index] += weight * step[index] }
      }
      let length = dot(direction, direction).squareRoot()
      found.append((direction.map { $0 / length }, value / total))
      for i in products.indices {
        for j in products.indices { products[i][j] -= value * vector[i] * vector[j] }
      }
    }
    return (found[0].direction, found[1].direction, (found[0].share, found[1].share))
  }

  /// The largest eigenvalue by power iteration, beginning with the row of the largest diagonal
  /// element.
  private static func largestEigenpair(of matrix: [[Double]]) -> (value: Double, vector: [Double]) {
    let start = matrix.indices.reduce(0) { matrix[$1][$1] > matrix[$0][$0] ? $1 : $0 }
    var vector = matrix[start]
    var value = 0.0
    for _ in 0..<500 {
      let length = dot(vector, vector).squareRoot()
      guard length > 0 else { return (0, vector) }
      vector = vector.map { $0 / length }
      let image = matrix.map { dot($0, vector) }
      let next = dot(image, vector)
      vector = image
      if abs(next - value) <= 1e-14 * abs(next) { break }
      value = next
    }
    let length = dot(vector, vector).squareRoot()
    guard length > 0 else { return (0, vector) }
    vector = vector.map { $0 / length }
    return (dot(matrix.map { dot($0, vector) }, vector), vector)
  }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for index in a.indices { sum += a[index] * b[index] }
  return sum
}
