/// The words that a column of categories may hold, in their order.
///
/// In a row of numbers a category stands as its place among them, counted from 0, so that a table's column
/// is one feature whatever the model makes of it: a method that shows and hides features takes a column
/// whole.
public struct Categories: Sendable, Hashable, Codable {
  /// The words, in the model's order; a row holds a word's index.
  public let words: [String]
  /// Whether the model takes a word that is none of them, which stands as ``words``' count.
  public let takesOthers: Bool

  /// The categories of a column.
  ///
  /// - Parameter words: each once.
  public init(_ words: [String], takesOthers: Bool = false) {
    self.words = words
    self.takesOthers = takesOthers
  }

  /// The words by their places.
  public var places: [String: Int] {
    Dictionary(zip(words, words.indices)) { first, _ in first }
  }

  /// The place that a number stands for; `nil` for one that is none.
  public func place(of value: Float) -> Int? {
    guard let place = Int(exactly: value), place >= 0 else { return nil }
    return place < words.count || takesOthers && place == words.count ? place : nil
  }

  /// The word that a number stands for, "another" for one that is none of them; `nil` for what stands for
  /// nothing.
  public func word(of value: Float) -> String? {
    place(of: value).map { $0 < words.count ? words[$0] : "another" }
  }
}

extension [Int: Categories] {
  /// The word that a feature's value stands for; `nil` for a number.
  public func word(of value: Float, feature: Int) -> String? { self[feature]?.word(of: value) }
}
