import LimnAttribution

extension MethodConfiguration {
  /// Every encoded setting, with its name in words and its value as text that distinguishes any two
  /// values: a plan's record of a method. Long arrays are represented by their digests.
  ///
  /// - Throws: the errors of encoding the configuration.
  public func settings() throws -> [RunPlan.Setting] {
    let node = SettingsNode()
    try encode(to: SettingsEncoder(node: node))
    return node.fields.map { RunPlan.Setting(Self.words($0.name), $0.value.text) }
  }

  /// "kernelWidth" as "kernel width".
  private static func words(_ name: String) -> String {
    name.reduce(into: "") { words, character in
      if character.isUppercase, !words.isEmpty { words += " " }
      words += character.lowercased()
    }
  }
}

/// An encoded value: text, a list, or named fields in order.
final class SettingsNode {
  private(set) var fields: [(name: String, value: SettingsNode)] = []
  private var items: [SettingsNode] = []
  private var plain: String?

  /// The length up to which a list is written out.
  private static let longestList = 8

  var text: String {
    if let plain { return plain }
    if !fields.isEmpty {
      return fields.map { "\($0.name) \($0.value.text)" }.joined(separator: ", ")
    }
    let list = items.map(\.text).joined(separator: ", ")
    guard items.count > Self.longestList else { return "[\(list)]" }
    return "\(items.count) values \(SHA256.digest(of: list.utf8).prefix(16))"
  }

  func field(_ name: String) -> SettingsNode {
    let node = SettingsNode()
    fields.append((name, node))
    return node
  }

  func item() -> SettingsNode {
    let node = SettingsNode()
    items.append(node)
    return node
  }

  func put(nothing: Void) { plain = "none" }

  func put(_ value: some Encodable) throws {
    if let value = value as? any PlainSetting {
      plain = "\(value)"
    } else {
      try value.encode(to: SettingsEncoder(node: self))
    }
  }

  var count: Int { items.count }
}

/// A value that is encoded as its own description.
private protocol PlainSetting {}
extension Bool: PlainSetting {}
extension String: PlainSetting {}
extension Int: PlainSetting {}
extension Int64: PlainSetting {}
extension UInt64: PlainSetting {}
extension Float: PlainSetting {}
extension Double: PlainSetting {}

/// Encodes a value into a ``SettingsNode``.
struct SettingsEncoder: Encoder {
  let node: SettingsNode
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(Fields(node: node))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer { Items(node: node) }
  func singleValueContainer() -> any SingleValueEncodingContainer { Value(node: node) }

  private struct Fields<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let node: SettingsNode
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { node.field(key.stringValue).put(nothing: ()) }

    func encode(_ value: some Encodable, forKey key: Key) throws {
      try node.field(key.stringValue).put(value)
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key)
      -> KeyedEncodingContainer<Nested>
    {
      SettingsEncoder(node: node.field(key.stringValue)).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
      Items(node: node.field(key.stringValue))
    }

    func superEncoder() -> any Encoder { SettingsEncoder(node: node.field("super")) }
    func superEncoder(forKey key: Key) -> any Encoder {
      SettingsEncoder(node: node.field(key.stringValue))
    }
  }

  private struct Items: UnkeyedEncodingContainer {
    let node: SettingsNode
    var codingPath: [any CodingKey] { [] }
    var count: Int { node.count }

    func encodeNil() { node.item().put(nothing: ()) }
    func encode(_ value: some Encodable) throws { try node.item().put(value) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type)
      -> KeyedEncodingContainer<Nested>
    {
      SettingsEncoder(node: node.item()).container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { Items(node: node.item()) }
    func superEncoder() -> any Encoder { SettingsEncoder(node: node.item()) }
  }

  private struct Value: SingleValueEncodingContainer {
    let node: SettingsNode
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { node.put(nothing: ()) }
    func encode(_ value: some Encodable) throws { try node.put(value) }
  }
}
