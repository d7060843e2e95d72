/// Estimates the memory that a file's messages would take, before they are decoded: two bytes can
/// declare a node, and four its name, inputs and attributes.
///
/// It knows only which fields are messages themselves, following Fixtures/onnx.proto. Invalid bytes
/// end the count; the decoder then rejects them.
struct WireCensus {
  /// A message of the format, with its fields that are messages or packed numbers.
  private enum Message {
    case model, graph, node, attribute, tensor, sparseTensor, entry, operatorSet, valueInfo, type
    case tensorType, shape, dimension

    func part(_ field: Int) -> Part {
      switch (self, field) {
      case (.model, 7): .message(.graph)
      case (.model, 8): .message(.operatorSet)
      case (.model, 14): .message(.entry)
      case (.graph, 1): .message(.node)
      case (.graph, 5): .message(.tensor)
      case (.graph, 11), (.graph, 12): .message(.valueInfo)
      case (.graph, 15): .message(.sparseTensor)
      case (.node, 5): .message(.attribute)
      case (.attribute, 5): .message(.tensor)
      case (.attribute, 7), (.attribute, 8), (.tensor, 1), (.tensor, 4), (.tensor, 5),
        (.tensor, 7), (.tensor, 10), (.tensor, 11):
        .numbers(size: [4, 5].contains(field) || (self, field) == (.attribute, 7) ? 4 : 8)
      case (.tensor, 13): .message(.entry)
      case (.sparseTensor, 1), (.sparseTensor, 2): .message(.tensor)
      case (.valueInfo, 2): .message(.type)
      case (.type, 1): .message(.tensorType)
      case (.tensorType, 2): .message(.shape)
      case (.shape, 1): .message(.dimension)
      default: .other
      }
    }
  }

  private enum Part {
    case message(Message)
    /// Packed numbers of at least one byte each, with the given size in memory.
    case numbers(size: Int)
    /// A string, bytes, or an unknown field.
    case other
  }

  /// The memory in bytes of a message, and of a string besides its characters, in growing arrays;
  /// measured and rounded up.
  private static let (message, text) = (512, 48)
  /// The ratio of an array's memory to its content while it grows, including the previous buffer.
  private static let growth = 3

  private(set) var bytes = 0
  private let limit: Int

  /// Whether the messages of a model file of `count` bytes would take no more than a few times that
  /// size.
  static func holdsWithin(_ file: [UInt8], count: Int) -> Bool {
    var census = WireCensus(limit: 16 << 20 + 6 * count)
    census.count(file[...], of: .model)
    return census.bytes <= census.limit
  }

  private init(limit: Int) { self.limit = limit }

  /// Counts a message and its fields. The recursion depth is that of the format's messages, seven.
  private mutating func count(_ content: ArraySlice<UInt8>, of message: Message) {
    var rest = content
    bytes += Self.message
    while bytes <= limit, let key = Self.varint(&rest) {
      let field = Int(truncatingIfNeeded: key >> 3)
      switch key & 7 {
      case 0:
        guard Self.varint(&rest) != nil else { return }
        if case .numbers(let size) = message.part(field) { bytes += Self.growth * size }
      case 1:
        rest = rest.dropFirst(8)
      case 5:
        rest = rest.dropFirst(4)
      case 2:
        guard let length = Self.varint(&rest), length <= UInt64(rest.count) else { return }
        let part = rest.prefix(Int(length))
        rest = rest.dropFirst(Int(length))
        switch message.part(field) {
        case .message(let inner): count(part, of: inner)
        case .numbers(let size):
          bytes += Self.growth * size * Self.packedCount(part, field: field, of: message)
        case .other: bytes += Self.text + part.count
        }
      default:
        return
      }
    }
  }

  /// The number of values in a packed field: words of four or eight bytes, or varints.
  private static func packedCount(
    _ part: ArraySlice<UInt8>, field: Int, of message: Message
  ) -> Int {
    switch (message, field) {
    case (.attribute, 7), (.tensor, 4): part.count / 4
    case (.tensor, 10): part.count / 8
    default: part.count { $0 < 0x80 }
    }
  }

  private static func varint(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      guard let byte = rest.popFirst() else { return nil }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    return nil
  }
}
