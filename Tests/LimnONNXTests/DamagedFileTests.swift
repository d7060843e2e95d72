import LimnCore
import LimnONNX
import TestSupport
import Testing

/// Valid files with damage: each is read or refused, and none ends the program.
@Suite struct DamagedFileTests {
  private func outcome(_ bytes: [UInt8]) -> Result<ONNXModel, any Error> {
    Result { try ONNXModel.read(bytes, file: "m") }
  }

  private func check(_ bytes: [UInt8], _ comment: @autoclosure () -> String) {
    if case .failure(let error) = outcome(bytes), !(error is ONNXError) {
      Issue.record("\(comment()): \(error)")
    }
  }

  @Test func flippedBytes() throws {
    for (number, name) in try ForeignModels.names().enumerated() {
      let whole = try ForeignModels.bytes(name)
      for round in 0..<300 {
        var stream = RandomStream(seed: 5).split(number).split(round)
        var bytes = whole
        // Structure lies at the ends; most of the middle is weights.
        for _ in 0..<1 + round % 4 {
          let position = Int(stream.uniform() * Double(bytes.count))
          bytes[position] = UInt8(truncatingIfNeeded: Int(stream.uniform() * 256))
        }
        check(bytes, "\(name), round \(round)")
      }
    }
  }

  @Test func spansMovedAndNumbersMadeExtreme() throws {
    let seeds = try ForeignModels.names().map(ForeignModels.bytes)
    for (round, bytes) in Mutations(of: seeds, count: 3_000, seed: 7).enumerated() {
      check(bytes, "round \(round)")
    }
  }

  @Test func filesCutShort() throws {
    for name in try ForeignModels.names() {
      let whole = try ForeignModels.bytes(name)
      for count in stride(from: 0, to: whole.count, by: 13) {
        check(Array(whole[..<count]), "\(name), \(count) bytes")
      }
    }
  }

  @Test func randomBytes() {
    for round in 0..<500 {
      var stream = RandomStream(seed: 6).split(round)
      let bytes = (0..<1 + round).map { _ in UInt8(truncatingIfNeeded: Int(stream.uniform() * 256))
      }
      guard case .failure(let error) = outcome(bytes) else {
        Issue.record("round \(round) was read")
        continue
      }
      #expect(error is ONNXError)
    }
  }
}
