/// The cyclic redundancy check CRC-32C (Castagnoli 1993; RFC 3720, section 12.1), bits reflected,
/// polynomial 0x1EDC6F41.
package enum CRC32C {
  /// The remainder of each byte after eight steps of division by the reflected polynomial.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { remainder, _ in
      remainder & 1 == 1 ? remainder >> 1 ^ 0x82F6_3B78 : remainder >> 1
    }
  }

  package static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { $0 >> 8 ^ table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
  }

  /// The checksum as stored in TFRecord files: rotated by 15 bits and offset by a constant, so that
  /// a checksum of data that contain checksums is not degenerate.
  package static func masked(_ bytes: [UInt8]) -> UInt32 {
    let checksum = checksum(bytes)
    return (checksum >> 15 | checksum << 17) &+ 0xA282_EAD8
  }
}
