import LimnCore

/// The header of an NPY file, which describes its array (NumPy Enhancement Proposal 1, and
/// numpy.lib.format for versions 2.0 and 3.0).
public struct NPYHeader: Sendable, Hashable {
  /// The type of one element.
  public let elementType: NPYElementType
  /// Whether the first axis varies fastest, and not the last.
  public let isFortranOrder: Bool
  /// The length of each axis; empty for a scalar.
  public let shape: [Int]

  /// Creates the header of an array; no axis may have a negative length.
  ///
  /// - Parameters:
  ///   - elementType: the type of one element.
  ///   - isFortranOrder: whether the first axis varies fastest.
  ///   - shape: the length of each axis.
  public init(elementType: NPYElementType, isFortranOrder: Bool, shape: [Int]) {
    precondition(shape.allSatisfy { $0 >= 0 }, "an axis of negative length in \(shape)")
    self.elementType = elementType
    self.isFortranOrder = isFortranOrder
    self.shape = shape
  }

  /// The number of rows: the length of the first axis, or 1 for a scalar.
  public var rows: Int { shape.first ?? 1 }

  /// The number of values in a row: the product of the other axes' lengths.
  public var rowSize: Int { shape.dropFirst().reduce(1, *) }

  /// The schema of a row: an image if a row has two axes, or three axes of which the first or the
  /// last is a number of channels; otherwise a plain vector.
  public var rowSchema: InputSchema {
    let axes = Array(shape.dropFirst())
    if axes.count == 2 { return InputSchema(.image(height: axes[0], width: axes[1])) }
    if let layout = ImageLayout.possible(for: axes).first, let image = layout.image(axes) {
      return InputSchema(image, layout: layout)
    }
    return InputSchema(.vector(rowSize))
  }

  /// The size of the data in bytes; `nil` if it overflows an `Int`. Axes of length 0 count as 1 for
  /// this check, so that no partial product overflows.
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
  /// The size of the magic string and the two version bytes.
  static let preambleSize = 8

  /// The bytes of the file up to the data: version 1.0, padded like NumPy's files so that the data
  /// begins at a multiple of 64 bytes.
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
