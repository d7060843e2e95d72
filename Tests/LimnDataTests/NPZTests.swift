import Foundation
import LimnCore
import LimnData
import TestSupport
import Testing

@Suite struct NPZTests {
  @Test func membersAreReadByName() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.file("data.npz", SampleNPZ.compressed)
    let file = try InputFile(path: "\(path):x")
    #expect(file.count == 4 && file.shape == .vector(3))
    #expect(try file.rows(1..<3).elements == [0.75, 1, 1.25, 1.5, 1.75, 2])
    #expect(try InputFile(path: "\(path):y.npy").matrix().elements == [1, 2, 3, 4])
    #expect(throws: DataError.noSuchMember(file: path, name: nil, members: ["x", "y"])) {
      try InputFile(path: path)
    }
    #expect(throws: DataError.noSuchMember(file: path, name: "z", members: ["x", "y"])) {
      try InputFile(path: "\(path):z")
    }
  }

  @Test func theOnlyMemberNeedsNoName() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.file("one.npz", SampleNPZ.stored)
    #expect(try InputFile(path: path).matrix().elements == [0, 1, 2, 3, 4, 5])
  }

  @Test func damagedArchivesAreRefused() throws {
    let directory = try TemporaryDirectory()
    for whole in [SampleNPZ.compressed, SampleNPZ.stored] {
      for length in stride(from: 0, to: whole.count, by: 7) {
        let path = try directory.file("cut.npz", Array(whole[..<length]))
        #expect(throws: DataError.self) { try InputFile(path: path + ":x") }
      }
      // Every byte of the directory and of the data counts, or is none of ours.
      for place in whole.indices {
        var bytes = whole
        bytes[place] ^= 0x41
        let path = try directory.file("changed.npz", bytes)
        do {
          _ = try InputFile(path: path + ":x").matrix()
        } catch is DataError {
        } catch is FileError {
        }
      }
    }
  }

  @Test func aMemberNeverGrowsBeyondItsDirectory() throws {
    // The directory promises 20 bytes of what unpacks to more.
    var bytes = SampleNPZ.compressed
    let entry = try #require(
      bytes.indices.first { bytes[$0...].starts(with: [0x50, 0x4B, 1, 2]) })
    for offset in 0..<4 { bytes[entry + 24 + offset] = offset == 0 ? 20 : 0 }
    let directory = try TemporaryDirectory()
    let path = try directory.file("bomb.npz", bytes)
    #expect {
      try InputFile(path: "\(path):x")
    } throws: { error in
      guard case .malformed(_, _, let expected) = error as? DataError else { return false }
      return expected.hasPrefix("20 bytes, not more")
    }
  }
}
