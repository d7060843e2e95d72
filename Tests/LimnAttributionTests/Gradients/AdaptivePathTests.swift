import LimnAttribution
import LimnCore
import Testing

/// The adaptive rule's pieces, on one feature whose score has a single kink.
@Suite struct AdaptivePathTests {
  /// `f(x) = slope · x − bend · max(x − kink, 0)`.
  private struct Kinked: DifferentiableModel {
    let kink: Float
    var slope: Float = 2
    var bend: Float = 5

    var input: InputSchema { InputSchema(.vector(1)) }
    var output: OutputSchema { .classes(1) }

    func scores(of inputs: Matrix) -> Matrix {
      inputs.map { slope * $0 - bend * max($0 - kink, 0) }
    }

    func vectorJacobianProduct(at inputs: Matrix, cotangents: Matrix) -> Matrix {
      inputs.map { $0 < kink ? slope : slope - bend }
    }
  }

  /// A piece is halved until both rules agree to its share of the tolerance, its length but at least
  /// a sixty-fourth: counted once more, piece by piece.
  @Test(arguments: [1 / 3.0, 0.713], [1e-2, 1e-4, 1e-6])
  func piecesAreHalvedToTheirShare(kink: Double, tolerance: Double) throws {
    let model = Kinked(kink: Float(kink))
    let difference = 2 - 5 * (1 - kink)
    // Relative to the larger of 1 and the score difference.
    let bound = tolerance * max(1, abs(difference))
    var (pieces, steps, sum) = ([(0.0, 1.0)], 0, 0.0)
    while let (start, length) = pieces.popLast() {
      var (fine, coarse) = (0.0, 0.0)
      for node in GaussKronrod.nodes {
        let slope = Float(start + length * node.position) < model.kink ? 2.0 : -3
        fine += node.weight * slope
        coarse += node.coarseWeight * slope
      }
      steps += 15
      if abs(length * (fine - coarse)) <= bound * max(length, 1 / 64.0) {
        sum += length * fine
      } else {
        pieces += [(start, length / 2), (start + length / 2, length / 2)]
      }
    }
    // Where the two rules agree by chance the gap shows it, and more pieces are halved.
    try #require(abs(sum - difference) < bound)
    let found = try IntegratedGradients(model, rule: .adaptive(tolerance: tolerance))
      .attribution(of: [1], objective: .logit(0))
    #expect(found.options.last == .init("steps", steps))
    #expect(abs(found.values[0] - sum) < 1e-12)
    #expect(found.notes.isEmpty)
  }

  /// A tolerance in the unit of the score: a thousand times the score takes as many steps.
  @Test func theToleranceGoesWithTheScore() throws {
    func steps(_ unit: Float) throws -> String? {
      let model = Kinked(kink: 0.713, slope: 4 * unit, bend: 5 * unit)
      let found = try IntegratedGradients(model, rule: .adaptive(tolerance: 1e-3))
        .attribution(of: [1], objective: .logit(0))
      #expect(found.notes.isEmpty)
      return found.options.last?.value
    }
    #expect(try steps(1024) == steps(1))
  }
}
