import LimnCore

/// A model file without the bytes of its large initializers. They stay in the file; each such
/// tensor is rewritten to refer to its position there, like a tensor with external data. Weights
/// are then in memory only once, in the network.
struct ModelSkeleton {
  /// The file's messages, without the large bytes.
  private(set) var bytes: [UInt8] = []

  /// The location of values in the model's own file; no file can have this name.
  static let ownFile = "\0"

  /// The minimum size, in bytes, of a tensor that is left in the file.
  static let large = 1 << 16

  /// Returns `nil` if the file is not a sequence of protocol-buffer fields; reading it as a whole
  /// then reports the error.
  init?(of file: PlacedBytes, large: Int = Self.large) throws {
    var reader = FieldReader(file: file, place: 0, end: file.count)
    while let field = try reader.next() {
      // The graph; all other fields are short.
      if field.number == 7, field.isBytes {
        guard let graph = try Self.graph(in: file, field.content, large: large) else { return nil }
        append(7, graph)
      } else {
        bytes += try file.bytes(field.whole)
      }
    }
    guard reader.isWhole else { return nil }
  }

  private static func graph(in file: PlacedBytes, _ range: Range<Int>, large: Int) throws
    -> [UInt8]?
  {
    var graph: [UInt8] = []
    var reader = FieldReader(file: file, place: range.lowerBound, end: range.upperBound)
    while let field = try reader.next() {
      if field.number == 5, field.isBytes, field.content.count >= large,
        let tensor = try tensor(in: file, field.content, large: large)
      {
        graph.append(field: 5, tensor)
      } else {
        graph += try file.bytes(field.whole)
      }
    }
    return reader.isWhole ? graph : nil
  }

  /// Rewrites a tensor so that its raw bytes are given by position; `nil` if it has no raw bytes or
  /// is already external.
  private static func tensor(in file: PlacedBytes, _ range: Range<Int>, large: Int) throws
    -> [UInt8]?
  {
    var tensor: [UInt8] = []
    var raw: Range<Int>?
    var reader = FieldReader(file: file, place: range.lowerBound, end: range.upperBound)
    while let field = try reader.next() {
      switch field.number {
      case 9 where field.isBytes && raw == nil: raw = field.content
      case 9, 13, 14: return nil
      // Numbers in other fields are read as usual.
      default:
        guard field.whole.count < large else { return nil }
        tensor += try file.bytes(field.whole)
      }
    }
    guard reader.isWhole, let raw else { return nil }
    for (key, value) in [
      ("location", ownFile), ("offset", "\(raw.lowerBound)"), ("length", "\(raw.count)"),
    ] {
      var entry: [UInt8] = []
      entry.append(field: 1, Array(key.utf8))
      entry.append(field: 2, Array(value.utf8))
      tensor.append(field: 13, entry)
    }
    // data_location: EXTERNAL
    tensor += [14 << 3, 1]
    return tensor
  }

  private mutating func append(_ number: Int, _ content: [UInt8]) {
    bytes.append(field: number, content)
  }
}

extension [UInt8] {
  /// Appends a field of bytes with a number below 16.
  fileprivate mutating func append(field number: Int, _ content: [UInt8]) {
    append(UInt8(number << 3 | 2))
    var length = content.count
    while length > 0x7F {
      append(UInt8(length & 0x7F | 0x80))
      length >>= 7
    }
    append(UInt8(length))
    self += content
  }
}

/// Iterates over the fields of a message in a file, reading only their headers.
private struct FieldReader {
  struct Field {
    let number: Int
    /// The header and the content.
    let whole: Range<Int>
    let content: Range<Int>
    /// Whether the content is a sequence of bytes: a string, a message, or packed numbers.
    let isBytes: Bool
  }

  let file: PlacedBytes
  private(set) var place: Int
  let end: Int
  /// Whether everything read so far consists of valid fields.
  private(set) var isWhole = true
  /// The bytes that begin at ``windowStart``.
  private var window: [UInt8] = []
  private var windowStart = 0

  init(file: PlacedBytes, place: Int, end: Int) {
    self.file = file
    self.place = place
    self.end = end
  }

  /// The next field; `nil` at the end and for an invalid field.
  mutating func next() throws -> Field? {
    guard place < end, isWhole else { return nil }
    let start = place
    guard let key = try varint(), key >> 3 <= 1 << 28 else { return broken() }
    var size: UInt64
    switch key & 7 {
    case 0:
      guard try varint() != nil else { return broken() }
      size = 0
    case 1: size = 8
    case 2:
      guard let length = try varint() else { return broken() }
      size = length
    case 5: size = 4
    default: return broken()
    }
    guard size <= UInt64(end - place) else { return broken() }
    let content = place..<place + Int(size)
    place = content.upperBound
    return Field(
      number: Int(key >> 3), whole: start..<place, content: content, isBytes: key & 7 == 2)
  }

  private mutating func broken() -> Field? {
    isWhole = false
    return nil
  }

  private mutating func varint() throws -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      guard place < end else { return nil }
      if place < windowStart || place >= windowStart + window.count {
        windowStart = place
        window = try file.bytes(place..<min(place + 256, end))
      }
      let byte = window[place - windowStart]
      place += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    return nil
  }
}
