import LimnCore

/// What an attribution's values are against.
public enum Reference: Sendable, Hashable {
  /// One input.
  case baseline
  /// Rows of a background, over which the score is averaged.
  case background(rows: Int)

  /// - Parameter background: what absent features show, one row or more.
  init(_ background: Matrix) {
    self = background.rows == 1 ? .baseline : .background(rows: background.rows)
  }
}

extension Reference: Codable {
  private static let baselineText = "baseline"

  /// `"baseline"`, or the number of rows.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .baseline: try container.encode(Self.baselineText)
    case .background(let rows): try container.encode(rows)
    }
  }

  /// Decodes a reference.
  ///
  /// - Throws: `DecodingError` for another text, or no row.
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
