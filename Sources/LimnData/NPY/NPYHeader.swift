import LimnCore

/// The head of an NPY file: what its bytes mean (NumPy Enhancement Proposal 1, and
/// numpy.lib.format for versions 2.0 and 3.0).
public struct NPYHeader: Sendable, Hashable {
  /// The type of one element.
  public let elementType: NPYElementType
  /// Whether the first axis, not the last, runs fastest.
  public let isFortranOrder: Bool
  /// The length of each axis; empty for a single number.
  public let shape: [Int]

  /// The header of an array.
  public init(elementType: NPYElementType, isFortranOrder: Bool, shape: [Int]) {
    precondition(shape.allSatisfy { $0 >= 0 }, "an axis of negative length in \(shape)")
    self.elementType = elementType
    self.isFortranOrder = isFortranOrder
    self.shape = shape
  }

  /// The number of rows: the length of the first axis, 1 for a single number.
  public var rows: Int { shape.first ?? 1 }

  /// The number of values in a row: the product of the other axes.
  public var rowSize: Int { shape.dropFirst().reduce(1, *) }

  /// What a row looks like: an image where it has two axes, or three of which the first or the last
  /// counts its channels; else a plain vector.
  public var rowSchema: InputSchema {
    let axes = Array(shape.dropFirst())
    if axes.count == 2 { return InputSchema(.image(height: axes[0], width: axes[1])) }
    if let layout = ImageLayout.possible(for: axes).first, let image = layout.image(axes) {
      return InputSchema(image, layout: layout)
    }
    return InputSchema(.vector(rowSize))
  }

  /// The bytes of the data, or `nil` for more than an `Int` counts: also where only an axis of length
  /// 0 keeps the product small, so that no partial product overflows.
  var dataSize: Int? {
    var extent = elementType.size
    for axis in shape {
      let product = extent.multipliedReportingOverflow(by: max(axis, 1))
      guard !product.overflow else { return nil }
      extent = product.partialValue
    }
    return shape.contains(0) ? 0 : extent
  }

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// The magic string and two bytes of version.
  static let preambleSize = 8

  /// The file's first bytes, up to the data: version 1.0, padded so that the data begin at a
  /// multiple of 64 bytes, as NumPy writes them.
  public var encoded: [UInt8] {
    let axes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    let dictionary =
      "{'descr': '\(elementType.descriptor)', "
      + "'fortran_order': \(isFortranOrder ? "True" : "False"), 'shape': (\(axes)), }"
    let used = Self.preambleSize + 2 + dictionary.utf8.count + 1
    let padding = (64 - used % 64) % 64
    let length = dictionary.utf8.count + padding + 1
    precondition(length <= UInt16.max, "a shape of \(shape.count) axes")
    return Self.magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(dictionary.utf8)
      + [UInt8](repeating: 0x20, count: padding) + [0x0A]
  }
}
