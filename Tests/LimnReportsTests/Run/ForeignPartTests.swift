import LimnAttribution
import LimnCore
import LimnData
import LimnReports
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A part on the disk is as foreign as any input: whatever stands in its files, a merge ends with an
/// error of ours or a report, and writes nowhere but into its folder.
@Suite struct ForeignPartTests {
  let place: TemporaryFolder
  private var part: String { "\(place.path)/parts/part-1-of-1" }
  private var chunk: String { "\(part)/chunks/0000000.chunk" }
  private let whole: [String: [UInt8]]

  init() throws {
    place = try TemporaryFolder()
    // Two rows, so that a chunk is short enough to be changed everywhere.
    _ = try Self.report().run(
      to: "\(place.path)/parts", shard: Shard(1, of: 1), work: Work(workers: 1))
    whole = try place.files(in: "parts")
  }

  private static func report(_ rows: Range<Int> = 7..<9, seed: UInt64 = 0) throws -> BatchReport {
    try Batches.digits(rows, seed: seed, evaluation: ReportEvaluation(rows: 2))
  }

  private func restore() throws {
    for (name, bytes) in whole { try AtomicFile.write(bytes, to: "\(place.path)/parts/\(name)") }
  }

  /// What a merge comes to: nothing but errors that have a name, and nothing elsewhere.
  private func merge(_ comment: String) throws -> (any Error)? {
    var found: (any Error)?
    do {
      _ = try BatchReport.merge(["\(place.path)/parts"], into: "\(place.path)/merged/here")
    } catch {
      found = error
      #expect(error is ReportError || error is FileError, "\(comment): \(error)")
    }
    let names = try Folder.names(in: place.path)
    #expect(names == ["merged", "parts"] || names == ["parts"], "\(comment)")
    if Folder.exists("\(place.path)/merged") {
      #expect(try Folder.names(in: "\(place.path)/merged") == ["here"], "\(comment)")
      try Folder.remove("\(place.path)/merged")
    }
    return found
  }

  /// Closes bytes with the right checksum of all before it.
  private func sealed(_ content: some Sequence<UInt8>) -> [UInt8] {
    let content = Array(content)
    return content
      + withUnsafeBytes(of: Checksum.of(content[...]).littleEndian, Array.init)
  }

  /// Puts the digest of the plan that lies here into the chunk and the evaluation.
  private func seal(to plan: RunPlan) throws {
    let digest = Array(SHA256.digest(of: try plan.json()).utf8)
    for (file, start) in [(chunk, 28), ("\(part)/evaluation", 33)] {
      let name = String(file.dropFirst("\(place.path)/parts/".count))
      var bytes = try #require(whole[name])
      bytes.replaceSubrange(start..<start + 64, with: digest)
      try AtomicFile.write(sealed(bytes.dropLast(8)), to: file)
    }
  }

  private static let replacements = [
    "null", "true", "-1", "0", "2", "1e300", "9223372036854775807", "-9223372036854775808", #""""#,
    #""../../../evil""#, #""/evil""#, #""a\u0000b""#, #""..""#, "[]", "{}", #"["a"]"#,
    #""9223372036854775807""#, #""logit""#,
  ]

  /// Every field of a plan in turn, alone and with chunks that name the changed plan as theirs.
  @Test func everyFieldOfAPlan() throws {
    let file = "\(part)/plan.json"
    let lines = String(decoding: try #require(whole["part-1-of-1/plan.json"]), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    var refused = 0
    for (index, line) in lines.enumerated() {
      // `"count" : 300,`, or an item of a list.
      let text = line.drop { $0 == " " }
      guard let first = text.first, !["{", "}", "[", "]"].contains(first), !text.hasSuffix("{"),
        !text.hasSuffix("[")
      else { continue }
      let comma = line.hasSuffix(",") ? "," : ""
      let parts = line.split(separator: " : ", maxSplits: 1)
      for replacement in Self.replacements {
        var changed = lines
        changed[index] = (parts.count == 2 ? "\(parts[0]) : " : "") + "\(replacement)\(comma)"
        let bytes = Array(changed.joined(separator: "\n").utf8)
        let comment = "\(line) as \(replacement)"
        try AtomicFile.write(bytes, to: file)
        let plan: RunPlan
        do {
          plan = try JSONDecoder().decode(RunPlan.self, from: Data(bytes))
        } catch {
          #expect(try merge(comment) is ReportError, "\(comment)")
          refused += 1
          continue
        }
        if try plan.json() == #require(whole["part-1-of-1/plan.json"]) { continue }
        // The chunk is of the plan as it was.
        #expect(try merge(comment) is ReportError, "\(comment)")
        try seal(to: plan)
        if try merge("\(comment), sealed") != nil { refused += 1 }
        try restore()
      }
    }
    #expect(refused > 400)
    #expect(try merge("as it was") == nil)
  }

  /// Names that lead elsewhere, in a part that is otherwise consistent.
  @Test(arguments: ["../../evil", "..", "a/b", "", "a\\u0000"])
  func methodsNames(name: String) throws {
    let text = String(decoding: try #require(whole["part-1-of-1/plan.json"]), as: UTF8.self)
      .replacing("\"smoothgrad\"", with: "\"\(name)\"")
    let file = "\(part)/plan.json"
    try AtomicFile.write(Array(text.utf8), to: file)
    try seal(to: JSONDecoder().decode(RunPlan.self, from: Data(text.utf8)))
    #expect(
      try merge(name) as? ReportError == .changed(file: file, field: "methods.name"))
  }

  /// Every word of a chunk in turn, closed with the right checksum.
  @Test func everyWordOfAChunk() throws {
    let bytes = try #require(whole["part-1-of-1/chunks/0000000.chunk"])
    let values: [UInt64] = [
      0, 1, 2, 7, .max, 1 << 63, 1 << 62, UInt64(Int64.max), 1 << 32, 0x7FF8_0000_7FC0_0000,
      Double.infinity.bitPattern, Double(1e308).bitPattern, 0x7F80_0000_7F80_0000, 1 << 20,
    ]
    var refused = 0
    for (turn, start) in stride(from: 92, to: bytes.count - 16, by: 4).enumerated() {
      for value in [values[turn % values.count], values[(turn / 3 + 5) % values.count]] {
        var changed = bytes
        changed.replaceSubrange(
          start..<start + 8, with: withUnsafeBytes(of: value.littleEndian, Array.init))
        guard changed != bytes else { continue }
        try AtomicFile.write(sealed(changed.dropLast(8)), to: chunk)
        let found = try merge("\(value) at \(start)")
        if let found {
          #expect(found as? ReportError == .damaged(file: chunk), "\(value) at \(start): \(found)")
          refused += 1
        }
      }
    }
    #expect(refused > 500)
  }

  /// What a part's evaluation counts, beyond what can be counted.
  @Test func evaluation() throws {
    let file = "\(part)/evaluation"
    let bytes = try #require(whole["part-1-of-1/evaluation"])
    let json = String(decoding: bytes[105..<bytes.count - 8], as: UTF8.self)
    for (old, new) in [
      (#""better" : "#, #""better" : 922337203685477580"#), (#""worse" : "#, #""worse" : -1"#),
      (#""method" : "smoothgrad""#, #""method" : "../x""#), (#""table" : {"#, #""tables" : {"#),
      (#""rows" : ["#, #""rows" : [ 12345678,"#),
    ] {
      let changed = json.replacing(old, with: new)
      try #require(changed != json, "\(old)")
      let head =
        bytes[..<97] + withUnsafeBytes(of: Int64(changed.utf8.count).littleEndian, Array.init)
      try AtomicFile.write(sealed(head + changed.utf8), to: file)
      #expect(try merge(new) as? ReportError == .damaged(file: file), "\(new)")
    }
  }

  /// A chunk, and an evaluation, that are whole but of another run.
  @Test func filesOfAnotherRun() throws {
    _ = try Self.report(seed: 5).run(
      to: "\(place.path)/other", shard: Shard(1, of: 1), work: Work(workers: 1))
    let other = try place.files(in: "other")
    try Folder.remove("\(place.path)/other")
    for (name, file) in [("chunks/0000000.chunk", chunk), ("evaluation", "\(part)/evaluation")] {
      try AtomicFile.write(#require(other["part-1-of-1/\(name)"]), to: file)
      #expect(try merge(name) as? ReportError == .ofAnotherRun(file: file))
      try restore()
    }
    // A run that goes on computes such a chunk anew.
    let run = "\(place.path)/parts/unfinished"
    try Folder.create("\(run)/chunks")
    for name in ["limn-run", "plan.json", "page.json"] {
      try AtomicFile.write(#require(whole["part-1-of-1/\(name)"]), to: "\(run)/\(name)")
    }
    try AtomicFile.write(
      #require(other["part-1-of-1/chunks/0000000.chunk"]), to: "\(run)/chunks/0000000.chunk")
    _ = try Self.report().run(to: "\(place.path)/parts", work: Work(workers: 1))
    _ = try Self.report().run(to: "\(place.path)/plain", work: Work(workers: 1))
    let plain = try place.files(in: "plain")
    for (name, bytes) in plain {
      #expect(try FileBytes.read("\(place.path)/parts/\(name)") == bytes, "\(name)")
    }
  }

  @Test func changedPage() throws {
    let file = "\(part)/page.json"
    let page = String(decoding: try #require(whole["part-1-of-1/page.json"]), as: UTF8.self)
    for changed in [page.replacing("Digits", with: "Digit5"), page.replacing("{", with: "{ ")] {
      try #require(changed != page)
      try AtomicFile.write(Array(changed.utf8), to: file)
      #expect(try merge("page") as? ReportError == .damaged(file: file))
    }
  }

  /// Counts of parts and chunks that no disk holds.
  @Test func partsThatAreClaimed() throws {
    try Folder.move(part, to: "\(place.path)/parts/part-1-of-1000000")
    #expect {
      try BatchReport.merge(["\(place.path)/parts"], into: "\(place.path)/merged")
    } throws: { error in
      guard case ReportError.missingParts(let parts, of: 1_000_000) = error else { return false }
      return parts.count == 999_999
    }
    try Folder.move(
      "\(place.path)/parts/part-1-of-1000000",
      to: "\(place.path)/parts/part-1-of-9223372036854775807")
    #expect(throws: ReportError.noParts(folder: "\(place.path)/parts")) {
      try BatchReport.merge(["\(place.path)/parts"], into: "\(place.path)/merged")
    }
  }

  /// Inputs that change while a run reads them are not reported under their old checksum.
  @Test(arguments: [false, true]) func inputsThatChange(isStopped: Bool) throws {
    let path = "\(place.path)/rows.npy"
    var rows = Digits.all.inputs.rows(0..<300)
    try NPYWriter.write(rows.elements, shape: [300, 8, 8], to: path)
    let before = try FileBytes.read(path)
    rows[299, 5] += 1
    let changed = rows.elements
    let cancellation = Cancellation()
    let report = try Batches.file(path, badRows: .refuse)
    #expect(throws: ReportError.inputsChanged("rows.npy")) {
      try report.run(
        to: "\(place.path)/run",
        work: Work(workers: 1, cancellation: cancellation) { progress in
          guard progress.done >= 128 else { return }
          do {
            try NPYWriter.write(changed, shape: [300, 8, 8], to: path)
          } catch {
            Issue.record(error)
          }
          if isStopped { cancellation.cancel() }
        })
    }
    #expect(try Folder.names(in: "\(place.path)/run") == [])
    // As it was, the file is explained from the beginning.
    try AtomicFile.write(before, to: path)
    _ = try Batches.file(path, badRows: .refuse).run(
      to: "\(place.path)/run", work: Work(workers: 2))
    #expect(Folder.exists("\(place.path)/run/report.json"))
  }

  /// Two plans that differ in what multiplies matrices are two runs.
  @Test func anotherProcessorsParts() throws {
    let text = String(decoding: try #require(whole["part-1-of-1/plan.json"]), as: UTF8.self)
    let other = text.replacing(BLAS.kernel, with: "OpenBLAS Prescott-X")
    try #require(other != text)
    let plan = try JSONDecoder().decode(RunPlan.self, from: Data(other.utf8))
    try AtomicFile.write(Array(other.utf8), to: "\(part)/plan.json")
    #expect {
      try Self.report().run(
        to: "\(place.path)/parts", shard: Shard(1, of: 1), work: Work(workers: 1))
    } throws: { error in
      guard case ReportError.otherRun(_, let differences) = error else { return false }
      return differences == [
        .init(aspect: "arithmetic", found: plan.arithmetic, expected: BLAS.kernel)
      ]
    }
  }
}
