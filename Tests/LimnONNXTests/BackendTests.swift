import Testing

/// Node tests of the ONNX backend (Tests/Fixtures/Backend).
@Suite struct BackendTests {
  @Test func everyCaseGivesWhatONNXExpects() throws {
    let cases = try RecordedCases("Backend")
    #expect(cases.count == 105)
    try cases.expectOutputs(within: 1e-5)
  }
}
