import LimnCore
import LimnEvaluation

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The tests of a run's methods on a sample of its rows, written as `evaluation.json`.
public struct SampleEvaluation: Sendable, Codable, Hashable {
  /// The tested rows, by their indices in the source.
  public let rows: [Int]
  /// The rows of the sample that could not be explained.
  public let badRows: [Int]
  /// The results; `nil` if no row of the sample can be explained.
  public let table: EvaluationTable?

  func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }
}

extension SampleEvaluation {
  /// Whether the evaluation is possible for a plan: it has the plan's rows and methods, and no
  /// count exceeds the number of rows.
  fileprivate func isPossible(in plan: RunPlan) -> Bool {
    guard let wanted = plan.evaluation else { return false }
    let run = plan.inputs.firstRow..<plan.inputs.firstRow + plan.inputs.count
    let sampled = rows + badRows
    guard sampled.count <= min(wanted.rows, run.count), sampled.allSatisfy(run.contains) else {
      return false
    }
    guard let table else { return rows.isEmpty }
    let counts = 0...rows.count
    func isCount(_ test: SignTest) -> Bool {
      [test.better, test.worse, test.equal].allSatisfy(counts.contains)
    }
    let names = plan.methods.map(\.name)
    return table.count == rows.count && table.methods.map(\.method) == names
      && table.methods.allSatisfy { method in
        method.metrics.allSatisfy { isCount($0.signTest) }
      }
      && table.agreements.allSatisfy { pair in
        names.contains(pair.first) && names.contains(pair.second)
          && pair.measures.allSatisfy { isCount($0.signTest) }
      }
  }
}

/// The file of an evaluation among a run's chunks: the bytes of `evaluation.json`, closed with a
/// checksum.
extension SampleEvaluation {
  private static let magic = "limn evaluation 2"

  func bytes(of run: StampedPlan) throws -> [UInt8] {
    var writer = ByteWriter()
    writer.append(Self.magic)
    writer.append(run.digest)
    writer.append(String(decoding: try json(), as: UTF8.self))
    return writer.sealed()
  }

  /// - Throws: `ReportError.damaged` for bytes that are incomplete, or that no run of this plan
  ///   writes; `.ofAnotherRun` for those of another run.
  init(bytes: [UInt8], of run: StampedPlan, file: String) throws {
    var reader = try ByteReader(sealed: bytes, file: file)
    guard try reader.text() == Self.magic else { throw ReportError.damaged(file: file) }
    guard try reader.text() == run.digest else { throw ReportError.ofAnotherRun(file: file) }
    let json = try reader.text()
    try reader.end()
    do {
      self = try JSONDecoder().decode(SampleEvaluation.self, from: Data(json.utf8))
    } catch is DecodingError {
      throw ReportError.damaged(file: file)
    }
    guard isPossible(in: run.plan) else { throw ReportError.damaged(file: file) }
  }
}

/// The file of a run's evaluation.
struct EvaluationFile {
  let path: String

  func write(_ evaluation: SampleEvaluation, of run: StampedPlan) throws {
    try AtomicFile.write(try evaluation.bytes(of: run), to: path)
  }

  /// - Throws: `FileError.cannotRead`; `ReportError.damaged`, `.ofAnotherRun`.
  func read(of run: StampedPlan) throws -> SampleEvaluation {
    try SampleEvaluation(bytes: FileBytes.read(path), of: run, file: path)
  }

  /// The evaluation, if the file exists and is complete.
  func readIfWhole(of run: StampedPlan) throws -> SampleEvaluation? {
    guard Folder.exists(path) else { return nil }
    do {
      return try read(of: run)
    } catch ReportError.damaged, ReportError.ofAnotherRun {
      return nil
    }
  }
}
