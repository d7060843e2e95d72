/// One of the parts a run is spread over, counted from 1.
public struct Shard: Sendable, Codable, Hashable, CustomStringConvertible {
  /// Which part, counted from 1.
  public let number: Int
  /// How many parts there are.
  public let count: Int

  /// The most parts of a run.
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

  /// Whether it is the part that does what is done once.
  var isFirst: Bool { number == 1 }

  public var description: String { "\(number)/\(count)" }

  /// Its share of a run's chunks: parts differ by one chunk at most, and where there are more parts
  /// than chunks some have none.
  package func chunks(of total: Int) -> Range<Int> {
    total * (number - 1) / count..<total * number / count
  }
}
