import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

/// LIME as an attributor: laws, reproducibility, budgets, segments.
@Suite struct LIMETests {
  private func linear(_ weights: [Float]) -> BlackBox {
    BlackBox(inputShape: .vector(weights.count), outputCount: 1, scoreKind: .logits) { batch in
      batch.affine(Matrix(rows: weights.count, columns: 1, elements: weights), bias: [0.5])
    }
  }

  /// Some features are 0.
  private func inputs(_ count: Int) -> Matrix {
    var stream = RandomStream(seed: 12)
    return Matrix(rows: count, columns: 20) { target in
      for index in target.indices {
        target[index] = stream.uniform() < 0.1 ? 0 : Float(stream.uniform())
      }
    }
  }

  private let weights: [Float] = (0..<20).map { Float(($0 * 7) % 11) - 5 }

  /// What a linear model is made of comes back, to the rounding of its `Float` scores of up to 150; the
  /// penalty's shrinkage, a good half per cent, is inside the error bar.
  @Test(arguments: MaskSampling.allCases, [0, 1.0])
  func aLinearModelExplainsItself(_ sampling: MaskSampling, ridge: Double) throws {
    let input = (0..<20).map { Float($0 % 3) + 1 }
    let found = try LIME(linear(weights), samples: 1000, ridge: ridge, sampling: sampling)
      .attribution(of: input, objective: .logit(0))
    let errors = try #require(found.standardErrors)
    for index in 0..<20 {
      let expected = Double(weights[index] * input[index])
      let tolerance = ridge == 0 ? 1e-5 : 1.96 * errors[index] + 1e-5
      #expect(abs(found.values[index] - expected) <= tolerance)
      #expect(errors[index] < (ridge == 0 ? 1e-5 : 0.01 * abs(expected) + 0.05))
    }
    let fit = try #require(found.fit)
    #expect(abs(fit.intercept - 0.5) < (ridge == 0 ? 1e-5 : 0.3))
    #expect(abs(fit.localPrediction - found.scoreAtInput) < (ridge == 0 ? 1e-5 : 0.3))
    #expect((fit.rSquared ?? 0) > 0.999)
    #expect(found.notes == [])
    #expect(found.evaluations == 1000)
  }

  /// 0/0 is no perfect fit: neither of a constant score nor of a kernel that leaves one sample.
  @Test func whatCannotBeExplainedHasNoRSquared() throws {
    let constant = BlackBox(inputShape: .vector(20), outputCount: 1, scoreKind: .logits) {
      Matrix(rows: $0.rows, columns: 1) { $0.initialize(repeating: 3) }
    }
    let input = [Float](repeating: 1, count: 20)
    for samples in [nil, 200] {
      let found = try LIME(constant, samples: samples)
        .attribution(of: input, objective: .logit(0))
      #expect(found.fit?.rSquared == nil)
      #expect(found.notes.contains { $0.sentence.contains("nothing to explain") })
    }
    let narrow = try LIME(linear(weights), samples: 200, kernelWidth: 0.03)
      .attribution(of: input, objective: .logit(0))
    #expect((narrow.fit?.effectiveSampleSize ?? 9) < 2)
    #expect(narrow.fit?.rSquared == nil)
    #expect(narrow.notes.contains { $0.sentence.contains("there is no R²") })
  }

  /// With all masks there is no penalty unless one is named.
  @Test func allMasksOfALinearModelAreExact() throws {
    for players in 1...8 {
      let found = try LIME(linear(Array(weights.prefix(players))))
        .attribution(of: [Float](repeating: 2, count: players), objective: .logit(0))
      for index in 0..<players {
        #expect(abs(found.values[index] - 2 * Double(weights[index])) < 1e-5)
      }
      #expect(found.standardErrors == [Double](repeating: 0, count: players))
      #expect(found.evaluations == 1 << players)
      #expect(abs(found.completenessGap) < 1e-4)
    }
  }

  @Test(arguments: MaskSampling.allCases)
  func sameSeedSameBitsForAnyWorkersAndAnyBatch(_ sampling: MaskSampling) throws {
    let (network, inputs) = (try SampleNetwork.make(), inputs(9))
    let objectives = (0..<9).map { Objective.logit($0 % 3) }
    func explain(workers: Int, seed: UInt64 = 1) throws -> [Attribution] {
      try LIME(network, samples: 300, sampling: sampling, seed: seed)
        .attributions(of: inputs, objectives: objectives, work: Work(workers: workers))
    }
    let one = try explain(workers: 1)
    #expect(try explain(workers: 2) == one)
    #expect(try explain(workers: 8) == one)
    let alone = try LIME(network, samples: 300, sampling: sampling, seed: 1)
      .attribution(of: Array(inputs[row: 4]), objective: objectives[4])
    #expect(alone == one[4])
    #expect(try explain(workers: 2, seed: 2)[0].values != one[0].values)
  }

  /// What the inputs of a batch share is the background's, one row or more.
  @Test func aBackgroundOfRowsIsTheSameInAnyBatch() throws {
    let (network, inputs) = (try SampleNetwork.make(), inputs(9))
    let lime = try LIME(
      network, background: .rows(self.inputs(14).rows(9..<14)), samples: 300)
    try expectSameAloneAndInBatch(lime, inputs: inputs, classes: 3)
  }

  /// Changing an option of a used value changes what it does: nothing stale is in the cache.
  @Test func optionsAreReadAnew() throws {
    let (network, input) = (try SampleNetwork.make(), [Float](repeating: 1, count: 20))
    var lime = try LIME(network, samples: 300)
    func values(_ lime: LIME) throws -> [Double] {
      try lime.attribution(of: input, objective: .logit(0)).values
    }
    var seen = [try values(lime)]
    lime.kernelWidth = 0.5
    seen.append(try values(lime))
    lime.ridge = 0.1
    seen.append(try values(lime))
    lime.distance = .hamming
    seen.append(try values(lime))
    lime.sampling = .independent
    seen.append(try values(lime))
    lime.samples = 200
    seen.append(try values(lime))
    lime.seed = 7
    seen.append(try values(lime))
    #expect(Set(seen).count == 7)
    #expect(
      try values(lime)
        == values(
          LIME(
            network, samples: 200, kernelWidth: 0.5, ridge: 0.1, distance: .hamming,
            sampling: .independent, seed: 7)))
  }

  @Test(arguments: MaskSampling.allCases, [18, 121, 1000])
  func theBudgetIsACeilingAndIsUsed(_ sampling: MaskSampling, samples: Int) throws {
    let recorder = Recorder.kinked(width: 18)
    let found = try LIME(recorder.model, samples: samples, sampling: sampling)
      .attribution(of: recorder.ones, objective: .logit(0))
    #expect(found.evaluations == recorder.rows.count)
    // Pairs leave one evaluation of an odd number over.
    #expect(found.evaluations == (sampling == .paired ? samples / 2 * 2 : samples))
    // What all inputs of a batch share is scored first.
    #expect(recorder.rows[0].row == [Double](repeating: 0, count: 18))
    #expect(recorder.rows[1].row == [Double](repeating: 1, count: 18))
    if sampling == .paired {
      let half = (samples / 2 - 1)
      for pair in 0..<half {
        let (one, other) = (recorder.rows[2 + pair].row, recorder.rows[2 + half + pair].row)
        #expect(zip(one, other).allSatisfy { $0 + $1 == 1 })
      }
    }
  }

  /// Each attribution states what it would cost alone.
  @Test func aBatchScoresItsBackgroundOnce() throws {
    let recorder = Recorder.kinked(width: 18)
    let found = try LIME(recorder.model, samples: 20).attributions(
      of: Matrix(rows: [[Float]](repeating: recorder.ones, count: 3), columns: 18),
      objectives: [.logit(0), .logit(1), .logit(0)], work: Work(workers: 1))
    #expect(found.map(\.evaluations) == [20, 20, 20])
    #expect(recorder.rows.count == 3 * 20 - 2)
    #expect(found[0] == found[2])
  }

  @Test func allMasksAreTakenWhereTheyFit() throws {
    func evaluations(_ players: Int, samples: Int?) throws -> Int {
      let recorder = Recorder.kinked(width: players)
      let found = try LIME(recorder.model, samples: samples)
        .attribution(of: recorder.ones, objective: .logit(0))
      let distinct = Set(recorder.rows.map(\.row)).count
      #expect(found.evaluations == recorder.rows.count)
      if found.evaluations == 1 << players { #expect(distinct == 1 << players) }
      return found.evaluations
    }
    #expect(try evaluations(12, samples: nil) == 4096)
    #expect(try evaluations(16, samples: nil) == 65_536)
    #expect(try evaluations(17, samples: nil) == 1000)
    #expect(try evaluations(17, samples: 1 << 17) == 131_072)
    #expect(try evaluations(12, samples: 4095) == 4094)
    #expect(try evaluations(12, samples: 4096) == 4096)
  }

  @Test func severalObjectivesShareTheirEvaluations() throws {
    for (players, selection) in [(18, FeatureSelection.all), (18, .forward(4)), (8, .all)] {
      let recorder = Recorder.kinked(width: players)
      let lime = try LIME(
        recorder.model, samples: players > 16 ? 200 : nil, selection: selection)
      let both = try lime.attributions(
        of: recorder.ones, objectives: [.logit(0), .logit(1), .logit(0, against: 1)])
      #expect(recorder.rows.count == both[0].evaluations)
      let alone = try lime.attribution(of: recorder.ones, objective: .logit(0))
      for index in 0..<players {
        #expect(abs(both[0].values[index] - alone.values[index]) < 1e-12)
        #expect(abs(both[1].values[index] + alone.values[index]) < 1e-12)
        #expect(abs(both[2].values[index] - 2 * alone.values[index]) < 1e-11)
      }
    }
  }

  @Test func segmentsShareTheirCoefficient() throws {
    let found = try LIME(try SampleNetwork.make(), segmentation: .blocks(2))
      .attribution(of: [Float](repeating: 1, count: 20), objective: .logit(1))
    #expect(found.evaluations == 64)
    #expect(found.values[0] == found.values[1] && found.values[0] == found.values[6])
    #expect(found.values[4] == found.values[9] && found.values[4] != found.values[3])
    // The lower right segment is a single column of two pixels.
    let recorder = Recorder(width: 4) { 4 * $0[0] + 2 * $0[2] + $0[3] }
    let halves = try LIME(recorder.model, segmentation: .labels([0, 0, 1, 2]))
      .attribution(of: recorder.ones, objective: .logit(0))
    #expect(zip(halves.values, [2, 2, 2, 1]).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  /// Pixels that equal the baseline are no features: the same values with and without them.
  @Test func blankPixelsChangeNothing() throws {
    let recorder = Recorder.kinked(width: 20)
    let input = recorder.ones.enumerated().map { $0 == 6 || $0 == 11 ? 0 : $1 }
    let found = try LIME(recorder.model, samples: 300)
      .attribution(of: input, objective: .logit(0))
    let narrow = Recorder(width: 18) { z in
      var row = z
      row.insert(0, at: 6)
      row.insert(0, at: 11)
      return Recorder.kinkedScore(row)
    }
    let without = try LIME(narrow.model, samples: 300)
      .attribution(of: narrow.ones, objective: .logit(0))
    #expect(found.values[6] == 0 && found.values[11] == 0)
    #expect(found.standardErrors?[6] == 0)
    #expect(
      found.values.enumerated().filter { $0.offset != 6 && $0.offset != 11 }.map(\.element)
        == without.values)
  }

  @Test func nobodyToExplain() throws {
    let found = try LIME(linear(weights))
      .attribution(of: [Float](repeating: 0, count: 20), objective: .logit(0))
    #expect(found.values == [Double](repeating: 0, count: 20))
    #expect(found.fit?.intercept == 0.5)
  }
}
