/// Parses the dictionary in an NPY header, a Python literal such as
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (1797, 8, 8), }`. No other Python syntax is
/// accepted.
struct NPYHeaderParser {
  private let file: String
  /// The offset of `text` in the file.
  private let start: Int
  private let text: [UInt8]
  private var position = 0

  init(_ text: [UInt8], at start: Int, file: String) {
    self.file = file
    self.start = start
    self.text = text
  }

  mutating func header() throws -> NPYHeader {
    var (elementType, isFortranOrder, shape): (NPYElementType?, Bool?, [Int]?)
    try expect("{")
    while !take("}") {
      let keyStart = position
      switch try quoted() {
      case "descr" where elementType == nil:
        try expect(":")
        elementType = try self.elementType()
      case "fortran_order" where isFortranOrder == nil:
        try expect(":")
        isFortranOrder = try boolean()
      case "shape" where shape == nil:
        try expect(":")
        shape = try tuple()
      default:
        position = keyStart
        throw problem("one each of 'descr', 'fortran_order' and 'shape'")
      }
      if !take(",") {
        try expect("}")
        break
      }
    }
    skipSpace()
    guard position == text.count else { throw problem("the end of the header") }
    guard let elementType, let isFortranOrder, let shape else {
      throw problem("'descr', 'fortran_order' and 'shape'")
    }
    return NPYHeader(elementType: elementType, isFortranOrder: isFortranOrder, shape: shape)
  }

  private mutating func elementType() throws -> NPYElementType {
    skipSpace()
    if position < text.count, text[position] == UInt8(ascii: "[") {
      throw DataError.unsupportedElementType(file: file, descriptor: "record")
    }
    let descriptor = try quoted()
    guard let type = NPYElementType(descriptor: descriptor) else {
      throw DataError.unsupportedElementType(file: file, descriptor: descriptor)
    }
    return type
  }

  private mutating func boolean() throws -> Bool {
    if take("True") { return true }
    if take("False") { return false }
    throw problem("True or False")
  }

  private mutating func tuple() throws -> [Int] {
    try expect("(")
    var axes: [Int] = []
    while !take(")") {
      axes.append(try wholeNumber())
      if !take(",") {
        // Without a comma, (3) is a parenthesised number and not a tuple.
        guard axes.count > 1 else { throw problem("a comma") }
        try expect(")")
        break
      }
    }
    return axes
  }

  private mutating func wholeNumber() throws -> Int {
    skipSpace()
    let digits = text[position...].prefix { (0x30...0x39).contains($0) }
    // Only digits are converted, so failure means overflow.
    guard !digits.isEmpty, let value = Int(String(decoding: digits, as: UTF8.self)) else {
      throw problem("an axis length of 0 to \(Int.max)")
    }
    position = digits.endIndex
    // Python 2 wrote long integers with the suffix L.
    if position < text.count, text[position] == UInt8(ascii: "L") { position += 1 }
    return value
  }

  private mutating func quoted() throws -> String {
    skipSpace()
    guard position < text.count, [0x22, 0x27].contains(text[position]),
      let end = text[(position + 1)...].firstIndex(of: text[position])
    else { throw problem("a quoted word") }
    defer { position = end + 1 }
    return String(decoding: text[(position + 1)..<end], as: UTF8.self)
  }

  private mutating func expect(_ word: String) throws {
    guard take(word) else { throw problem("'\(word)'") }
  }

  /// Consumes `word` if it comes next.
  private mutating func take(_ word: String) -> Bool {
    skipSpace()
    guard text[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  private mutating func skipSpace() {
    while position < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[position]) { position += 1 }
  }

  private func problem(_ expected: String) -> DataError {
    .malformed(file: file, at: .byte(start + position), expected: expected)
  }
}
