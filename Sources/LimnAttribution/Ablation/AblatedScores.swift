import LimnCore
import LimnNetwork

/// How much an objective drops when groups of features are replaced by the background; used by
/// occlusion and feature ablation.
struct AblatedScores: Sendable {
  let model: any Model
  /// The values of absent features, one row or more.
  private let background: Matrix
  private let scoresOfBackground: Matrix

  /// - Throws: ``AttributionError`` for a background that does not fit the model; `ModelError`.
  init(_ model: any Model, background: Background) throws {
    self.model = model
    self.background = try background.matrix(width: model.inputShape.count)
    scoresOfBackground = try model.checkedScores(of: self.background)
  }

  /// The reference of the values.
  var reference: Reference { Reference(background) }

  /// The objective at the input and at the background, and the drop for each group.
  struct Result {
    let input: Double
    let background: Double
    /// One for each group.
    let drops: [Double]
    let evaluations: Int
  }

  /// The maximum size of a batch: its rows times the width of the model's widest intermediate
  /// value.
  private static let batchValues = 1 << 18

  /// `f(x) − f(x with the group's features from the background)` for each group, averaged over the
  /// background's rows. A group that equals the background in every feature has a drop of 0 and is
  /// not evaluated.
  ///
  /// - Throws: `ModelError`, `CancellationError`.
  func drops(of input: [Float], groups: [[Int]], objective: Objective, work: Work) throws -> Result
  {
    let reader = ObjectiveReader(objectives: [objective], output: model.output)
    let atInput = try reader.readings(of: model.checkedScores(of: Matrix(row: input)))[0]
    let atBackground = reader.readings(of: scoresOfBackground).sum() / Double(background.rows)
    var drops = [Double](repeating: 0, count: groups.count)
    var pending: [(group: Int, row: Int)] = []
    for (group, features) in groups.enumerated() {
      for row in 0..<background.rows
      where features.contains(where: { background[row, $0] != input[$0] }) {
        pending.append((group, row))
      }
    }
    let patches = patches(of: groups)
    let nearby = patches.flatMap { patches in
      model.network.flatMap {
        NearbyScores($0, at: input, patches: pending.map { patches[$0.group] })
      }
    }
    let size = max(1, Self.batchValues / max(1, model.widestValue))
    for start in stride(from: 0, to: pending.count, by: size) {
      try work.checkpoint(done: start, of: pending.count)
      let batch = pending[start..<min(start + size, pending.count)]
      var shown: [Float] = []
      shown.reserveCapacity(batch.count * input.count)
      for (group, row) in batch {
        let begin = shown.count
        shown += input
        for feature in groups[group] { shown[begin + feature] = background[row, feature] }
      }
      let inputs = Matrix(rows: batch.count, columns: input.count, elements: shown)
      let readings = reader.readings(
        of: try scores(of: inputs, nearby, batch.compactMap { patches?[$0.group] }))
      for ((group, _), reading) in zip(batch, readings) {
        drops[group] += (atInput - reading) / Double(background.rows)
      }
    }
    return Result(
      input: atInput, background: atBackground, drops: drops,
      evaluations: 1 + background.rows + pending.count)
  }

  private func scores(
    of inputs: Matrix, _ nearby: NearbyScores?, _ patches: [NearbyScores.Patch]
  ) throws -> Matrix {
    if let nearby {
      let scores = nearby.scores(of: inputs, changedIn: patches)
      // The complete network reports which score is not finite.
      if scores.firstNonFinite() == nil { return scores }
    }
    return try model.checkedScores(of: inputs)
  }

  /// The bounding rectangles of groups of an image's features; `nil` if the input is not an image.
  private func patches(of groups: [[Int]]) -> [NearbyScores.Patch]? {
    guard case .image(_, let height, let width) = model.inputShape else { return nil }
    return groups.map { features in
      let pixels = features.map { $0 % (height * width) }
      let (rows, columns) = (pixels.map { $0 / width }, pixels.map { $0 % width })
      return NearbyScores.Patch(
        rows: (rows.min() ?? 0)..<(rows.max() ?? 0) + 1,
        columns: (columns.min() ?? 0)..<(columns.max() ?? 0) + 1)
    }
  }
}
