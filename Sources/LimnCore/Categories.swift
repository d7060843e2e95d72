/// The words that a categorical column may hold, in order.
///
/// In a row of numbers, a category is represented by its index in ``words``. A table column is
/// therefore always one feature, however the model encodes it (one-hot, for example), and methods
/// that mask features mask whole columns.
public struct Categories: Sendable, Hashable, Codable {
  /// The words, in the model's order; a row holds the index of a word.
  public let words: [String]
  /// Whether the model accepts words that are not in ``words``. They are all represented by the
  /// index `words.count`.
  public let takesOthers: Bool

  /// Creates the categories of a column.
  ///
  /// - Parameters:
  ///   - words: the known words, without duplicates.
  ///   - takesOthers: whether the model accepts other words.
  public init(_ words: [String], takesOthers: Bool = false) {
    self.words = words
    self.takesOthers = takesOthers
  }

  /// The index of each word.
  public var places: [String: Int] {
    Dictionary(zip(words, words.indices)) { first, _ in first }
  }

  /// The category index that a number represents; `nil` if it represents none.
  public func place(of value: Float) -> Int? {
    guard let place = Int(exactly: value), place >= 0 else { return nil }
    return place < words.count || takesOthers && place == words.count ? place : nil
  }

  /// The word that a number represents, or "another" for the index of unknown words; `nil` if the
  /// number represents no category.
  public func word(of value: Float) -> String? {
    place(of: value).map { $0 < words.count ? words[$0] : "another" }
  }
}

extension [Int: Categories] {
  /// The word that a feature's value represents; `nil` if the feature is numeric or the value
  /// represents no category.
  public func word(of value: Float, feature: Int) -> String? { self[feature]?.word(of: value) }
}
