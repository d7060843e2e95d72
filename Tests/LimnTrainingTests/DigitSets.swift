import LimnData

/// The digits, divided as `limn train` divides them.
enum DigitSets {
  static let split = Result { try Split(of: Digits.all) }

  static func training() throws -> LabeledSet {
    Digits.all.examples(at: try split.get().training)
  }
  static func validation() throws -> LabeledSet {
    Digits.all.examples(at: try split.get().validation)
  }
  static func test() throws -> LabeledSet {
    Digits.all.examples(at: try split.get().test)
  }
}
