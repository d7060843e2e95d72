import Foundation
import LimnCore
import LimnData
import Testing

/// Archives that numpy 2.4.6 wrote: `savez_compressed(x=arange(12, float16).reshape(4, 3)/4,
/// y=array([1, 2, 3, 4]))` and `savez(only=arange(6, '>i2').reshape(2, 3))`.
@Suite struct NPZTests {
  @Test func membersAreReadByName() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.file("data.npz", Self.compressed)
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
    let path = try directory.file("one.npz", Self.stored)
    #expect(try InputFile(path: path).matrix().elements == [0, 1, 2, 3, 4, 5])
  }

  @Test func damagedArchivesAreRefused() throws {
    let directory = try TemporaryDirectory()
    for whole in [Self.compressed, Self.stored] {
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
    var bytes = Self.compressed
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

  private static let compressed = bytes(
    """
    UEsDBC0AAAAIAAAAIQDKQH4w//////////8FABQAeC5ucHkBABAAmAAAAAAAAABeAAAAAAAAAJvsF+obEMnIUMZQrZ6S\
    WpxcpG6loG6TZqSuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GiY6CsaaOgq1CmQDLgYGBhMGCwYrBhsGWwY7\
    BnsGhwYHBscGRwBQSwMELQAAAAgAAAAhAMn3s9z//////////wUAFAB5Lm5weQEAEACgAAAAAAAAAFAAAAAAAAAAm+wX\
    6hsQychQxlCtnpJanFykbqWgbpNpoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaJjqaOgq1ChQALkYGCGCC\
    0sxQmgVKAwBQSwECLQMtAAAACAAAACEAykB+MF4AAACYAAAABQAAAAAAAAAAAAAAgAEAAAAAeC5ucHlQSwECLQMtAAAA\
    CAAAACEAyfez3FAAAACgAAAABQAAAAAAAAAAAAAAgAGVAAAAeS5ucHlQSwUGAAAAAAIAAgBmAAAAHAEAAAAA
    """)
  private static let stored = bytes(
    """
    UEsDBC0AAAAAAAAAIQCQvN3C//////////8IABQAb25seS5ucHkBABAAjAAAAAAAAACMAAAAAAAAAJNOVU1QWQEAdgB7\
    J2Rlc2NyJzogJz5pMicsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgyLCAzKSwgfSAgICAgICAgICAg\
    ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAAAAQACAAMABAAFUEsBAi0DLQAA\
    AAAAAAAhAJC83cKMAAAAjAAAAAgAAAAAAAAAAAAAAIABAAAAAG9ubHkubnB5UEsFBgAAAAABAAEANgAAAMYAAAAAAA==
    """)

  private static func bytes(_ text: String) -> [UInt8] {
    Array(Data(base64Encoded: text) ?? Data())
  }
}
