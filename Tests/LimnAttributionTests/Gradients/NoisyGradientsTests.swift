import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

/// SmoothGrad and VarGrad.
@Suite struct NoisyGradientsTests {
  private let input: [Float] = [1, -2, 0.5, 0]

  /// From the points the model was shown, the oracle's gradients and the textbook's moments.
  @Test(arguments: [Objective.logit(1), .probability(2)])
  func agreeWithTheirDefinitions(objective: Objective) throws {
    let network = try TestNetwork.random(inputs: 4, hidden: [9], classes: 3)
    let reference = DenseReference(network)
    let noise = GradientNoise(level: 0.2, samples: 600, seed: 7)
    let model = RecordingModel(network)
    let smooth = try SmoothGrad(model, noise: noise).attribution(of: input, objective: objective)
    #expect(smooth.evaluations == model.evaluations)
    #expect(model.differentiated.count == 600)
    #expect(model.largestBatch <= 512)
    let variance = try VarGrad(network, noise: noise).attribution(of: input, objective: objective)
    let slopes = model.differentiated.map { reference.gradient($0.map(Double.init), objective) }
    for i in 0..<4 {
      let column = slopes.map { $0[i] }
      let mean = column.reduce(0, +) / 600
      let squares = column.map { ($0 - mean) * ($0 - mean) }
      let s2 = squares.reduce(0, +) / 599
      let m4 = squares.reduce(0) { $0 + $1 * $1 } / 600
      #expect(abs(smooth.values[i] - mean) <= 1e-5)
      #expect(abs((smooth.standardErrors?[i] ?? -1) - (s2 / 600).squareRoot()) <= 1e-5)
      #expect(abs(variance.values[i] - s2) <= 1e-4)
      let error = ((m4 - s2 * s2 * 597 / 599) / 600).squareRoot()
      #expect(abs((variance.standardErrors?[i] ?? -1) - error) <= 1e-4)
    }
    #expect(smooth.quantity == .slope && variance.quantity == .slopeVariance)
    #expect(
      smooth.options == [.init("noise", 0.2), .init("samples", 600), .init(seed: 7)])
  }

  /// The noise has mean 0 and the standard deviation asked for, 0.2 of a range of 3: four standard
  /// errors of 8,000 numbers.
  @Test func theNoiseIsWhatItSays() throws {
    let model = RecordingModel(try TestNetwork.random(inputs: 4, hidden: [9], classes: 3))
    let noise = GradientNoise(level: 0.2, samples: 2000)
    _ = try SmoothGrad(model, noise: noise).attribution(of: input, objective: .logit(0))
    let offsets = model.differentiated.flatMap { zip($0, input).map { Double($0 - $1) } }
    let mean = offsets.reduce(0, +) / 8000
    let variance = offsets.reduce(0) { $0 + $1 * $1 } / 8000
    #expect(abs(mean) <= 4 * 0.6 / Double(8000).squareRoot())
    #expect(abs(variance / 0.36 - 1) <= 4 * (2.0 / 8000).squareRoot())
  }

  /// A table's columns from 1 to 100,000: each gets a fifth of its own range, not of the largest.
  @Test func columnsHaveNoiseOfTheirOwn() throws {
    let model = RecordingModel(try TestNetwork.random(inputs: 4, hidden: [9], classes: 3))
    let rows = Matrix(rows: 2, columns: 4, elements: [0, 0, -50_000, 7, 1, 100, 50_000, 7])
    let ranges = GradientNoise.ranges(of: rows)
    #expect(ranges == [1, 100, 100_000, 0])
    let input: [Float] = [0.5, 30, 20_000, 7]
    let found = try SmoothGrad(
      model, noise: GradientNoise(level: 0.2, ranges: ranges, samples: 2000)
    ).attribution(of: input, objective: .logit(0))
    for column in 0..<4 {
      let offsets = model.differentiated.map { Double($0[column] - input[column]) }
      let deviation = (offsets.reduce(0) { $0 + $1 * $1 } / 2000).squareRoot()
      #expect(abs(deviation - 0.2 * Double(ranges[column])) <= 0.05 * 0.2 * Double(ranges[column]))
    }
    #expect(!found.notes.contains { $0.sentence.contains("one level of noise") })
    let own = try SmoothGrad(model).attribution(of: input, objective: .logit(0))
    #expect(own.notes.contains { $0.sentence.contains("one level of noise") })
    #expect(throws: AttributionError.backgroundWidth(found: 3, expected: 4)) {
      try SmoothGrad(model, noise: GradientNoise(ranges: [1, 2, 3]))
        .attribution(of: input, objective: .logit(0))
    }
  }

  /// The error bars hold: over 200 seeds the distance to the mean of all, in standard errors, has a
  /// mean square of 1, itself with a standard deviation of 0.1.
  @Test func standardErrorsAreHonest() throws {
    let network = try TestNetwork.random(inputs: 4, hidden: [9], classes: 3) { Tanh() }
    for isVariance in [false, true] {
      let runs = try (0..<200).map { seed in
        let noise = GradientNoise(samples: 400, seed: UInt64(seed))
        let method: any Attributor =
          isVariance ? try VarGrad(network, noise: noise) : try SmoothGrad(network, noise: noise)
        return try method.attribution(of: input, objective: .logit(0))
      }
      let mean = runs.reduce(0) { $0 + $1.values[0] } / 200
      let square = runs.reduce(0.0) { sum, run in
        let distance = (run.values[0] - mean) / (run.standardErrors?[0] ?? 0)
        return sum + distance * distance / 199
      }
      #expect(abs(square - 1) <= 0.4)
    }
  }

  @Test func bitsBelongToTheSeedNotToWorkersOrPlace() throws {
    let network = try TestNetwork.random(inputs: 4, hidden: [9], classes: 3)
    let inputs = TestNetwork.inputs(rows: 20, columns: 4)
    let objectives = (0..<20).map { Objective.logit($0 % 3) }
    for method in [try SmoothGrad(network), try VarGrad(network)] as [any Attributor] {
      let one = try method.attributions(of: inputs, objectives: objectives, work: Work(workers: 1))
      for workers in [2, 8] {
        #expect(
          try method.attributions(of: inputs, objectives: objectives, work: Work(workers: workers))
            == one)
      }
      let alone = try method.attribution(of: Array(inputs[row: 13]), objective: objectives[13])
      #expect(alone == one[13])
    }
    let other = try SmoothGrad(network, noise: GradientNoise(seed: 1)).attribution(
      of: input, objective: .logit(0))
    let first = try SmoothGrad(network).attribution(of: input, objective: .logit(0))
    #expect(other.values != first.values)
  }

  @Test func anAffineModelHasOneSlope() throws {
    let network = try TestNetwork.random(inputs: 4, hidden: [], classes: 3)
    let variance = try VarGrad(network).attribution(of: input, objective: .logit(0))
    #expect(variance.values == [0, 0, 0, 0])
    #expect(variance.standardErrors == [0, 0, 0, 0])
  }

  @Test func badOptionsAndFlatInputsAreNamed() throws {
    let network = try TestNetwork.random(inputs: 4, hidden: [9], classes: 3)
    func explain(_ noise: GradientNoise) throws {
      _ = try SmoothGrad(network, noise: noise).attribution(of: input, objective: .logit(0))
    }
    #expect(
      throws: AttributionError.outOfRange(
        setting: "noise", found: "0", range: "from 1e-06 to 1000000")
    ) { try explain(GradientNoise(level: 0)) }
    #expect(
      throws: AttributionError.outOfRange(
        setting: "noise", found: "inf", range: "from 1e-06 to 1000000")
    ) {
      try explain(GradientNoise(level: .infinity))
    }
    #expect(
      throws: AttributionError.outOfRange(
        setting: "samples", found: "1", range: "from 2 to 100000000")
    ) {
      try explain(GradientNoise(samples: 1))
    }
    let flat = try SmoothGrad(network).attribution(of: [1, 1, 1, 1], objective: .logit(0))
    #expect(flat.standardErrors == [0, 0, 0, 0])
    #expect(flat.notes.count == 2)
  }
}
