import Limn

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// One row as a JSON document in a line: an object with `values`, `id` and `row`, or only the
/// values.
struct RowDocument: Decodable {
  let id: RowID?
  /// The row's number in its run; `nil` for one more than that of the line before.
  let row: Int?
  let values: Values

  enum Values {
    /// In the model's order.
    case numbers([Float])
    case cells([Cell])
    /// Values by feature name.
    case named([String: Cell])
  }

  /// A value of a table.
  enum Cell: Decodable {
    case number(Float)
    /// A category.
    case word(String)
    case missing

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .missing
      } else if let word = try container.ifFits(String.self) {
        self = .word(word)
      } else {
        self = .number(try container.decode(Float.self))
      }
    }
  }

  /// The largest row number.
  static let mostNumber = 1 << 53

  private enum CodingKeys: String, CodingKey { case id, row, values }

  init(from decoder: any Decoder) throws {
    if let numbers = try decoder.singleValueContainer().ifFits([Float].self) {
      (id, row, values) = (nil, nil, .numbers(numbers))
      return
    }
    if let cells = try decoder.singleValueContainer().ifFits([Cell].self) {
      (id, row, values) = (nil, nil, .cells(cells))
      return
    }
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decodeIfPresent(RowID.self, forKey: .id)
    row = try container.decodeIfPresent(Int.self, forKey: .row)
    if let row, !(0...Self.mostNumber).contains(row) {
      throw DecodingError.dataCorruptedError(
        forKey: .row, in: container, debugDescription: "a row's number is at least 0")
    }
    if let numbers = try container.ifFits([Float].self, forKey: .values) {
      values = .numbers(numbers)
    } else if let cells = try container.ifFits([Cell].self, forKey: .values) {
      values = .cells(cells)
    } else {
      values = .named(try container.decode([String: Cell].self, forKey: .values))
    }
  }
}

/// The sender's identifier of a row: text or a number, which is returned unchanged.
enum RowID: Decodable {
  case text(String)
  case integer(Int64)
  case number(Double)

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try container.ifFits(String.self) {
      self = .text(text)
    } else if let integer = try container.ifFits(Int64.self) {
      self = .integer(integer)
    } else {
      self = .number(try container.decode(Double.self))
    }
  }

  var json: String {
    switch self {
    case .text(let text): text.jsonString
    case .integer(let integer): "\(integer)"
    case .number(let number): "\(number)"
    }
  }
}

extension SingleValueDecodingContainer {
  /// The value if it has the given type; `nil` otherwise.
  fileprivate func ifFits<Value: Decodable>(_ type: Value.Type) throws -> Value? {
    do { return try decode(type) } catch is DecodingError { return nil }
  }
}

extension KeyedDecodingContainer {
  fileprivate func ifFits<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
    do { return try decode(type, forKey: key) } catch is DecodingError { return nil }
  }
}

extension String {
  /// The text as a JSON string with quotation marks.
  var jsonString: String {
    var result = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return (result + "\"").escapedJSON
  }
}

extension RowWorker {
  /// A document's values in the model's order.
  ///
  /// - Throws: ``RowFault``.
  func values(of document: RowDocument) throws(RowFault) -> [Float] {
    switch document.values {
    case .numbers(let numbers):
      try require(numbers.count)
      return numbers
    case .cells(let cells):
      try require(cells.count)
      var values: [Float] = []
      for (column, cell) in cells.enumerated() { values.append(try number(cell, column)) }
      return values
    case .named(let cells):
      guard let names = input.names else {
        throw RowFault(reason: "the values are by name, and the model's features have none")
      }
      // A misspelt name must not make a feature count as missing, since the model may impute it.
      if let stranger = Set(cells.keys).subtracting(names).min() {
        throw RowFault(reason: "the model has no feature \(stranger.quoted)")
      }
      var values: [Float] = []
      for (column, name) in names.enumerated() {
        values.append(try number(cells[name] ?? .missing, column))
      }
      return values
    }
  }

  private func require(_ count: Int) throws(RowFault) {
    guard count != width else { return }
    throw RowFault(reason: "the row has \(count) values, and the model takes \(width)")
  }

  private func number(_ cell: RowDocument.Cell, _ column: Int) throws(RowFault) -> Float {
    switch cell {
    case .number(let number): return number
    case .missing:
      if let imputed = input.imputed[column] { return imputed }
      throw RowFault(reason: "\(columnTitle(column)) is missing")
    case .word(let word):
      guard let categories = input.categories[column] else {
        throw RowFault(reason: "\(columnTitle(column)) is \(word.quoted), not a number")
      }
      if let place = categories.places[word] { return Float(place) }
      if categories.takesOthers { return Float(categories.words.count) }
      throw RowFault(
        reason: "\(columnTitle(column)) is \(word.quoted), which is not one of its categories")
    }
  }
}

/// The reason why a row cannot be explained, as a clause.
struct RowFault: Error {
  let reason: String
}
