import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

/// What LIME refuses, and what it says of a fit that is not adequate.
@Suite struct LIMERefusalTests {
  @Test func inadequateFitsSaySo() throws {
    let recorder = Recorder.kinked(width: 20)
    func notes(_ lime: LIME) throws -> [String] {
      try lime.attribution(of: recorder.ones, objective: .logit(0)).notes.map(\.sentence)
    }
    #expect(
      try notes(LIME(recorder.model, samples: 20)).first
        == "20 samples cannot tell 20 segments apart: take more samples")
    #expect(
      try notes(LIME(recorder.model, samples: 400, kernelWidth: 0.02)).first?.contains(
        "effective samples for 20 segments") == true)
    // Twenty players, each worth nothing alone: no line goes through a parity.
    let parity = Recorder(width: 20) { $0.reduce(0, +).truncatingRemainder(dividingBy: 2) }
    let found = try LIME(parity.model).attribution(of: parity.ones, objective: .logit(0))
    #expect(found.notes.contains { $0.kind == .poorFit && $0.sentence.contains("R² below 0.5") })
    #expect(try notes(LIME(recorder.model, samples: 2000)) == [])
    let shrunk = try notes(LIME(recorder.model, samples: 200, ridge: 100))
    #expect(
      shrunk.contains { $0.hasPrefix("the ridge penalty of 100.0 shrinks the values by ") }
    )
    // All masks, but few: the penalty that was named weighs much against sixteen of them.
    let four = Recorder(width: 4) { $0.reduce(0, +) }
    let named = try LIME(four.model, ridge: 1).attribution(
      of: four.ones, objective: .logit(0))
    #expect(named.notes.contains { $0.sentence.hasPrefix("the ridge penalty of 1.0 shrinks") })
    #expect(
      try LIME(four.model).attribution(of: four.ones, objective: .logit(0)).notes == [])
  }

  @Test func refusals() throws {
    let network = try SampleNetwork.make()
    let input = [Float](repeating: 1, count: 20)
    func refuses(_ error: AttributionError, _ lime: @autoclosure @escaping () throws -> LIME) {
      #expect(throws: error) { try lime().attribution(of: input, objective: .logit(0)) }
    }
    refuses(
      .outOfRange(setting: "kernel-width", found: "0", range: "from 1e-06 to 1000000"),
      try LIME(network, kernelWidth: 0))
    refuses(
      .outOfRange(setting: "kernel-width", found: "-1", range: "from 1e-06 to 1000000"),
      try LIME(network, kernelWidth: -1))
    refuses(
      .outOfRange(setting: "kernel-width", found: "inf", range: "from 1e-06 to 1000000"),
      try LIME(network, kernelWidth: .infinity))
    refuses(
      .outOfRange(setting: "ridge", found: "-0.5", range: "from 0 to 1000000000000"),
      try LIME(network, ridge: -0.5))
    refuses(
      .outOfRange(setting: "samples", found: "3", range: "from 4 to 100000000"),
      try LIME(network, samples: 3))
    refuses(
      .outOfRange(setting: "select", found: "0", range: "from 1 to 1000000000"),
      try LIME(network, selection: .forward(0)))
    refuses(.rankDeficient(samples: 18, features: 20), try LIME(network, samples: 18, ridge: 0))
    refuses(
      .segmentLabels(found: 3, expected: 20),
      try LIME(network, segmentation: .labels([1, 2, 3])))
    refuses(.emptyBackground, try LIME(network, background: .rows(Matrix(rows: 0, columns: 20))))
    refuses(
      .backgroundWidth(found: 19, expected: 20),
      try LIME(network, background: .rows(Matrix(rows: 2, columns: 19))))
    #expect(throws: AttributionError.nonFiniteInput(row: 0, column: 0)) {
      try LIME(network).attribution(
        of: [.nan] + [Float](repeating: 1, count: 19), objective: .logit(0))
    }
    #expect(throws: ModelError.noSuchClass(3, outputCount: 3)) {
      try LIME(network).attribution(of: input, objective: .logit(3))
    }
    let poisoned = BlackBox(inputShape: .vector(20), outputCount: 1, scoreKind: .logits) { batch in
      Matrix(
        rows: batch.rows, columns: 1, elements: (0..<batch.rows).map { $0 == 2 ? .nan : 0 })
    }
    #expect(throws: ModelError.nonFiniteScore(row: 2, output: 0)) {
      try LIME(poisoned).attribution(of: input, objective: .logit(0))
    }
    let short = BlackBox(inputShape: .vector(20), outputCount: 1, scoreKind: .logits) { batch in
      Matrix(rows: max(1, batch.rows - 1), columns: 1)
    }
    #expect(
      throws: ModelError.scoreShape(rows: 997, columns: 1, expectedRows: 998, expectedColumns: 1)
    ) { try LIME(short).attribution(of: input, objective: .logit(0)) }
  }
}
