/// The chunks of a PNG file (ISO/IEC 15948, clause 5.3) in order. Iteration ends at the first chunk
/// whose length exceeds the remaining bytes. Checksums are left to libpng.
struct PNGChunks: Sequence, IteratorProtocol {
  struct Chunk {
    let type: String
    let data: ArraySlice<UInt8>
  }

  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) {
    rest = bytes.dropFirst(Self.signature.count)
  }

  mutating func next() -> Chunk? {
    // A chunk consists of length, type, data and checksum.
    guard rest.count >= 12 else { return nil }
    let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    guard length <= rest.count - 12 else { return nil }
    let type = String(decoding: rest.dropFirst(4).prefix(4), as: UTF8.self)
    let data = rest.dropFirst(8).prefix(length)
    // Data after the last chunk is not part of the image.
    rest = type == "IEND" ? [] : rest.dropFirst(12 + length)
    return Chunk(type: type, data: data)
  }
}

extension PNG.Text {
  /// Reads a text chunk; returns `nil` for any other chunk, for a compressed one, whose
  /// decompressed size is not bounded by its own, and for a malformed one.
  init?(_ chunk: PNGChunks.Chunk) {
    guard ["tEXt", "iTXt"].contains(chunk.type), let end = chunk.data.firstIndex(of: 0) else {
      return nil
    }
    let keyword = latin1(chunk.data[..<end])
    var text = chunk.data[(end + 1)...]
    guard chunk.type == "iTXt" else {
      self.init(keyword, latin1(text))
      return
    }
    // Compression flag and method, then language tag and translated keyword, each terminated by
    // NUL.
    guard text.count >= 2, text.first == 0 else { return nil }
    text = text.dropFirst(2)
    for _ in 0..<2 {
      guard let end = text.firstIndex(of: 0) else { return nil }
      text = text[(end + 1)...]
    }
    self.init(keyword, String(decoding: text, as: UTF8.self))
  }
}

private func latin1(_ bytes: ArraySlice<UInt8>) -> String {
  var scalars = String.UnicodeScalarView()
  for byte in bytes { scalars.append(Unicode.Scalar(byte)) }
  return String(scalars)
}
