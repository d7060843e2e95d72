/// The type of an NPY array's elements: the kind of number and its byte layout.
public struct NPYElementType: Sendable, Hashable {
  /// The kinds of numbers.
  public enum Kind: Character, Sendable, Hashable, CaseIterable {
    /// A floating-point number.
    case float = "f"
    /// A signed integer.
    case integer = "i"
    /// An unsigned integer.
    case unsigned = "u"
    /// A Boolean, one byte.
    case boolean = "b"

    fileprivate var sizes: [Int] {
      switch self {
      case .float: [2, 4, 8]
      case .integer, .unsigned: [1, 2, 4, 8]
      case .boolean: [1]
      }
    }
  }

  /// The kind of number.
  public let kind: Kind
  /// The size of one element, in bytes.
  public let size: Int
  /// Whether the most significant byte comes first.
  public let isBigEndian: Bool

  /// Little-endian single precision, which Limn writes.
  public static let float32 = NPYElementType(kind: .float, size: 4, isBigEndian: false)

  private init(kind: Kind, size: Int, isBigEndian: Bool) {
    self.kind = kind
    self.size = size
    self.isBigEndian = isBigEndian
  }

  /// The type that NumPy calls `descriptor`; "<f4", for example, is little-endian single precision.
  /// `nil` unless it is a real number of 1, 2, 4 or 8 bytes: not for complex numbers, extended
  /// precision, text or records.
  public init?(descriptor: String) {
    let characters = Array(descriptor)
    guard characters.count == 3, let kind = Kind(rawValue: characters[1]),
      let size = characters[2].wholeNumberValue, kind.sizes.contains(size)
    else { return nil }
    switch characters[0] {
    case "<", "|", "=": self.init(kind: kind, size: size, isBigEndian: false)
    case ">": self.init(kind: kind, size: size, isBigEndian: true)
    default: return nil
    }
  }

  /// NumPy's name for the type.
  public var descriptor: String {
    "\(size == 1 ? "|" : isBigEndian ? ">" : "<")\(kind.rawValue)\(size)"
  }

  /// Decodes the elements in `bytes` and rounds them to the nearest `Float`.
  func floats(from bytes: UnsafeRawBufferPointer) -> [Float] {
    switch (kind, size) {
    case (.float, 2): decode(bytes) { Float(halfPrecision: $0) }
    case (.float, 4): decode(bytes) { Float(bitPattern: $0 as UInt32) }
    case (.float, _): decode(bytes) { Float(Double(bitPattern: $0 as UInt64)) }
    case (.integer, 1): decode(bytes) { Float($0 as Int8) }
    case (.integer, 2): decode(bytes) { Float($0 as Int16) }
    case (.integer, 4): decode(bytes) { Float($0 as Int32) }
    case (.integer, _): decode(bytes) { Float($0 as Int64) }
    case (.unsigned, 1): decode(bytes) { Float($0 as UInt8) }
    case (.unsigned, 2): decode(bytes) { Float($0 as UInt16) }
    case (.unsigned, 4): decode(bytes) { Float($0 as UInt32) }
    case (.unsigned, _): decode(bytes) { Float($0 as UInt64) }
    case (.boolean, _): decode(bytes) { ($0 as UInt8) == 0 ? 0 : 1 }
    }
  }

  /// An element that is not an integer of 64 bits, with its index and its value.
  struct NotWhole: Error {
    let index: Int
    let value: Double
  }

  /// Decodes the elements in `bytes` exactly.
  ///
  /// - Throws: ``NotWhole``.
  func integers(from bytes: UnsafeRawBufferPointer) throws -> [Int] {
    switch (kind, size) {
    case (.float, 2): try whole(decode(bytes) { Float(halfPrecision: $0) })
    case (.float, 4): try whole(decode(bytes) { Float(bitPattern: $0 as UInt32) })
    case (.float, _): try whole(decode(bytes) { Double(bitPattern: $0 as UInt64) })
    case (.integer, 1): decode(bytes) { Int($0 as Int8) }
    case (.integer, 2): decode(bytes) { Int($0 as Int16) }
    case (.integer, 4): decode(bytes) { Int($0 as Int32) }
    case (.integer, _): decode(bytes) { Int($0 as Int64) }
    case (.unsigned, 1): decode(bytes) { Int($0 as UInt8) }
    case (.unsigned, 2): decode(bytes) { Int($0 as UInt16) }
    case (.unsigned, 4): decode(bytes) { Int($0 as UInt32) }
    case (.unsigned, _):
      try decode(bytes) { $0 as UInt64 }.enumerated().map { index, value in
        guard let number = Int(exactly: value) else {
          throw NotWhole(index: index, value: Double(value))
        }
        return number
      }
    case (.boolean, _): decode(bytes) { ($0 as UInt8) == 0 ? 0 : 1 }
    }
  }

  private func whole(_ values: [some BinaryFloatingPoint]) throws -> [Int] {
    try values.enumerated().map { index, value in
      guard let number = Int(exactly: value) else {
        throw NotWhole(index: index, value: Double(value))
      }
      return number
    }
  }

  private func decode<Word: FixedWidthInteger, Value>(
    _ bytes: UnsafeRawBufferPointer, _ value: (Word) -> Value
  ) -> [Value] {
    (0..<bytes.count / size).map { index in
      let word = bytes.loadUnaligned(fromByteOffset: index * size, as: Word.self)
      return value(isBigEndian ? Word(bigEndian: word) : Word(littleEndian: word))
    }
  }
}

extension Float {
  /// Decodes an IEEE 754 binary16 number exactly. `Float16` is not available on every platform.
  init(halfPrecision bits: UInt16) {
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    let (exponent, fraction) = (Int(bits >> 10 & 0x1F), Float(bits & 0x3FF))
    switch exponent {
    case 0: self = sign * fraction * 0x1p-24
    case 31: self = fraction == 0 ? sign * .infinity : .nan
    default:
      self = sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
    }
  }
}
