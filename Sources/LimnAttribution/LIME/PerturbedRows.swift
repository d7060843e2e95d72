import LimnCore

/// Perturbed copies of the explained row, `x + σ ∘ offset`, evaluated by the model.
///
/// For a network that begins with a dense layer, the offsets are added to its pre-activations,
/// `u(x) + Σ offset_i σ_i W_i`, where the sum is the same for every explained row. Other models are
/// evaluated on the rows themselves.
struct PerturbedRows {
  private let model: any Model
  private let reader: ObjectiveReader
  private let input: [Float]
  private let deviations: [Float]
  private let varying: [Int]
  private let firstLayer: FirstLayer?

  /// The maximum number of values in a batch, which bounds memory.
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

  /// The value of each objective for each row, rows × objectives.
  ///
  /// - Parameters:
  ///   - offsets: the draws for the varying features.
  ///   - known: the cache of steps, which are shared by rows with the same offsets.
  /// - Throws: `ModelError`, `CancellationError`, and any error of the model.
  func readings(
    of offsets: Matrix, drawn: Perturbations, known: DesignCache<Perturbations.Steps, Matrix>,
    work: Work
  ) throws -> [Double] {
    var readings: [Double] = []
    readings.reserveCapacity(offsets.rows * reader.objectives.count)
    let chunk = max(1, Self.chunkValues / max(1, firstLayer?.width ?? input.count))
    let steps = firstLayer.map { first in
      let key = Perturbations.Steps(drawn: drawn, width: first.width)
      // Offsets take the place of the 0/1 memberships of coalitions.
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
