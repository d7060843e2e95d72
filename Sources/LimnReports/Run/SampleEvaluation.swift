import LimnCore
import LimnEvaluation

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a run's methods are worth on a sample of its rows, as `evaluation.json`.
public struct SampleEvaluation: Sendable, Codable, Hashable {
  /// The rows that were put to the test, by their places in the source.
  public let rows: [Int]
  /// The rows of the sample that could not be explained.
  public let badRows: [Int]
  /// `nil` where no row of the sample can be explained.
  public let table: EvaluationTable?

  func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }
}

/// A run's evaluation beside its chunks: the bytes of `evaluation.json`, closed with a checksum.
struct EvaluationFile {
  let path: String

  private static let magic = "limn evaluation 1"

  func write(_ evaluation: SampleEvaluation) throws {
    var writer = ByteWriter()
    writer.append(Self.magic)
    writer.append(String(decoding: try evaluation.json(), as: UTF8.self))
    try AtomicFile.write(writer.sealed(), to: path)
  }

  /// - Throws: `FileError.cannotRead`; `ReportError.damaged` for a file that is not whole.
  func read() throws -> SampleEvaluation {
    var reader = try ByteReader(sealed: try FileBytes.read(path), file: path)
    guard try reader.text() == Self.magic else { throw ReportError.damaged(file: path) }
    let json = try reader.text()
    try reader.end()
    do {
      return try JSONDecoder().decode(SampleEvaluation.self, from: Data(json.utf8))
    } catch is DecodingError {
      throw ReportError.damaged(file: path)
    }
  }

  /// What is here, if it is whole.
  func readIfWhole() throws -> SampleEvaluation? {
    guard Folder.exists(path) else { return nil }
    do { return try read() } catch ReportError.damaged { return nil }
  }
}
