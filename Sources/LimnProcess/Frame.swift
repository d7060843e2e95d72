import LimnCore

/// The message format of predictors and workers: two little-endian `uint32`, the numbers of rows
/// and columns, then rows × columns little-endian `float32` in row-major order.
package enum Frame {
  package static let headSize = 8

  /// A batch as a frame.
  package static func bytes(of rows: Matrix) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(headSize + 4 * rows.elements.count)
    for count in [rows.rows, rows.columns] {
      withUnsafeBytes(of: UInt32(count).littleEndian) { bytes += $0 }
    }
    #if _endian(little)
      rows.elements.withUnsafeBytes { bytes += $0 }
    #else
      rows.elements.map(\.bitPattern.littleEndian).withUnsafeBytes { bytes += $0 }
    #endif
    return bytes
  }

  /// The numbers of rows and columns in a frame's header.
  package static func head(of bytes: ArraySlice<UInt8>) -> (rows: Int, columns: Int) {
    func count(at offset: Int) -> Int {
      let start = bytes.startIndex + offset
      return (0..<4).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) }
    }
    return (count(at: 0), count(at: 4))
  }

  /// The values of a complete frame, without its header.
  package static func values(of bytes: ArraySlice<UInt8>) -> [Float] {
    let body = bytes.dropFirst(headSize)
    return [Float](unsafeUninitializedCapacity: body.count / 4) { buffer, initialized in
      initialized = body.count / 4
      body.withUnsafeBytes { source in
        for index in 0..<initialized {
          buffer[index] = Float(
            bitPattern: UInt32(
              littleEndian: source.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
        }
      }
    }
  }
}
