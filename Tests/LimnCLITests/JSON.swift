import Foundation
import Testing

/// A JSON document as tests look at it, read by Foundation's parser.
struct JSON {
  private let value: Any

  init(_ text: String) throws {
    value = try JSONSerialization.jsonObject(with: Data(text.utf8))
  }

  private init(value: Any) {
    self.value = value
  }

  var object: [String: JSON]? { (value as? [String: Any])?.mapValues { JSON(value: $0) } }
  var array: [JSON]? { (value as? [Any])?.map { JSON(value: $0) } }
  var objects: [[String: JSON]]? { array?.compactMap(\.object) }
  var numbers: [Double]? { value as? [Double] }
  var number: Double? { value as? Double }
  var flag: Bool? { value as? Bool }
  var text: String? { value as? String }
}
