/// A byte buffer to which values are appended, little-endian.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ value: Int) {
    withUnsafeBytes(of: Int64(value).littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ value: Double) {
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ text: String) {
    append(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  mutating func append(_ values: [Float]) {
    append(values.count)
    #if _endian(little)
      values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    #else
      for value in values {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
      }
    #endif
  }

  mutating func append<Value>(
    _ values: [Value], _ body: (inout ByteWriter, Value) -> Void
  ) {
    append(values.count)
    for value in values { body(&self, value) }
  }

  mutating func append<Value>(_ value: Value?, _ body: (inout ByteWriter, Value) -> Void) {
    append(value == nil ? 0 : 1)
    if let value { body(&self, value) }
  }

  /// The bytes, closed with a checksum of all of them.
  consuming func sealed() -> [UInt8] {
    append(Int(truncatingIfNeeded: Checksum.of(bytes[...])))
    return bytes
  }
}

/// Reads what ``ByteWriter`` wrote.
struct ByteReader {
  private let bytes: ArraySlice<UInt8>
  private var position: Int
  private let file: String

  /// - Parameter file: the name of the file in errors.
  /// - Throws: `ReportError.damaged` if the checksum does not match the bytes before it.
  init(sealed bytes: [UInt8], file: String) throws {
    let size = MemoryLayout<Int64>.size
    guard bytes.count >= size else { throw ReportError.damaged(file: file) }
    var end = ByteReader(bytes[(bytes.count - size)...], file: file)
    let content = bytes[..<(bytes.count - size)]
    guard try end.int() == Int(truncatingIfNeeded: Checksum.of(content)) else {
      throw ReportError.damaged(file: file)
    }
    self.init(content, file: file)
  }

  private init(_ bytes: ArraySlice<UInt8>, file: String) {
    self.bytes = bytes
    position = bytes.startIndex
    self.file = file
  }

  mutating func int() throws -> Int {
    let word = try take(MemoryLayout<Int64>.size).withUnsafeBytes {
      $0.loadUnaligned(as: Int64.self)
    }
    return Int(Int64(littleEndian: word))
  }

  mutating func double() throws -> Double {
    Double(bitPattern: UInt64(bitPattern: Int64(try int())))
  }

  mutating func text() throws -> String {
    String(decoding: try take(try int()), as: UTF8.self)
  }

  mutating func floats() throws -> [Float] {
    let count = try int()
    guard count >= 0, count <= bytes.endIndex - position else {
      throw ReportError.damaged(file: file)
    }
    let raw = try take(count * MemoryLayout<Float>.size)
    return raw.withUnsafeBytes { raw in
      (0..<count).map { index in
        Float(
          bitPattern: UInt32(
            littleEndian: raw.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
      }
    }
  }

  mutating func array<Value>(_ body: (inout ByteReader) throws -> Value) throws -> [Value] {
    let count = try int()
    // Every value takes at least one byte.
    guard count >= 0, count <= bytes.endIndex - position else {
      throw ReportError.damaged(file: file)
    }
    return try (0..<count).map { _ in try body(&self) }
  }

  mutating func optional<Value>(_ body: (inout ByteReader) throws -> Value) throws -> Value? {
    try int() == 0 ? nil : try body(&self)
  }

  /// - Throws: `ReportError.damaged` if bytes are left over.
  func end() throws {
    guard position == bytes.endIndex else { throw ReportError.damaged(file: file) }
  }

  private mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.endIndex - position else {
      throw ReportError.damaged(file: file)
    }
    defer { position += count }
    return bytes[position..<position + count]
  }
}

/// FNV-1a (Fowler, Noll, Vo) over 64-bit words. It detects truncated or damaged files, not forged
/// ones.
package enum Checksum {
  package static func of(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.withUnsafeBytes { raw in
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325
      let words = raw.count / 8
      for word in 0..<words {
        let value = UInt64(
          littleEndian: raw.loadUnaligned(fromByteOffset: 8 * word, as: UInt64.self))
        hash = (hash ^ value) &* 0x0000_0100_0000_01b3
        // Multiplication only moves bits upwards; this shift moves them down again.
        hash ^= hash >> 32
      }
      for index in (8 * words)..<raw.count {
        hash = (hash ^ UInt64(raw[index])) &* 0x0000_0100_0000_01b3
      }
      return hash ^ UInt64(raw.count)
    }
  }
}
