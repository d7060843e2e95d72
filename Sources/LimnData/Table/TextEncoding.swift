import LimnCore
import LimnText

/// The text encoding of a table.
public enum TextEncoding: String, Sendable, Hashable, Codable, CaseIterable {
  /// UTF-8, with or without a byte-order mark.
  case utf8 = "utf-8"
  /// ISO 8859-1: each byte is the Unicode character with that number.
  case latin1
  /// Windows code page 1252 ("ANSI" in Western Europe): ISO 8859-1 with letters and symbols at 0x80
  /// to 0x9F.
  case windows1252 = "windows-1252"
  /// UTF-16 with a byte-order mark, which determines the byte order.
  case utf16 = "utf-16"
  /// UTF-16, little-endian.
  case utf16LittleEndian = "utf-16le"
  /// UTF-16, big-endian.
  case utf16BigEndian = "utf-16be"

  /// The encoding implied by a text's first bytes: UTF-16 if they are its byte-order mark;
  /// otherwise `nil`.
  init?(beginning bytes: [UInt8]) {
    guard bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) else { return nil }
    self = .utf16
  }

  /// Converts a file to UTF-8 without a byte-order mark, in a temporary file. Cost: one pass
  /// through the file; memory for one block.
  ///
  /// - Parameters:
  ///   - path: the path of the file.
  ///   - name: the name of the file in errors.
  /// - Throws: `DataError.malformed`, with the byte and its line, if the text is not valid in this
  ///   encoding; `FileError`.
  func decoded(_ path: String, name: String) throws -> SpooledFile {
    let file = try ReadableFile(path: path)
    return try SpooledFile { write in
      var decoder = try Decoder(self, of: file, name: name)
      var text: [UInt8] = []
      while try decoder.next(of: file, into: &text) {
        try text.withUnsafeBytes(write)
      }
    }
  }

  private static let blockSize = 1 << 16

  /// Converts bytes to UTF-8, block by block.
  private struct Decoder {
    private let name: String
    private let encoding: TextEncoding
    private let isBigEndian: Bool
    private var offset: Int
    /// The number of line ends so far.
    private var lines = 0
    /// The first half of a surrogate pair at the end of a block.
    private var high: UInt16?

    init(_ encoding: TextEncoding, of file: borrowing ReadableFile, name: String) throws {
      self.name = name
      self.encoding = encoding
      let start = try file.bytes(at: 0, count: 2)
      let (isLittle, isBig) = (start == [0xFF, 0xFE], start == [0xFE, 0xFF])
      offset = 0
      switch encoding {
      case .utf8, .latin1, .windows1252: isBigEndian = false
      case .utf16:
        guard isLittle || isBig else {
          throw DataError.malformed(
            file: name, at: .byte(0),
            expected: "a byte-order mark; without one the encoding is utf-16le or utf-16be")
        }
        (isBigEndian, offset) = (isBig, 2)
      case .utf16LittleEndian: (isBigEndian, offset) = (false, isLittle ? 2 : 0)
      case .utf16BigEndian: (isBigEndian, offset) = (true, isBig ? 2 : 0)
      }
    }

    /// Decodes the next block into `text`; returns false at the end.
    mutating func next(of file: borrowing ReadableFile, into text: inout [UInt8]) throws -> Bool {
      let bytes = try file.bytes(at: offset, count: TextEncoding.blockSize)
      text.removeAll(keepingCapacity: true)
      guard !bytes.isEmpty else {
        guard high == nil else { throw malformed(at: offset - 2) }
        return false
      }
      switch encoding {
      case .utf8: text += bytes
      case .latin1:
        for byte in bytes { append(UInt32(byte), to: &text) }
      case .windows1252:
        for (index, byte) in bytes.enumerated() {
          guard let character = TextEncoding.windowsCharacter(byte) else {
            throw malformed(at: offset + index, byte: byte)
          }
          append(character, to: &text)
        }
      case .utf16, .utf16LittleEndian, .utf16BigEndian:
        for index in stride(from: 0, to: bytes.count - 1, by: 2) {
          let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
          let unit = isBigEndian ? first << 8 | second : second << 8 | first
          if let high {
            guard UTF16.isTrailSurrogate(unit) else { throw malformed(at: offset + index) }
            append(
              0x10000 + UInt32(high - 0xD800) << 10 + UInt32(unit - 0xDC00), to: &text)
            self.high = nil
          } else if UTF16.isLeadSurrogate(unit) {
            high = unit
          } else {
            guard !UTF16.isTrailSurrogate(unit) else { throw malformed(at: offset + index) }
            append(UInt32(unit), to: &text)
          }
        }
        guard bytes.count.isMultiple(of: 2) else { throw malformed(at: offset + bytes.count - 1) }
      }
      offset += bytes.count
      return true
    }

    private mutating func append(_ character: UInt32, to text: inout [UInt8]) {
      if character == 0x0A { lines += 1 }
      guard character >= 0x80 else {
        text.append(UInt8(character))
        return
      }
      guard let scalar = Unicode.Scalar(character) else { return }
      text += UTF8.encode(scalar).map { Array($0) } ?? []
    }

    private func malformed(at place: Int, byte: UInt8? = nil) -> DataError {
      .malformed(
        file: name, at: .byte(place),
        expected: "text in \(encoding.rawValue) in line \(lines + 1)"
          + (byte.map { ", but found the byte \(hexadecimal($0))" } ?? ""))
    }
  }

  /// The character of a byte; `nil` for the five undefined bytes.
  private static func windowsCharacter(_ byte: UInt8) -> UInt32? {
    guard (0x80...0x9F).contains(byte) else { return UInt32(byte) }
    let character = windowsCharacters[Int(byte - 0x80)]
    return character == 0 ? nil : character
  }

  /// The characters of 0x80 to 0x9F, from
  /// https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/WINDOWS/CP1252.TXT
  private static let windowsCharacters: [UInt32] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC,
    0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
  ]
}
