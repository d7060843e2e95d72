import LimnCore

/// Which examples train a model, which choose its settings, and which judge it: three sets of row
/// numbers, ascending, that share none and leave none out.
public struct Split: Sendable, Hashable {
  /// The places of the training examples, ascending.
  public let training: [Int]
  /// The places of the validation examples, ascending.
  public let validation: [Int]
  /// The places of the test examples, ascending.
  public let test: [Int]

  /// Divides `set` at random, each class by the same shares, so that every part has the classes in
  /// the proportions of the whole; examples with flags or numbers are divided like those of one class.
  ///
  /// A class is shuffled by its own stream, split from `seed` by its number, and cut at its
  /// cumulated shares rounded to whole examples: first the test part, then validation; training is
  /// the rest. Of the digits the defaults make 1,078, 360 and 359, for any seed.
  ///
  /// - Parameters:
  ///   - validation: the share of validation examples, in `0...1`.
  ///   - test: the share of test examples, in `0...1`; the two together at most 1.
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
