import Testing

/// Graphs exported from Keras 3, against onnxruntime (Tests/Fixtures/Keras).
@Suite struct KerasGraphTests {
  @Test func outputsAreOnnxruntimes() throws {
    let cases = try RecordedCases("Keras")
    #expect(cases.count == 14)
    try cases.expectOutputs(within: 2e-5)
  }
}
