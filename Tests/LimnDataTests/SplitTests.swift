import LimnCore
import LimnData
import Testing

@Suite struct SplitTests {
  private let digits = Digits.all

  /// Of 178, 182, … 180 examples a class: cut at 20% and 40%, rounded, 359 and 719 rows in all.
  @Test(arguments: [0, 1, 77] as [UInt64])
  func everyExampleStandsInExactlyOnePart(seed: UInt64) throws {
    let split = try Split(of: digits, seed: seed)
    #expect((split.training + split.validation + split.test).sorted() == Array(0..<1797))
    #expect([split.training, split.validation, split.test].allSatisfy { $0 == $0.sorted() })
    #expect([split.training.count, split.validation.count, split.test.count] == [1078, 360, 359])
  }

  /// Cutting the cumulated share rounds twice, so a class may be off its share by at most one.
  @Test func everyClassKeepsItsShareInEveryPart() throws {
    let split = try Split(of: digits, validation: 0.15, test: 0.3, seed: 3)
    for label in 0..<10 {
      let whole = Double(digits.labels.count { $0 == label })
      for (rows, share) in [(split.training, 0.55), (split.validation, 0.15), (split.test, 0.3)] {
        let found = Double(rows.count { digits.labels[$0] == label })
        #expect(abs(found - whole * share) <= 1)
      }
    }
  }

  @Test func aSeedGivesOneSplitAndAnotherSeedAnother() throws {
    #expect(try Split(of: digits, seed: 4) == Split(of: digits, seed: 4))
    let (first, second) = (try Split(of: digits, seed: 4), try Split(of: digits, seed: 5))
    #expect(first.test != second.test)
    // By chance a fifth of one test part stands in the other: 72 ± 7.6, here within five of them.
    #expect(abs(Set(first.test).intersection(second.test).count - 72) < 38)
  }

  /// A class's rows depend on its own examples alone.
  @Test func aClassIsSplitTheSameWhateverTheOthers() throws {
    let labels = (0..<60).map { $0 % 3 }
    let inputs = Matrix(rows: 60, columns: 1)
    let merged = labels.map { $0 == 2 ? 1 : $0 }
    let three = try Split(of: LabeledSet(inputs: inputs, labels: labels, classCount: 3))
    let two = try Split(of: LabeledSet(inputs: inputs, labels: merged, classCount: 2))
    #expect(three.test.filter { labels[$0] == 0 } == two.test.filter { labels[$0] == 0 })
  }

  /// Classes of equal size are not shuffled alike.
  @Test func classesAreSplitIndependently() throws {
    let labels = (0..<200).map { $0 % 2 }
    let set = try LabeledSet(inputs: Matrix(rows: 200, columns: 1), labels: labels, classCount: 2)
    let test = try Split(of: set).test
    #expect(test.filter { $0 % 2 == 0 } != test.filter { $0 % 2 == 1 }.map { $0 - 1 })
  }

  @Test func sharesMayBeNoneOrAll() throws {
    let none = try Split(of: digits, validation: 0, test: 0)
    #expect(none.training == Array(0..<1797))
    let all = try Split(of: digits, validation: 0.5, test: 0.5)
    #expect(all.training.isEmpty)
    #expect(all.validation.count + all.test.count == 1797)
  }

  @Test(arguments: [(-0.1, 0.2), (0.2, -0.1), (0.6, 0.5), (.nan, 0.1), (0.1, .infinity)])
  func sharesOutsideTheWholeAreRefused(validation: Double, test: Double) {
    let error = #expect(throws: DataError.self) {
      try Split(of: digits, validation: validation, test: test)
    }
    guard case .badShares(let foundValidation, let foundTest) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    // NaN is not equal to itself; the bits are.
    #expect(foundValidation.bitPattern == validation.bitPattern)
    #expect(foundTest.bitPattern == test.bitPattern)
  }

  @Test func examplesComeInTheOrderNamed() {
    let chosen = digits.examples(at: [1796, 0, 0])
    #expect(chosen.labels == [8, 0, 0])
    #expect(Array(chosen.inputs[row: 0]) == Array(digits.inputs[row: 1796]))
    #expect(chosen.classCount == 10)
  }
}
