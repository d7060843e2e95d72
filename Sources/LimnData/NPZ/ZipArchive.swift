import CZlib
import LimnCore

/// A zip archive, such as an NPZ file (PKWARE's APPNOTE 6.3.10), with stored or deflated members
/// and 64-bit sizes where needed.
///
/// Cost: only the directory is read; members are unpacked on demand, block by block.
struct ZipArchive {
  let path: String
  /// The name used in errors.
  let name: String
  let members: [Member]

  struct Member: Equatable {
    let name: String
    fileprivate let method: Int
    fileprivate let isEncrypted: Bool
    fileprivate let checksum: UInt32
    /// The size in the archive and the unpacked size, in bytes.
    fileprivate let (packed, size): (Int, Int)
    /// The offset of the member's local header.
    fileprivate let offset: Int
  }

  private static let mostMembers = 65_536
  private static let mostDirectoryBytes = 1 << 26

  /// - Throws: `FileError.cannotRead`; `DataError.malformed`.
  init(path: String, name: String) throws {
    self.path = path
    self.name = name
    let file = try ReadableFile(path: path)
    func malformed(_ offset: Int, _ expected: String) -> DataError {
      .malformed(file: name, at: .byte(offset), expected: expected)
    }
    // The end record has 22 bytes and a comment of at most 65,535 bytes.
    let tailStart = max(0, file.size - 65_557)
    let tail = try file.bytes(at: tailStart, count: file.size - tailStart)
    guard tail.count >= 22,
      let end = stride(from: tail.count - 22, through: 0, by: -1).first(where: {
        tail[$0...].starts(with: [0x50, 0x4B, 5, 6])
      })
    else { throw malformed(0, "an archive of arrays, as numpy.savez writes it") }
    var count = tail.number(at: end + 10, size: 2)
    var directorySize = tail.number(at: end + 12, size: 4)
    var directory = tail.number(at: end + 16, size: 4)
    if directory == 0xFFFF_FFFF || count == 0xFFFF || directorySize == 0xFFFF_FFFF {
      guard end >= 20, tail[(end - 20)...].starts(with: [0x50, 0x4B, 6, 7]) else {
        throw malformed(tailStart + end, "a locator of the 64-bit directory before it")
      }
      let record = tail.number(at: end - 20 + 8, size: 8)
      let bytes = record >= 0 ? try file.bytes(at: record, count: 56) : []
      guard bytes.count == 56, bytes.starts(with: [0x50, 0x4B, 6, 6]) else {
        throw malformed(tailStart + end - 20, "the place of the 64-bit directory")
      }
      count = bytes.number(at: 32, size: 8)
      directorySize = bytes.number(at: 40, size: 8)
      directory = bytes.number(at: 48, size: 8)
    }
    guard directory >= 0, directorySize >= 0, directory <= file.size,
      directorySize <= min(file.size - directory, Self.mostDirectoryBytes),
      (0...Self.mostMembers).contains(count)
    else { throw malformed(tailStart + end, "a directory inside the file") }
    let bytes = try file.bytes(at: directory, count: directorySize)
    var (members, position) = ([Member](), 0)
    for _ in 0..<count {
      guard bytes.count - position >= 46, bytes[position...].starts(with: [0x50, 0x4B, 1, 2]) else {
        throw malformed(directory + position, "the next member of the directory")
      }
      let (nameSize, extraSize, commentSize) = (
        bytes.number(at: position + 28, size: 2), bytes.number(at: position + 30, size: 2),
        bytes.number(at: position + 32, size: 2)
      )
      let next = position + 46 + nameSize + extraSize + commentSize
      guard next <= bytes.count else {
        throw malformed(directory + position, "a member that ends inside the directory")
      }
      var size = bytes.number(at: position + 24, size: 4)
      var packed = bytes.number(at: position + 20, size: 4)
      var offset = bytes.number(at: position + 42, size: 4)
      var extra = bytes[(position + 46 + nameSize)..<(position + 46 + nameSize + extraSize)]
      while extra.count >= 4 {
        let start = extra.startIndex
        let (kind, length) = (
          bytes.number(at: start, size: 2), bytes.number(at: start + 2, size: 2)
        )
        guard length <= extra.count - 4 else { break }
        if kind == 1 {
          // Values that do not fit into 32 bits follow here, in this order.
          var place = start + 4
          func wide(_ value: Int) throws -> Int {
            guard value == 0xFFFF_FFFF else { return value }
            guard place + 8 <= start + 4 + length else {
              throw malformed(directory + position, "sizes of 64 bits")
            }
            defer { place += 8 }
            return bytes.number(at: place, size: 8)
          }
          size = try wide(size)
          packed = try wide(packed)
          offset = try wide(offset)
        }
        extra = extra.dropFirst(4 + length)
      }
      guard size >= 0, packed >= 0, offset >= 0, offset <= file.size, packed <= file.size - offset
      else { throw malformed(directory + position, "a member inside the file") }
      members.append(
        Member(
          name: String(
            decoding: bytes[(position + 46)..<(position + 46 + nameSize)], as: UTF8.self),
          method: bytes.number(at: position + 10, size: 2),
          isEncrypted: bytes.number(at: position + 8, size: 2) & 1 == 1,
          checksum: UInt32(truncatingIfNeeded: bytes.number(at: position + 16, size: 4)),
          packed: packed, size: size, offset: offset))
      position = next
    }
    self.members = members
  }

  /// Unpacks a member. Never produces more bytes than the directory declares.
  ///
  /// - Throws: `FileError`; `DataError.malformed`, `.packed`.
  func unpack(_ member: Member, to write: (UnsafeRawBufferPointer) throws -> Void) throws {
    let file = try ReadableFile(path: path)
    func malformed(_ offset: Int, _ expected: String) -> DataError {
      .malformed(file: name, at: .byte(offset), expected: expected)
    }
    guard !member.isEncrypted, member.method == 0 || member.method == 8 else {
      throw DataError.packed(file: name, member: member.name)
    }
    guard member.size <= SpooledFile.mostBytes else {
      throw FileError.tooLarge(path: "\(name):\(member.name)", most: SpooledFile.mostBytes)
    }
    let head = try file.bytes(at: member.offset, count: 30)
    guard head.count == 30, head.starts(with: [0x50, 0x4B, 3, 4]) else {
      throw malformed(member.offset, "a member's header")
    }
    let start = member.offset + 30 + head.number(at: 26, size: 2) + head.number(at: 28, size: 2)
    var checksum = crc32(0, nil, 0)
    var made = 0
    func take(_ bytes: UnsafeRawBufferPointer) throws {
      guard bytes.count <= member.size - made else {
        throw malformed(member.offset, "\(member.size) bytes, not more, in \(member.name)")
      }
      made += bytes.count
      checksum = crc32(
        checksum, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), uInt(bytes.count))
      try write(bytes)
    }
    let blockSize = 1 << 16
    if member.method == 0 {
      for offset in stride(from: 0, to: member.packed, by: blockSize) {
        let block = try file.bytes(
          at: start + offset, count: min(blockSize, member.packed - offset))
        try block.withUnsafeBytes(take)
      }
    } else {
      try inflate(member, in: file, from: start, blockSize: blockSize, take)
    }
    guard made == member.size, checksum == uLong(member.checksum) else {
      throw malformed(member.offset, "\(member.name) whole and unchanged")
    }
  }

  private func inflate(
    _ member: Member, in file: borrowing ReadableFile, from start: Int, blockSize: Int,
    _ take: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var stream = z_stream()
    // Raw deflate data, without a zlib header.
    guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else {
      throw DataError.packed(file: name, member: member.name)
    }
    defer { inflateEnd(&stream) }
    var output = [UInt8](repeating: 0, count: blockSize)
    for offset in stride(from: 0, to: member.packed, by: blockSize) {
      var input = try file.bytes(at: start + offset, count: min(blockSize, member.packed - offset))
      var status = Z_OK
      try input.withUnsafeMutableBufferPointer { input in
        stream.next_in = input.baseAddress
        stream.avail_in = uInt(input.count)
        repeat {
          let count = try output.withUnsafeMutableBufferPointer { output in
            stream.next_out = output.baseAddress
            stream.avail_out = uInt(output.count)
            status = CZlib.inflate(&stream, Z_NO_FLUSH)
            let count = output.count - Int(stream.avail_out)
            try take(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(output)[..<count]))
            return count
          }
          guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
            throw DataError.malformed(
              file: name, at: .byte(start + offset), expected: "deflated data of \(member.name)")
          }
          if status == Z_STREAM_END || count == 0 { break }
        } while stream.avail_out == 0 || stream.avail_in > 0
      }
      if status == Z_STREAM_END { return }
    }
  }
}

extension [UInt8] {
  /// A little-endian unsigned integer; −1 if the position is out of bounds or the number does not
  /// fit into 63 bits.
  fileprivate func number(at place: Int, size: Int) -> Int {
    guard place >= 0, place <= count - size else { return -1 }
    let value = self[place..<place + size].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(exactly: value) ?? -1
  }
}
