import LimnCore

/// Rows around one that is explained, `x + σ ∘ offset`, as a model's objectives read them.
///
/// A network that begins with a dense layer takes the offsets straight to its pre-activations,
/// `u(x) + Σ offset_i σ_i W_i`, of which the sum is the same for every row that is explained; any other
/// model is shown the rows.
struct PerturbedRows {
  private let model: any Model
  private let reader: ObjectiveReader
  private let input: [Float]
  private let deviations: [Float]
  private let varying: [Int]
  private let firstLayer: FirstLayer?

  /// The values of a batch, at most, so that memory stays bounded.
  private static let chunkValues = 1 << 16

  init(
    _ model: any Model, around input: [Float], scales: TabularScales, reader: ObjectiveReader
  ) {
    self.model = model
    self.reader = reader
    self.input = input
    let deviations = scales.deviations.map(Float.init)
    self.deviations = deviations
    varying = scales.varying
    firstLayer = SplitNetwork(model, objectives: reader.objectives).flatMap {
      FirstLayer(
        $0, absent: $0.preactivations(of: Matrix(row: input)).elements, differences: deviations,
        members: scales.varying.enumerated().map { Players.Member(player: $0, feature: $1) },
        players: scales.varying.count, reach: Perturbations.largestOffset)
    }
  }

  /// What each objective reads of each row, row after row.
  ///
  /// - Parameters:
  ///   - offsets: of the varying features, as drawn.
  ///   - known: where the steps of other rows are kept that the same offsets were drawn around.
  /// - Throws: `ModelError`, `CancellationError`, or what the model throws.
  func readings(
    of offsets: Matrix, drawn: Perturbations, known: DesignCache<Perturbations.Steps, Matrix>,
    work: Work
  ) throws -> [Double] {
    var readings: [Double] = []
    readings.reserveCapacity(offsets.rows * reader.objectives.count)
    let chunk = max(1, Self.chunkValues / max(1, firstLayer?.width ?? input.count))
    let steps = firstLayer.map { first in
      let key = Perturbations.Steps(drawn: drawn, width: first.width)
      // A feature takes part by its offset, as a player by 1.
      return known.design(for: key, cost: key.cost) { first.steps(of: offsets) }
    }
    for start in stride(from: 0, to: offsets.rows, by: chunk) {
      let rows = start..<min(start + chunk, offsets.rows)
      try work.checkpoint(done: start, of: offsets.rows)
      if let firstLayer, let steps {
        let found = firstLayer.readings(after: steps, rows: rows)
        try reader.checkFinite(found, firstRow: start)
        readings += found
      } else {
        readings += reader.readings(of: try model.checkedScores(of: batch(offsets.rows(rows))))
      }
    }
    return readings
  }

  private func batch(_ offsets: Matrix) -> Matrix {
    var batch = Matrix(row: input).rows(at: (0..<offsets.rows).map { _ in 0 })
    for row in 0..<offsets.rows {
      for (place, feature) in varying.enumerated() {
        batch[row, feature] = input[feature] + deviations[feature] * offsets[row, place]
      }
    }
    return batch
  }
}
