/// NPY files put together byte by byte, from NumPy's description of the format.
enum NPYBytes {
  static func handmade(
    _ dictionary: String, data: [UInt8] = [], version: [UInt8] = [1, 0], length: Int? = nil
  ) -> [UInt8] {
    let text = Array((dictionary + "\n").utf8)
    let length = length ?? text.count
    let lengthBytes = (0..<(version[0] == 1 ? 2 : 4)).map { UInt8(length >> (8 * $0) & 0xFF) }
    return [0x93] + Array("NUMPY".utf8) + version + lengthBytes + text + data
  }

  static func dictionary(_ type: String, _ shape: String, fortran: Bool = false) -> String {
    "{'descr': '\(type)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': \(shape), }"
  }

  static func bytes<Word: FixedWidthInteger>(_ words: [Word]) -> [UInt8] {
    words.flatMap { word in withUnsafeBytes(of: word.littleEndian, Array.init) }
  }
}

/// A folder with an array's file in it.
final class ArrayFolder {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  var path: String { directory.path }
  var names: [String] { directory.names }

  func file(_ bytes: [UInt8]) throws -> String { try directory.file("array.npy", bytes) }
}
