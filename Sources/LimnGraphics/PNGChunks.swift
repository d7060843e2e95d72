/// The chunks of a PNG file (ISO/IEC 15948, clause 5.3) one after another, as far as their lengths
/// agree with the bytes that are there. Checksums are libpng's to check.
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
    // Its length, its type, its data, its checksum.
    guard rest.count >= 12 else { return nil }
    let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    guard length <= rest.count - 12 else { return nil }
    let type = String(decoding: rest.dropFirst(4).prefix(4), as: UTF8.self)
    let data = rest.dropFirst(8).prefix(length)
    // What stands behind the last chunk belongs to no image.
    rest = type == "IEND" ? [] : rest.dropFirst(12 + length)
    return Chunk(type: type, data: data)
  }
}

extension PNG.Text {
  /// What a text chunk says; `nil` for any other chunk, for a compressed one, whose length its own
  /// size does not bound, and for one that breaks the grammar of its type.
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
    // A flag and a method of compression; a language and a translated keyword, each up to a NUL.
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
