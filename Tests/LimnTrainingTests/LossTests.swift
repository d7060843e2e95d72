import LimnCore
import LimnTraining
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Losses in `Double`, from their definitions: the mean over rows of `−Σ t log softmax(z)`, in two
/// steps, and the mean over elements of squares.
enum PlainLoss {
  static func softmax(_ z: [Double]) -> [Double] {
    let powers = z.map { exp($0) }
    return powers.map { $0 / powers.reduce(0, +) }
  }

  static func crossEntropy(_ rows: [[Double]], _ targets: [[Double]]) -> Double {
    zip(rows, targets).reduce(0) { sum, row in
      sum - zip(softmax(row.0), row.1).reduce(0) { $0 + $1.1 * log($1.0) }
    } / Double(rows.count)
  }

  static func meanSquaredError(_ rows: [[Double]], _ targets: [[Double]]) -> Double {
    let squares = zip(rows.joined(), targets.joined()).map { ($0 - $1) * ($0 - $1) }
    return squares.reduce(0, +) / Double(squares.count)
  }

  static func oneHot(_ labels: [Int], _ classes: Int) -> [[Double]] {
    labels.map { label in (0..<classes).map { $0 == label ? 1 : 0 } }
  }

  /// By central differences, element by element.
  static func gradient(_ rows: [[Double]], of loss: ([[Double]]) -> Double) -> [Double] {
    rows.indices.flatMap { row in
      rows[row].indices.map { column in
        var (low, high) = (rows, rows)
        low[row][column] -= 1e-5
        high[row][column] += 1e-5
        return (loss(high) - loss(low)) / 2e-5
      }
    }
  }
}

@Suite struct LossTests {
  private static let rows: [[Double]] = [
    [0.5, -1.25, 2, 0.75, -3], [3, 3.5, -2, 0, 1], [-6, 0.25, 0.125, 5, -0.5], [1, 1, 1, 1, 1.5],
  ]
  private static let labels = [2, 0, 4, 3]
  private let rows = Self.rows
  private let logits = Matrix(rows: Self.rows.map { $0.map { Float($0) } }, columns: 5)
  private let targets = PlainLoss.oneHot(Self.labels, 5)

  private func check(
    _ found: LossAndGradient, _ loss: Double, _ gradient: [Double], within tolerance: Double = 5e-7
  ) {
    #expect(abs(found.loss - loss) < tolerance * max(1, abs(loss)))
    #expect(found.gradient.elements.count == gradient.count)
    for (found, expected) in zip(found.gradient.elements, gradient) {
      #expect(abs(Double(found) - expected) < tolerance)
    }
  }

  @Test func crossEntropyIsTheLogOfTheSoftmax() {
    let loss = { PlainLoss.crossEntropy($0, targets) }
    let expected = (loss(rows), PlainLoss.gradient(rows, of: loss))
    check(
      SoftmaxCrossEntropy.evaluate(logits: logits, labels: Self.labels), expected.0, expected.1)
    for link in [OutputSchema.Link.softmax, .identity, .logSoftmax] {
      check(
        Loss.crossEntropy.evaluate(
          scores: logits, targets: .classes(Self.labels, count: 5), link: link),
        expected.0, expected.1)
    }
    let alone = SoftmaxCrossEntropy.loss(logits: logits, labels: Self.labels)
    #expect(abs(alone - expected.0) < 5e-7)
  }

  @Test func crossEntropyOfSoftTargets() {
    let soft: [[Double]] = [
      [0.5, 0.25, 0.25, 0, 0], [0, 0, 0, 1, 0], [0.125, 0.125, 0.25, 0.25, 0.25], [1, 0, 0, 0, 0],
    ]
    let loss = { PlainLoss.crossEntropy($0, soft) }
    check(
      SoftmaxCrossEntropy.evaluate(
        logits: logits, targets: Matrix(rows: soft.map { $0.map { Float($0) } }, columns: 5)),
      loss(rows), PlainLoss.gradient(rows, of: loss))
  }

  /// torch.nn.functional.cross_entropy of PyTorch 2.13.0, in float64.
  @Test func crossEntropyIsThatOfPyTorch() {
    check(
      SoftmaxCrossEntropy.evaluate(
        logits: Matrix(rows: [[0.5, -1.25, 2], [1e4, -1e4, 0], [3, 3, -2]], columns: 3),
        labels: [2, 1, 0]),
      6666.976377491628,
      [
        0.05894006070248143, 0.01024224677547881, -0.06918230747796024, 0.3333333333333333,
        -0.3333333333333333, 0, -0.16722627693775044, 0.16610705639558287, 0.0011192205421675378,
      ])
  }

  /// At logits of ±10⁴ the loss is their distance or 0, and no gradient exceeds 1.
  @Test func crossEntropyOfExtremeLogits() {
    let extremes = Matrix(row: [1e4, -1e4, -1e4])
    let wrong = SoftmaxCrossEntropy.evaluate(logits: extremes, labels: [1])
    #expect(wrong.loss == 2e4)
    #expect(wrong.gradient.elements == [1, -1, 0])
    #expect(SoftmaxCrossEntropy.loss(logits: extremes, labels: [1]) == 2e4)
    let right = SoftmaxCrossEntropy.evaluate(logits: extremes, labels: [0])
    #expect(right.loss == 0)
    #expect(right.gradient.elements == [0, 0, 0])
    #expect(SoftmaxCrossEntropy.loss(logits: extremes, labels: [0]) == 0)
    for level in [-1e4, 0, 1e4] as [Float] {
      let level = SoftmaxCrossEntropy.evaluate(
        logits: Matrix(rows: 1, columns: 10, repeating: level), labels: [7])
      #expect(abs(level.loss - log(10)) < 1e-6)
    }
  }

  /// A NaN or an infinite logit is not hidden.
  @Test(arguments: [Float.nan, .infinity])
  func crossEntropyOfNothingFiniteIsNotFinite(bad: Float) {
    let logits = Matrix(row: [0, bad, 0])
    #expect(!SoftmaxCrossEntropy.evaluate(logits: logits, labels: [0]).loss.isFinite)
    #expect(!SoftmaxCrossEntropy.loss(logits: logits, labels: [0]).isFinite)
  }

  @Test func meanSquaredErrorOfPlainOutputs() {
    let loss = { PlainLoss.meanSquaredError($0, targets) }
    let found = Loss.meanSquaredError.evaluate(
      scores: logits, targets: .classes(Self.labels, count: 5), link: .identity)
    check(found, loss(rows), PlainLoss.gradient(rows, of: loss))
  }

  @Test func meanSquaredErrorOfProbabilities() {
    let loss = { (rows: [[Double]]) in
      PlainLoss.meanSquaredError(rows.map(PlainLoss.softmax), targets)
    }
    let found = Loss.meanSquaredError.evaluate(
      scores: logits, targets: .classes(Self.labels, count: 5), link: .softmax)
    check(found, loss(rows), PlainLoss.gradient(rows, of: loss))
  }

  /// torch.nn.functional.mse_loss of PyTorch 2.13.0, in float64, without and with a softmax.
  @Test func meanSquaredErrorIsThatOfPyTorch() {
    let logits = Matrix(rows: [[0.5, -1.25, 2], [3, 3, -2]], columns: 3)
    check(
      Loss.meanSquaredError.evaluate(
        scores: logits, targets: .classes([2, 0], count: 3), link: .identity),
      3.3020833333333335,
      [1.0 / 6, -1.25 / 3, 1.0 / 3, 2.0 / 3, 1, -2.0 / 3])
    check(
      Loss.meanSquaredError.evaluate(
        scores: logits, targets: .classes([2, 0], count: 3), link: .softmax),
      0.09588369087012842,
      [
        0.018217304189146154, 0.0016693677049841118, -0.019886671894130268, -0.08305633720721267,
        0.08305071918837022, 5.618018842444e-06,
      ])
  }
}
