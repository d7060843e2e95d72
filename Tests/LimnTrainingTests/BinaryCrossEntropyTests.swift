import LimnCore
import LimnData
import LimnNetwork
import LimnTraining
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Against its definition in `Double`, unfused: a sigmoid, then its logarithm.
@Suite struct BinaryCrossEntropyTests {
  private static let rows: [[Double]] = [[0.5, -1.25, 2], [3, 3.5, -2], [-6, 0.25, 0]]
  private static let targets: [[Double]] = [[1, 0, 0], [0, 1, 1], [1, 0.25, 1]]
  private let logits = Matrix(rows: Self.rows.map { $0.map { Float($0) } }, columns: 3)
  private let flags = Matrix(rows: Self.targets.map { $0.map { Float($0) } }, columns: 3)

  private static func defined(_ rows: [[Double]]) -> Double {
    let terms = zip(rows.joined(), targets.joined()).map { z, t in
      let p = 1 / (1 + exp(-z))
      return -t * log(p) - (1 - t) * log(1 - p)
    }
    return terms.reduce(0, +) / Double(terms.count)
  }

  @Test func lossAndGradientAreThoseOfTheDefinition() {
    let found = BinaryCrossEntropy.evaluate(logits: logits, targets: flags)
    #expect(abs(found.loss - Self.defined(Self.rows)) < 1e-7)
    let gradient = PlainLoss.gradient(Self.rows, of: Self.defined)
    for (found, expected) in zip(found.gradient.elements, gradient) {
      #expect(abs(Double(found) - expected) < 1e-7)
    }
    #expect(BinaryCrossEntropy.loss(logits: logits, targets: flags) == found.loss)
  }

  /// torch.nn.functional.binary_cross_entropy_with_logits and mse_loss of a sigmoid, PyTorch 2.13.0,
  /// in float64.
  @Test func valuesAreThoseOfPyTorch() {
    let scores = Matrix(rows: [[0.5, -1.25, 2], [3, 3, -2]], columns: 3)
    let targets = Targets.flags(Matrix(rows: [[1, 0, 0], [0, 1, 1]], columns: 3))
    let entropy = Loss.binaryCrossEntropy.evaluate(scores: scores, targets: targets, link: .sigmoid)
    #expect(abs(entropy.loss - PyTorch.entropy) < 1e-7)
    let squared = Loss.meanSquaredError.evaluate(scores: scores, targets: targets, link: .sigmoid)
    #expect(abs(squared.loss - PyTorch.squared) < 1e-7)
    for (found, expected) in zip(
      entropy.gradient.elements + squared.gradient.elements,
      PyTorch.entropyGradient + PyTorch.squaredGradient)
    {
      #expect(abs(Double(found) - expected) < 1e-7)
    }
  }

  private enum PyTorch {
    static let entropy = 1.3461727984598182
    static let squared = 0.4422309956860484
    static let entropyGradient = [
      -0.0629234447996909, 0.03711668980421814, 0.14679951299631372, 0.15876235447040557,
      -0.007904312196261106, -0.14679951299631375,
    ]
    static let squaredGradient = [
      -0.02957448622487895, 0.012850153364851532, 0.030826014409943286, 0.014344705731975892,
      -0.0007141808449947713, -0.03082601440994326,
    ]
  }

  /// Equal odds cost log 2 whatever the label is, and no logit is too large: the loss of a certain and
  /// wrong answer is its logit, the gradient 1.
  @Test func knownValues() {
    let even = BinaryCrossEntropy.evaluate(
      logits: Matrix(row: [0, 0]), targets: Matrix(row: [0, 1]))
    #expect(abs(even.loss - log(2)) < 1e-15)
    #expect(even.gradient.elements == [0.25, -0.25])
    for sign in [Float(1), -1] {
      let sure = BinaryCrossEntropy.evaluate(
        logits: Matrix(row: [1e4 * sign]), targets: Matrix(row: [sign > 0 ? 0 : 1]))
      #expect(sure.loss == 1e4)
      #expect(sure.gradient.elements == [sign])
      let right = BinaryCrossEntropy.evaluate(
        logits: Matrix(row: [1e4 * sign]), targets: Matrix(row: [sign > 0 ? 1 : 0]))
      #expect(right.loss == 0)
      #expect(right.gradient.elements == [0])
    }
  }

  @Test func theLossGoesWithTheAnswer() {
    let classes = OutputSchema.classes(3)
    let yesOrNo = OutputSchema(count: 1, link: .sigmoid)
    let flags = OutputSchema(count: 3, link: .sigmoid)
    let number = OutputSchema(count: 1, link: .identity)
    #expect(
      [classes, yesOrNo, flags, number].map(Loss.standard) == [
        .crossEntropy, .binaryCrossEntropy, .binaryCrossEntropy, .meanSquaredError,
      ])
    #expect(
      [classes, yesOrNo, flags, number].map(Loss.crossEntropy.suits) == [true, false, false, false])
    #expect(
      [classes, yesOrNo, flags, number].map(Loss.binaryCrossEntropy.suits) == [
        false, true, true, false,
      ])
    #expect([classes, yesOrNo, flags, number].allSatisfy(Loss.meanSquaredError.suits))
  }
}
