import LimnCore

/// What an attribution compares the input with.
public enum Reference: Sendable, Hashable {
  /// A single input.
  case baseline
  /// Rows of a background, over which the score is averaged.
  case background(rows: Int)

  /// - Parameter background: the values of absent features, one row or more.
  init(_ background: Matrix) {
    self = background.rows == 1 ? .baseline : .background(rows: background.rows)
  }
}

extension Reference: Codable {
  private static let baselineText = "baseline"

  /// Encodes `"baseline"`, or the number of rows.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .baseline: try container.encode(Self.baselineText)
    case .background(let rows): try container.encode(rows)
    }
  }

  /// Decodes a reference.
  ///
  /// - Throws: `DecodingError` for any other text, or a number of rows below 1.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do {
      let text = try container.decode(String.self)
      guard text == Self.baselineText else { throw container.misread("a reference", text) }
      self = .baseline
    } catch DecodingError.typeMismatch {
      let rows = try container.decode(Int.self)
      guard rows > 0 else { throw container.misread("a number of rows", "\(rows)") }
      self = .background(rows: rows)
    }
  }
}
