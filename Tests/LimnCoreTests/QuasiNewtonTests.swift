import LimnCore
import Testing

@Suite struct QuasiNewtonTests {
  /// Rosenbrock's valley in four dimensions, whose only minimum in reach is at ones.
  @Test func followsAValley() {
    var evaluations = 0
    let found = QuasiNewton(steps: 200, tolerance: 0).minimum(from: [-1.2, 1, -1.2, 1]) { x in
      evaluations += 1
      var (value, gradient) = (0.0, [Double](repeating: 0, count: 4))
      for i in 0..<3 {
        let (a, b) = (x[i + 1] - x[i] * x[i], 1 - x[i])
        value += 100 * a * a + b * b
        gradient[i] += -400 * a * x[i] - 2 * b
        gradient[i + 1] += 200 * a
      }
      return (value, gradient)
    }
    for x in found { #expect(abs(x - 1) < 1e-6) }
    #expect(evaluations < 200)
  }

  /// A quadratic of condition 1e4 in ten dimensions.
  @Test func findsTheBottomOfANarrowBowl() {
    let scales = (0..<10).map { 1 + Double($0 * $0) * 123.4 }
    let found = QuasiNewton(steps: 300, tolerance: 0).minimum(
      from: [Double](repeating: 3, count: 10)
    ) { x in
      (
        zip(x, scales).reduce(0) { $0 + $1.1 * ($1.0 - 1) * ($1.0 - 1) },
        zip(x, scales).map { 2 * $1 * ($0 - 1) }
      )
    }
    for x in found { #expect(abs(x - 1) < 1e-6) }
  }

  /// It neither crosses a wall nor leaves a minimum it starts from.
  @Test func wallsAndFlatGround() {
    let walled = QuasiNewton().minimum(from: [1]) { x in
      x[0] > 0.5 ? (x[0] * x[0], [2 * x[0]]) : (.infinity, [0])
    }
    #expect(walled[0] > 0.5 && walled[0] < 0.6)
    #expect(QuasiNewton().minimum(from: [2, 3]) { _ in (1, [0, 0]) } == [2, 3])
    #expect(QuasiNewton().minimum(from: [2]) { _ in (.nan, [.nan]) } == [2])
  }
}
