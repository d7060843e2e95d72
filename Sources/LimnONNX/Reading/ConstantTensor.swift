#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A constant of the graph: a weight, a shape, a list of classes.
struct ConstantTensor {
  enum Values {
    /// Floats, and doubles rounded to them; all finite.
    case numbers([Float])
    /// Whole numbers; `nil` is the size of the batch, which no file fixes.
    case integers([Int?])
    case truths([Bool])
    /// Values of a type that nothing is computed with, by its name.
    case opaque(String)
  }

  /// What errors call it.
  let name: String
  let shape: [Int]
  let values: Values

  /// - Throws: `ONNXError.externalData`, `.tensorSize`, `.nonFinite`.
  init(_ message: ONNXTensorProto, name: String, file: String) throws {
    guard message.dataLocation != .external, message.externalData.isEmpty else {
      throw ONNXError.externalData(file: file, tensor: name)
    }
    let shape = message.dims.map(Int.init)
    self.name = name
    self.shape = shape

    // The count comes from the values that are there: a claim alone allocates nothing.
    func fit<Value>(_ values: [Value]?, bytes: Int) throws -> [Value] {
      guard let values, Self.count(shape) == values.count else {
        throw ONNXError.tensorSize(
          file: file, tensor: name, shape: shape, found: values?.count ?? bytes)
      }
      return values
    }
    let raw = message.rawData
    let isRaw = message.hasRawData
    switch ONNXTensorProto.DataType(rawValue: Int(message.dataType)) {
    case .float:
      let bits = isRaw ? raw.littleEndianIntegers(UInt32.self) : nil
      let floats = isRaw ? bits?.map(Float.init(bitPattern:)) : message.floatData
      self.values = .numbers(try fit(floats, bytes: raw.count))
    case .double:
      let bits = isRaw ? raw.littleEndianIntegers(UInt64.self) : nil
      let doubles = isRaw ? bits?.map(Double.init(bitPattern:)) : message.doubleData
      self.values = .numbers(try fit(doubles, bytes: raw.count).map { Float($0) })
    case .int64:
      let integers = isRaw ? raw.littleEndianIntegers(Int64.self) : message.int64Data
      self.values = .integers(try fit(integers, bytes: raw.count).map { Int($0) })
    case .int32:
      let integers = isRaw ? raw.littleEndianIntegers(Int32.self) : message.int32Data
      self.values = .integers(try fit(integers, bytes: raw.count).map { Int($0) })
    case .bool:
      let truths = isRaw ? raw.map { $0 != 0 } : message.int32Data.map { $0 != 0 }
      self.values = .truths(try fit(truths, bytes: raw.count))
    case let type?:
      self.values = .opaque("\(type)")
    case nil:
      self.values = .opaque("number \(message.dataType)")
    }
    if case .numbers(let numbers) = values,
      let index = numbers.firstIndex(where: { !$0.isFinite })
    {
      throw ONNXError.nonFinite(file: file, tensor: name, index: index)
    }
  }

  init(name: String, shape: [Int], values: Values) {
    self.name = name
    self.shape = shape
    self.values = values
  }

  /// The number of values of a shape, or `nil` where there is none: a negative size, or a product
  /// beyond `Int`.
  static func count(_ shape: [Int]) -> Int? {
    var count = 1
    for size in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: size)
      guard size >= 0, !overflows else { return nil }
      count = product
    }
    return count
  }

  /// The values as floats.
  ///
  /// - Throws: `ONNXError.unsupportedTensorType`.
  func numbers(file: String) throws -> [Float] {
    switch values {
    case .numbers(let numbers): return numbers
    case .integers:
      throw ONNXError.unsupportedTensorType(file: file, tensor: name, type: "integer")
    case .truths:
      throw ONNXError.unsupportedTensorType(file: file, tensor: name, type: "bool")
    case .opaque(let type):
      throw ONNXError.unsupportedTensorType(file: file, tensor: name, type: type)
    }
  }

  /// The values as integers, or `nil` where they are not.
  var integers: [Int?]? {
    guard case .integers(let integers) = values else { return nil }
    return integers
  }

  /// The same values in another shape of as many.
  func reshaped(_ shape: [Int]) -> ConstantTensor {
    ConstantTensor(name: name, shape: shape, values: values)
  }
}

extension Data {
  /// The bytes as integers, or `nil` where they do not divide evenly.
  fileprivate func littleEndianIntegers<Integer: FixedWidthInteger>(
    _ type: Integer.Type
  ) -> [Integer]? {
    let size = MemoryLayout<Integer>.size
    guard count.isMultiple(of: size) else { return nil }
    return withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: size).map {
        Integer(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Integer.self))
      }
    }
  }
}
