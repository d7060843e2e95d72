import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

@Suite struct EdgeDetectorTests {
  private func model(_ shape: InputShape) -> BlackBox {
    BlackBox(inputShape: shape, outputCount: 1, scoreKind: .logits) { batch in
      Matrix(rows: batch.rows, columns: 1, repeating: 1)
    }
  }

  /// A step from 0 to 3 between two columns: 4 · 3 beside it on either side, nothing elsewhere.
  @Test func aStepIsAnEdge() throws {
    let row: [Float] = [0, 0, 3, 3, 3]
    let found = try EdgeDetector(model(.image(height: 3, width: 5))).attribution(
      of: row + row + row, objective: .logit(0))
    #expect(
      found.values
        == [Double](repeating: 0, count: 15).enumerated().map {
          [1, 2].contains($0.offset % 5) ? 12 : 0
        })
    #expect(found.quantity == .contrast)
  }

  @Test func ofATableThereAreNone() throws {
    #expect(throws: AttributionError.noPicture(method: "edges")) {
      try EdgeDetector(model(.vector(4)))
    }
  }
}
