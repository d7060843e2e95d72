import LimnCore

/// What goes to a predictor and comes back, and to a worker: two little-endian `uint32`, rows and columns, then rows ×
/// columns little-endian `float32`, row after row.
package enum Frame {
  package static let headSize = 8

  /// The bytes of a batch.
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

  /// The rows and columns that the first bytes of a frame promise.
  package static func head(of bytes: ArraySlice<UInt8>) -> (rows: Int, columns: Int) {
    func count(at offset: Int) -> Int {
      let start = bytes.startIndex + offset
      return (0..<4).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) }
    }
    return (count(at: 0), count(at: 4))
  }

  /// The numbers behind the head of a whole frame.
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
