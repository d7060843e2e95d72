import LimnCore
import LimnNetwork
import Testing

@Suite struct DropoutTests {
  private let input = Matrix.random(50, 40, seed: 1)

  @Test func inferenceIsTheIdentity() {
    let (output, saved) = Dropout(rate: 0.7).forward(input)
    #expect(output == input)
    #expect(Dropout(rate: 0.7).inputGradient(input, saved: saved) == input)
  }

  /// Each element is 0 or `x/(1 − rate)`; with 0.75 the factor is 4, without rounding.
  @Test func trainingKeepsOrDrops() {
    var stream = RandomStream(seed: 2)
    let (output, _) = Dropout(rate: 0.75).trainingForward(input, stream: &stream)
    #expect(zip(input.elements, output.elements).allSatisfy { $1 == 0 || $1 == 4 * $0 })
  }

  /// Of 2,000 elements 25% are kept, give or take √(2000·¼·¾) = 19: here within five of these.
  @Test func theRateIsTheShareDropped() {
    var stream = RandomStream(seed: 3)
    let (output, _) = Dropout(rate: 0.75).trainingForward(input, stream: &stream)
    #expect(abs(output.elements.count { $0 != 0 } - 500) < 97)
  }

  /// Averaged over 4,000 masks an element of 1 has the standard error √(rate/(1 − rate)/4000).
  @Test func theExpectationIsTheInput() {
    var stream = RandomStream(seed: 4)
    let layer = Dropout(rate: 0.3)
    let ones = Matrix(rows: 1, columns: 20, repeating: 1)
    var sums = [Double](repeating: 0, count: 20)
    for _ in 0..<4000 {
      let output = layer.trainingForward(ones, stream: &stream).output
      for column in 0..<20 { sums[column] += Double(output[0, column]) }
    }
    let standardError = (0.3 / 0.7 / 4000).squareRoot()
    #expect(sums.allSatisfy { abs($0 / 4000 - 1) < 5 * standardError })
  }

  @Test func backwardUsesTheMaskOfForward() {
    var stream = RandomStream(seed: 5)
    let layer = Dropout(rate: 0.5)
    let ones = input.map { _ in 1 }
    let (output, saved) = layer.trainingForward(ones, stream: &stream)
    #expect(layer.inputGradient(ones, saved: saved) == output)
  }

  @Test func aStreamGivesOneMaskAndGoesOn() {
    let layer = Dropout(rate: 0.5)
    var (first, second) = (RandomStream(seed: 6), RandomStream(seed: 6))
    let mask = layer.trainingForward(input, stream: &first).saved
    #expect(mask == layer.trainingForward(input, stream: &second).saved)
    #expect(mask != layer.trainingForward(input, stream: &first).saved)
  }

  @Test func aRateOfZeroDropsNothing() {
    var stream = RandomStream(seed: 7)
    #expect(Dropout(rate: 0).trainingForward(input, stream: &stream).output == input)
  }
}
