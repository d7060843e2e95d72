/// Writes protocol buffers by hand, so that files can be made that no library would write.
struct Wire {
  private(set) var bytes: [UInt8] = []

  func integer(_ field: Int, _ value: Int) -> Wire {
    adding(Self.varint(UInt64(field) << 3) + Self.varint(UInt64(bitPattern: Int64(value))))
  }

  func bytes(_ field: Int, _ value: [UInt8]) -> Wire {
    adding(
      Self.varint(UInt64(field) << 3 | 2) + Self.varint(UInt64(value.count)) + value)
  }

  func text(_ field: Int, _ value: String) -> Wire { bytes(field, Array(value.utf8)) }

  func message(_ field: Int, _ value: Wire) -> Wire { bytes(field, value.bytes) }

  func messages(_ field: Int, _ values: [Wire]) -> Wire {
    values.reduce(self) { $0.message(field, $1) }
  }

  func float(_ field: Int, _ value: Float) -> Wire {
    adding(Self.varint(UInt64(field) << 3 | 5) + Self.littleEndian(value))
  }

  static func littleEndian(_ value: Float) -> [UInt8] {
    withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
  }

  private func adding(_ more: [UInt8]) -> Wire { Wire(bytes: bytes + more) }

  private static func varint(_ value: UInt64) -> [UInt8] {
    var (value, bytes) = (value, [UInt8]())
    repeat {
      bytes.append(UInt8(value & 0x7F) | (value > 0x7F ? 0x80 : 0))
      value >>= 7
    } while value > 0
    return bytes
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }
  init() {}
}

/// Parts of an ONNX file, by the field numbers of the public specification.
enum Handmade {
  static func tensor(_ name: String, _ shape: [Int], _ values: [Float], type: Int = 1) -> Wire {
    shape.reduce(Wire()) { $0.integer(1, $1) }.integer(2, type).text(8, name)
      .bytes(9, values.flatMap(Wire.littleEndian))
  }

  static func node(
    _ operation: String, _ inputs: [String], _ output: String, domain: String = "",
    attributes: [Wire] = []
  ) -> Wire {
    inputs.reduce(Wire()) { $0.text(1, $1) }.text(2, output).text(3, "the \(operation)")
      .text(4, operation).messages(5, attributes).text(7, domain)
  }

  static func attribute(_ name: String, integer: Int) -> Wire {
    Wire().text(1, name).integer(3, integer).integer(20, 2)
  }

  static func attribute(_ name: String, float: Float) -> Wire {
    Wire().text(1, name).float(2, float).integer(20, 1)
  }

  static func value(_ name: String, _ sizes: [Int], type: Int = 1) -> Wire {
    let shape = sizes.reduce(Wire().message(1, Wire().text(2, "batch"))) {
      $0.message(1, Wire().integer(1, $1))
    }
    return Wire().text(1, name)
      .message(2, Wire().message(1, Wire().integer(1, type).message(2, shape)))
  }

  /// A model whose input is `x`, N×2, and whose output is `y`.
  static func model(
    _ nodes: [Wire], _ tensors: [Wire] = [], inputs: [Wire] = [value("x", [2])],
    outputs: [String] = ["y"], opset: Int? = 13
  ) -> [UInt8] {
    let graph = Wire().messages(1, nodes).text(2, "handmade").messages(5, tensors)
      .messages(11, inputs).messages(12, outputs.map { value($0, [2]) })
    var model = Wire().integer(1, 7)
    if let opset { model = model.message(8, Wire().integer(2, opset)) }
    return model.message(7, graph).bytes
  }

  /// A 2×2 weight called `w` and a bias called `b`.
  static let weights = [
    tensor("w", [2, 2], [1, 2, 3, 4]), tensor("b", [2], [5, 6]),
  ]
}
