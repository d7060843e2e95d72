import LimnAttribution
import LimnCore
import LimnData
import Testing

@testable import LimnReports

/// A row's record on the page, decoded by hand.
@Suite struct PageRowsTests {
  private func chunk(values: [Float], inputs: [Float], notes: [Attribution.Note] = []) -> Chunk {
    let attribution = Attribution(
      method: "m", objective: .logit(0), shape: .vector(2), values: values.map(Double.init),
      scoreAtInput: 1.5, scoreAtBaseline: 0.25, evaluations: 70_000, notes: notes)
    return Chunk(
      index: 0,
      rows: [
        .explained(
          Prediction(
            values: [0.25, 0.75], predicted: 1, target: 0, rival: nil,
            methods: [MethodNumbers(attribution)], agreements: [[]]))
      ], targets: .classes([1], count: 2), inputs: inputs,
      series: [[Series(values: values, errors: nil)]], pairs: [nil])
  }

  private func words(_ bytes: [UInt8]) -> [UInt16] {
    stride(from: 0, to: bytes.count, by: 2).map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }
  }

  @Test func numbersAreRoundedToTheirScale() throws {
    let chunk = chunk(values: [0.5, -1], inputs: [0, 3], notes: ["a note"])
    var digest = BatchDigest(methodCount: 1, output: .classes(2), width: 2)
    digest.add(chunk, firstRow: 0)
    let plan = try Batches.digits().plan
    var rows = PageRows(plan: plan, digest: digest)
    let record = words(rows.append(chunk, offset: 0, row: 4))
    // The input from its smallest to its largest value, and the probabilities from 0 to 1.
    #expect(record[..<2] == [0, 65535])
    #expect(record[2..<4] == [16384, 49151])
    // Half of the largest magnitude is 16383.5 of 32767: rounded, not cut.
    #expect(record[4..<6].map { Int16(bitPattern: $0) } == [16384, -32767])
    func float(_ place: Int) -> Float {
      Float(bitPattern: UInt32(record[place]) | UInt32(record[place + 1]) << 16)
    }
    #expect(float(6) == 1.5 && float(8) == 0.25)
    // −0.5 − 1.25.
    #expect(float(10) == -1.75)
    #expect(UInt32(record[16]) | UInt32(record[17]) << 16 == 70_000)
    #expect(record[18] == 1 && rows.columns.notes == ["a note"])
    #expect(rows.columns.places == [plan.inputs.firstRow + 4])
    #expect(
      rows.columns.labels == [1] && rows.columns.predicted == [1] && rows.columns.targets == [0])
    #expect(rows.columns.agreement == [nil])
  }

  /// Of many bad rows all are counted, and the first thousand listed.
  @Test func badRowsAreCountedAndTheFirstListed() {
    var digest = BatchDigest(methodCount: 0, output: .classes(2), width: 1)
    for index in 0..<12 {
      digest.add(
        Chunk(
          index: index,
          rows: [RowResult](repeating: .bad(.nonFiniteInput(column: 0)), count: 100), targets: nil,
          inputs: [Float](repeating: .nan, count: 100), series: [], pairs: []),
        firstRow: 100 * index)
    }
    #expect(digest.badRowCount == 1200 && digest.explained == 0)
    #expect(digest.badRows.map(\.row) == Array(0..<1000))
  }
}
