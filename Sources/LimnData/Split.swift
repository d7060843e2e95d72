import LimnCore

/// A division of a set's examples into training, validation and test sets, as ascending row
/// numbers. Every example is in exactly one of the three.
public struct Split: Sendable, Hashable {
  /// The rows of the training examples, ascending.
  public let training: [Int]
  /// The rows of the validation examples, ascending.
  public let validation: [Int]
  /// The rows of the test examples, ascending.
  public let test: [Int]

  /// Splits `set` at random, stratified by class, so that every part has the class proportions of
  /// the whole. Examples with flags or numbers are treated as a single class.
  ///
  /// Each class is shuffled with its own stream, split from `seed` by class number, and divided at
  /// its cumulative shares, rounded to whole examples: first the test part, then validation; the
  /// rest is for training. For the digits, the defaults give 1,078, 360 and 359 examples for any
  /// seed.
  ///
  /// - Parameters:
  ///   - set: the examples to divide.
  ///   - validation: the share of validation examples, in `0...1`.
  ///   - test: the share of test examples, in `0...1`; together with `validation` at most 1.
  ///   - seed: the seed of the shuffles.
  /// - Throws: `DataError.badShares`.
  public init(
    of set: LabeledSet, validation: Double = 0.2, test: Double = 0.2, seed: UInt64 = 0
  ) throws {
    guard validation >= 0, test >= 0, validation + test <= 1 else {
      throw DataError.badShares(validation: validation, test: test)
    }
    var (trainingRows, validationRows, testRows): ([Int], [Int], [Int]) = ([], [], [])
    let labels: [Int]
    let groups: Int
    switch set.targets {
    case .classes(let classes, let count): (labels, groups) = (classes, count)
    case .flags, .numbers: (labels, groups) = ([Int](repeating: 0, count: set.count), 1)
    }
    for label in 0..<groups {
      var rows = labels.indices.filter { labels[$0] == label }
      var stream = RandomStream(seed: seed).split(label)
      stream.shuffle(&rows)
      let testEnd = Int((Double(rows.count) * test).rounded())
      let validationEnd = Int((Double(rows.count) * (test + validation)).rounded())
      testRows += rows[..<testEnd]
      validationRows += rows[testEnd..<validationEnd]
      trainingRows += rows[validationEnd...]
    }
    self.training = trainingRows.sorted()
    self.validation = validationRows.sorted()
    self.test = testRows.sorted()
  }
}
