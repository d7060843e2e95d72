/// The framing of an event file: a length, its checksum, the data, their checksum, all
/// little-endian.
package enum TFRecord {
  /// `data` as a record.
  package static func framed(_ data: [UInt8]) -> [UInt8] {
    let length = bytes(of: UInt64(data.count))
    return length + bytes(of: CRC32C.masked(length)) + data + bytes(of: CRC32C.masked(data))
  }

  private static func bytes(of value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}
