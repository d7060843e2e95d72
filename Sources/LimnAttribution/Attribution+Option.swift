extension Attribution {
  /// One named setting or result: the rule "exact", a kernel width of 0.25, 35 players.
  public struct Option: Sendable, Hashable {
    /// The name of the option: "rule", "steps".
    public let name: String
    /// The value of the option.
    public let content: Content

    /// The types of values.
    public enum Content: Sendable, Hashable {
      /// A word: the rule "exact".
      case text(String)
      /// A count: steps, samples.
      case count(Int)
      /// A number: a kernel width.
      case number(Double)
      /// A seed, which may need all 64 bits.
      case seed(UInt64)
    }

    /// Creates an option whose value is a word.
    public init(_ name: String, _ text: String) {
      self.name = name
      content = .text(text)
    }

    /// Creates an option whose value is a count.
    public init(_ name: String, _ count: Int) {
      self.name = name
      content = .count(count)
    }

    /// Creates an option whose value is a number.
    public init(_ name: String, _ number: Double) {
      self.name = name
      content = .number(number)
    }

    /// Creates the option "seed".
    public init(seed: UInt64) {
      name = "seed"
      content = .seed(seed)
    }

    /// The value as text, with all digits.
    public var value: String {
      switch content {
      case .text(let text): text
      case .count(let count): String(count)
      case .number(let number): String(number)
      case .seed(let seed): String(seed)
      }
    }
  }
}

extension Attribution.Option: Codable {
  private enum Key: String, CodingKey { case name, text, count, number, seed }

  /// Encodes an option as `{"name": "players", "count": 35}`, where the second key is the type of
  /// the value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .name)
    switch content {
    case .text(let text): try container.encode(text, forKey: .text)
    case .count(let count): try container.encode(count, forKey: .count)
    case .number(let number): try container.encode(number, forKey: .number)
    case .seed(let seed): try container.encode(seed, forKey: .seed)
    }
  }

  /// Decodes an option; a number must be finite.
  ///
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    name = try container.decode(String.self, forKey: .name)
    if let text = try container.decodeIfPresent(String.self, forKey: .text) {
      content = .text(text)
    } else if let count = try container.decodeIfPresent(Int.self, forKey: .count) {
      content = .count(count)
    } else if let seed = try container.decodeIfPresent(UInt64.self, forKey: .seed) {
      content = .seed(seed)
    } else {
      content = .number(try container.decodeFinite(forKey: .number))
    }
  }
}
