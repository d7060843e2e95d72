import LimnCore
import LimnData
import Testing

/// Figures computed from scikit-learn 1.9.1's `load_digits` with numpy.
@Suite struct DigitsTests {
  private let digits = Digits.all

  @Test func thereAreAsManyOfEachClassAsInScikitLearn() {
    #expect(digits.count == 1797)
    #expect(digits.inputs.columns == Digits.inputShape.count)
    let counts = (0..<Digits.classCount).map { label in digits.labels.count { $0 == label } }
    #expect(counts == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
  }

  @Test func valuesAreInkFromZeroToSixteen() {
    #expect(digits.inputs.elements.allSatisfy { (0...16).contains($0) && $0 == $0.rounded() })
    #expect(digits.inputs.elements.max() == Digits.fullInk)
  }

  @Test func inkPerClassIsThatOfScikitLearn() {
    var ink = [Int](repeating: 0, count: 10)
    for row in 0..<digits.count {
      ink[digits.labels[row]] += digits.inputs[row: row].reduce(0) { $0 + Int($1) }
    }
    #expect(
      ink == [56415, 57007, 55566, 56151, 56239, 55915, 56336, 54289, 57408, 56392])
  }

  /// `Σ row · column · value`, both counted from 1: a swapped pair of pixels, rows or labels shows.
  @Test func everyPixelAndLabelStandsInItsPlace() {
    var pixels = 0
    var labels = 0
    for row in 0..<digits.count {
      labels += (row + 1) * digits.labels[row]
      for (column, value) in digits.inputs[row: row].enumerated() {
        pixels += (row + 1) * (column + 1) * Int(value)
      }
    }
    #expect(pixels == 16_337_198_609)
    #expect(labels == 7_272_861)
  }

  @Test func knownDigitsAreThere() {
    #expect(
      Array(digits.inputs[row: 0]) == [
        0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0, 0, 3, 15, 2, 0, 11, 8, 0, 0, 4, 12, 0,
        0, 8, 8, 0, 0, 5, 8, 0, 0, 9, 8, 0, 0, 4, 11, 0, 1, 12, 7, 0, 0, 2, 14, 5, 10, 12, 0, 0, 0,
        0, 6, 13, 10, 0, 0, 0,
      ])
    #expect(
      Array(digits.inputs[row: 1796]) == [
        0, 0, 10, 14, 8, 1, 0, 0, 0, 2, 16, 14, 6, 1, 0, 0, 0, 0, 15, 15, 8, 15, 0, 0, 0, 0, 5, 16,
        16, 10, 0, 0, 0, 0, 12, 15, 15, 12, 0, 0, 0, 4, 16, 6, 4, 16, 6, 0, 0, 8, 16, 10, 8, 16, 8,
        0, 0, 1, 8, 12, 14, 12, 1, 0,
      ])
    #expect([0, 100, 898, 1796].map { digits.labels[$0] } == [0, 4, 8, 8])
  }
}
