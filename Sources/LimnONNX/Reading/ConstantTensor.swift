#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A constant of the graph: a weight, a shape, a list of classes.
struct ConstantTensor {
  enum Values {
    /// Floats, or doubles rounded to floats. None is NaN; infinities occur in masks.
    case numbers([Float])
    /// A large tensor of floats that is still in its file.
    case stored(TensorBytes)
    /// Integers; `nil` is the batch size, which is unspecified.
    case integers([Int?])
    /// Sizes, some of which are multiples of the batch size; other sizes are `integers`.
    case extents([Extent])
    case truths([Bool])
    /// Strings, such as class names.
    case texts([String])
    /// Values of a type that is not computed with, identified by its name.
    case opaque(String)

    /// Sizes, as `integers` if possible.
    static func sizes(_ extents: [Extent]) -> Values {
      extents.allSatisfy { !$0.timesBatch || $0.count == 1 }
        ? .integers(extents.map { $0.timesBatch ? nil : $0.count }) : .extents(extents)
    }
  }

  /// The name used in errors.
  let name: String
  let shape: [Int]
  let values: Values
  /// The index of the first non-finite number; unknown for stored numbers.
  private let firstInfinite: Int?

  /// - Throws: `ONNXError.externalData`, `.impossibleShape`, `.tensorSize`, `.nonFinite`.
  init(_ message: ONNXTensorProto, name: String, file: String, beside files: SideFiles) throws {
    let outside =
      message.dataLocation == .external || !message.externalData.isEmpty
      ? try files.bytes(of: message, name: name, file: file) : nil
    let isFloat = message.dataType == Int32(ONNXTensorProto.DataType.float.rawValue)
    let staysInFile = isFloat && (outside?.range.count ?? 0) >= Self.large
    let raw = try outside.map { staysInFile ? Data() : Data(try $0.read()) } ?? message.rawData
    let shape = message.dims.map(Int.init)
    guard Self.count(shape) != nil else {
      throw ONNXError.impossibleShape(file: file, tensor: name, shape: shape)
    }
    self.name = name
    self.shape = shape

    if let outside, staysInFile {
      let (count, rest) = outside.range.count.quotientAndRemainder(
        dividingBy: MemoryLayout<Float>.size)
      guard Self.count(shape) == count, rest == 0 else {
        throw ONNXError.tensorSize(
          file: file, tensor: name, shape: shape, found: count + (rest == 0 ? 0 : 1))
      }
      values = .stored(outside)
      firstInfinite = nil
      return
    }
    // The count is taken from the values that are present: a claimed size allocates nothing.
    func fit<Value>(_ values: [Value]) throws -> [Value] {
      guard Self.count(shape) == values.count else {
        throw ONNXError.tensorSize(file: file, tensor: name, shape: shape, found: values.count)
      }
      return values
    }
    func rawValues<Integer: FixedWidthInteger, Value>(
      _ type: Integer.Type, _ value: (Integer) -> Value
    ) throws -> [Value] {
      let size = MemoryLayout<Integer>.size
      guard raw.count.isMultiple(of: size) else {
        throw ONNXError.tensorSize(
          file: file, tensor: name, shape: shape, found: raw.count / size + 1)
      }
      return raw.littleEndianIntegers(type, value)
    }
    func rawValues<Value: FixedWidthInteger>(_ type: Value.Type) throws -> [Value] {
      try rawValues(type) { $0 }
    }
    let isRaw = message.hasRawData || outside != nil
    switch ONNXTensorProto.DataType(rawValue: Int(message.dataType)) {
    case .float:
      self.values = .numbers(
        try fit(isRaw ? try rawValues(UInt32.self, Float.init(bitPattern:)) : message.floatData))
    case .double:
      let doubles =
        isRaw ? try rawValues(UInt64.self).map(Double.init(bitPattern:)) : message.doubleData
      self.values = .numbers(try fit(doubles).map { Float($0) })
    case .float16:
      let bits =
        isRaw
        ? try rawValues(UInt16.self) : message.int32Data.map { UInt16(truncatingIfNeeded: $0) }
      self.values = .numbers(try fit(bits).map { Float(halfPrecision: $0) })
    case .bfloat16:
      let bits =
        isRaw
        ? try rawValues(UInt16.self) : message.int32Data.map { UInt16(truncatingIfNeeded: $0) }
      self.values = .numbers(try fit(bits).map { Float(bitPattern: UInt32($0) << 16) })
    case .int8:
      let integers =
        isRaw ? try rawValues(Int8.self).map { Int($0) } : message.int32Data.map { Int($0) }
      self.values = .integers(try fit(integers))
    case .uint8:
      let integers = isRaw ? raw.map { Int($0) } : message.int32Data.map { Int($0) }
      self.values = .integers(try fit(integers))
    case .int16:
      let integers =
        isRaw ? try rawValues(Int16.self).map { Int($0) } : message.int32Data.map { Int($0) }
      self.values = .integers(try fit(integers))
    case .uint16:
      let integers =
        isRaw ? try rawValues(UInt16.self).map { Int($0) } : message.int32Data.map { Int($0) }
      self.values = .integers(try fit(integers))
    case .int64:
      let integers = isRaw ? try rawValues(Int64.self) : message.int64Data
      self.values = .integers(try fit(integers).map { Int($0) })
    case .int32:
      let integers = isRaw ? try rawValues(Int32.self) : message.int32Data
      self.values = .integers(try fit(integers).map { Int($0) })
    case .uint32 where isRaw:
      self.values = .integers(try fit(try rawValues(UInt32.self).map { Int($0) }))
    case .uint64 where isRaw:
      let integers = try fit(try rawValues(UInt64.self)).map { Int(exactly: $0) }
      self.values = integers.contains(nil) ? .opaque("uint64") : .integers(integers)
    case .bool:
      let truths = isRaw ? raw.map { $0 != 0 } : message.int32Data.map { $0 != 0 }
      self.values = .truths(try fit(truths))
    case .string:
      self.values = Self.texts(message)
    case let type?:
      self.values = .opaque("\(type)")
    case nil:
      self.values = .opaque("number \(message.dataType)")
    }
    self.firstInfinite = values.firstInfinite
    try refuseNaN(file: file)
  }

  /// Creates a list of labels, which are strings or integers; any other type is opaque.
  init(labels message: ONNXTensorProto, name: String) {
    self.name = name
    self.shape = message.dims.map(Int.init)
    self.values =
      switch ONNXTensorProto.DataType(rawValue: Int(message.dataType)) {
      case .string: Self.texts(message)
      case .int64 where message.hasRawData:
        .integers(message.rawData.littleEndianIntegers(Int64.self) { Int($0) })
      case .int64: .integers(message.int64Data.map { Int($0) })
      default: .opaque("\(message.dataType)")
      }
    self.firstInfinite = nil
  }

  private static func texts(_ message: ONNXTensorProto) -> Values {
    .texts(message.stringData.map { String(decoding: $0, as: UTF8.self) })
  }

  /// - Parameter firstInfinite: the index of the first non-finite number, if it is known.
  private init(name: String, shape: [Int], values: Values, firstInfinite: Int?) {
    self.name = name
    self.shape = shape
    self.values = values
    self.firstInfinite = firstInfinite
  }

  init(name: String, shape: [Int], values: Values) {
    self.name = name
    self.shape = shape
    self.values = values
    self.firstInfinite = values.firstInfinite
  }

  /// The size in bytes from which on floats in a file are read only when needed.
  private static let large = 1 << 16

  /// The maximum number of axes of a tensor; a file may claim millions.
  static let mostAxes = 32

  /// The number of values of a shape; `nil` if a size is negative, if there are too many axes, or
  /// if the product overflows, even if another size is 0.
  static func count(_ shape: [Int]) -> Int? {
    guard shape.count <= mostAxes else { return nil }
    var count = 1
    for size in shape where size != 0 {
      let (product, overflows) = count.multipliedReportingOverflow(by: size)
      guard size > 0, !overflows else { return nil }
      count = product
    }
    return shape.contains(0) ? 0 : count
  }

  /// Rejects NaN.
  ///
  /// - Throws: `ONNXError.nonFinite` if a number is NaN.
  func refuseNaN(file: String) throws {
    // Non-finite numbers are located once; only if there are any can one be NaN.
    guard firstInfinite != nil, case .numbers(let numbers) = values else { return }
    try refuseNaN(numbers, file: file)
  }

  private func refuseNaN(_ numbers: [Float], file: String) throws {
    guard let index = numbers.firstIndex(where: \.isNaN) else { return }
    throw ONNXError.nonFinite(file: file, tensor: name, index: index)
  }

  /// Whether some of the numbers are infinite.
  ///
  /// - Throws: as ``unboundedNumbers(file:)``.
  func isUnbounded(file: String) throws -> Bool {
    guard case .stored = values else { return firstInfinite != nil }
    return try unboundedNumbers(file: file).contains { !$0.isFinite }
  }

  /// The values as floats, all finite.
  ///
  /// - Throws: `ONNXError.unsupportedTensorType`, `.nonFinite`.
  func numbers(file: String) throws -> [Float] {
    if let firstInfinite {
      throw ONNXError.nonFinite(file: file, tensor: name, index: firstInfinite)
    }
    guard case .stored(let bytes) = values else { return try unboundedNumbers(file: file) }
    let numbers = try bytes.floats()
    if let index = numbers.firstIndex(where: { !$0.isFinite }) {
      throw ONNXError.nonFinite(file: file, tensor: name, index: index)
    }
    return numbers
  }

  /// The values as floats, possibly infinite.
  ///
  /// - Throws: `ONNXError.unsupportedTensorType`; for numbers in a file, `FileError.cannotRead` and
  ///   `ONNXError.nonFinite` for a NaN.
  func unboundedNumbers(file: String) throws -> [Float] {
    switch values {
    case .stored(let bytes):
      let numbers = try bytes.floats()
      try refuseNaN(numbers, file: file)
      return numbers
    case .numbers(let numbers): return numbers
    case .integers, .extents:
      throw ONNXError.unsupportedTensorType(file: file, tensor: name, type: "integer")
    case .truths:
      throw ONNXError.unsupportedTensorType(file: file, tensor: name, type: "bool")
    case .texts:
      throw ONNXError.unsupportedTensorType(file: file, tensor: name, type: "string")
    case .opaque(let type):
      throw ONNXError.unsupportedTensorType(file: file, tensor: name, type: type)
    }
  }

  /// The values as integers; `nil` if they are not.
  var integers: [Int?]? {
    guard case .integers(let integers) = values else { return nil }
    return integers
  }

  /// The values as sizes; `nil` if they are not.
  var extents: [Extent]? {
    switch values {
    case .integers(let integers):
      integers.map { $0.map { Extent($0) } ?? Extent(1, timesBatch: true) }
    case .extents(let extents): extents
    default: nil
    }
  }

  /// The same values in another shape with the same number of elements.
  func reshaped(_ shape: [Int]) -> ConstantTensor {
    ConstantTensor(name: name, shape: shape, values: values, firstInfinite: firstInfinite)
  }
}

extension ConstantTensor.Values {
  /// The index of the first number that is infinite or NaN.
  fileprivate var firstInfinite: Int? {
    guard case .numbers(let numbers) = self else { return nil }
    return numbers.firstIndex { !$0.isFinite }
  }
}

extension Data {
  /// Interprets the bytes as little-endian integers and converts each with `value`, without an
  /// intermediate array, because weights make up most of a file. Excess bytes at the end are
  /// ignored.
  fileprivate func littleEndianIntegers<Integer: FixedWidthInteger, Value>(
    _ type: Integer.Type, _ value: (Integer) -> Value
  ) -> [Value] {
    let size = MemoryLayout<Integer>.size
    return withUnsafeBytes { bytes in
      (0..<bytes.count / size).map {
        value(
          Integer(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * size, as: Integer.self)))
      }
    }
  }
}

extension Float {
  /// Decodes IEEE half precision: 1 sign bit, 5 exponent bits, 10 fraction bits.
  fileprivate init(halfPrecision bits: UInt16) {
    let (sign, exponent, fraction) = (bits >> 15, Int(bits >> 10 & 0x1F), Float(bits & 0x3FF))
    let magnitude: Float =
      switch exponent {
      // Subnormal numbers have no implicit leading 1.
      case 0: fraction * 0x1p-24
      case 31: fraction == 0 ? .infinity : .nan
      default: Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
      }
    self = sign == 0 ? magnitude : -magnitude
  }
}
