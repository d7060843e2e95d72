/// One of the parts into which a run is divided, counted from 1.
public struct Shard: Sendable, Codable, Hashable, CustomStringConvertible {
  /// The number of the part, counted from 1.
  public let number: Int
  /// The number of parts.
  public let count: Int

  /// The maximum number of parts of a run.
  public static let mostParts = 1_000_000

  /// Part `number` of `count`.
  ///
  /// - Throws: ``ReportError/noSuchPart(_:of:)``.
  public init(_ number: Int, of count: Int) throws {
    guard (1...Self.mostParts).contains(count), (1...count).contains(number) else {
      throw ReportError.noSuchPart(number, of: count)
    }
    self.number = number
    self.count = count
  }

  /// Whether it is the part that does the work that is done only once.
  var isFirst: Bool { number == 1 }

  public var description: String { "\(number)/\(count)" }

  /// Its share of a run's chunks: parts differ by at most one chunk, and if there are more parts
  /// than chunks some have none.
  package func chunks(of total: Int) -> Range<Int> {
    total * (number - 1) / count..<total * number / count
  }
}
