import Limn
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A run in a thousand parts, most of them without a row.
@Suite struct ManyPartsTests {
  private static let report =
    "report --digits 0-9 --method saliency --evaluate 0 --title digits --output"

  @Test func aThousandPartsAreMergedInLittleMemoryAndMissingOnesNamed() throws {
    let folder = try Folder()
    #expect(try limn("\(Self.report) whole", in: folder).status == 0)
    for shard in ["1/1000", "1000/1000"] {
      #expect(try limn("\(Self.report) parts --shard \(shard)", in: folder).status == 0)
    }
    // The last part holds the only chunk; those between are as empty as the first.
    for number in 2...996 { try copyFirstPart(as: number, in: folder) }
    let missing = try limn("merge parts --output merged", in: folder)
    #expect(missing.status == 66)
    #expect(missing.error == "Error: parts 997/1000, 998/1000, 999/1000 are missing.\n")
    #expect(!folder.names().contains("merged"))
    for number in 997...999 { try copyFirstPart(as: number, in: folder) }
    let (outcome, memory) = try Command().measure(
      ["merge", "parts", "--output", "merged"], in: folder)
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(memory < 100 << 20, "\(memory) bytes")
    for name in ["report.json", "index.html", "predictions.csv", "attributions/saliency.npy"] {
      #expect(try folder.bytes("merged/\(name)") == folder.bytes("whole/\(name)"))
    }
  }

  private func copyFirstPart(as number: Int, in folder: borrowing Folder) throws {
    let (first, copy) = ("parts/part-1-of-1000", "parts/part-\(number)-of-1000")
    folder.makeFolder(copy)
    for name in folder.names(in: first) {
      if name == "chunks" {
        folder.makeFolder("\(copy)/chunks")
      } else {
        let linked = link("\(folder.path)/\(first)/\(name)", "\(folder.path)/\(copy)/\(name)")
        try #require(linked == 0)
      }
    }
  }
}
