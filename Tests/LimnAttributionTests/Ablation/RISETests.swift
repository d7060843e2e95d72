import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

@Suite struct RISETests {
  /// Anything but linear: products of pixels, and a bend.
  private static let crooked = BlackBox(
    inputShape: .image(height: 4, width: 3), outputCount: 1, scoreKind: .logits
  ) { batch in
    Matrix(rows: batch.rows, columns: 1) { target in
      for row in 0..<batch.rows {
        let x = batch[row: row].map { $0 }
        target[row] = 2 * x[0] * x[5] + max(0, x[1] - x[7] + 0.2) - x[3] * x[3] + x[11]
      }
    }
  }
  private static let input: [Float] = [1, 0.5, -1, 2, 0, 1.5, 1, 0.25, -0.5, 1, 0, 0.75]

  /// A bilinear enlargement by the definition: the value at the middle of each new pixel, between the
  /// middles of the old ones, held fast outside of these.
  private func enlarged(_ cells: [[Double]], height: Int, width: Int) -> [[Double]] {
    func between(_ place: Int, _ new: Int, _ old: Int) -> (Int, Int, Double) {
      let x = min(
        max((Double(place) + 0.5) / Double(new) * Double(old) - 0.5, 0), Double(old - 1))
      let low = min(Int(x.rounded(.down)), max(0, old - 2))
      return (low, min(low + 1, old - 1), x - Double(low))
    }
    return (0..<height).map { y in
      (0..<width).map { x in
        let (top, bottom, down) = between(y, height, cells.count)
        let (left, right, along) = between(x, width, cells[0].count)
        return (1 - down) * ((1 - along) * cells[top][left] + along * cells[top][right]) + down
          * ((1 - along) * cells[bottom][left] + along * cells[bottom][right])
      }
    }
  }

  /// `E[f·M]/p − E[f·(1 − M)]/(1 − p)` over all masks of a 2×2 grid and all shifts.
  private func truth(shown p: Double, absent: Float) throws -> [Double] {
    // Cells of 2×2 pixels: 4 and 3 pixels in two parts, rounded up; two shifts each way.
    var with = [Double](repeating: 0, count: 12)
    var without = with
    for number in 0..<16 {
      let cells = (0..<2).map { y in (0..<2).map { x in Double(number >> (2 * y + x) & 1) } }
      let ones = number.nonzeroBitCount
      let large = enlarged(cells, height: 6, width: 6)
      for top in 0..<2 {
        for left in 0..<2 {
          let mask = (0..<12).map { large[top + $0 / 3][left + $0 % 3] }
          var weight = 0.25
          for _ in 0..<ones { weight *= p }
          for _ in ones..<4 { weight *= 1 - p }
          let shown = zip(mask, Self.input).map { Float(Double(absent) + $0 * Double($1 - absent)) }
          let score = Double(try Self.crooked.scores(of: Matrix(row: shown))[0, 0])
          for i in mask.indices {
            with[i] += weight * score * mask[i]
            without[i] += weight * score * (1 - mask[i])
          }
        }
      }
    }
    return zip(with, without).map { $0 / p - $1 / (1 - p) }
  }

  private func smooth(shown: Double, samples: Int, seed: UInt64, absent: Float = 0) throws
    -> Attribution
  {
    try RISE(
      Self.crooked,
      settings: .init(
        background: .baseline(.values([Float](repeating: absent, count: 12))),
        grid: .init(height: 2, width: 2), samples: samples, shown: shown, seed: seed)
    ).attribution(of: Self.input, objective: .logit(0))
  }

  /// Many masks come as near to the mean over all masks as their standard errors say: there is no bias.
  @Test(arguments: [0.5, 0.3]) func masksHaveNoBias(shown: Double) throws {
    let truth = try truth(shown: shown, absent: 0.125)
    let found = try smooth(shown: shown, samples: 60_000, seed: 3, absent: 0.125)
    let errors = try #require(found.standardErrors)
    for i in truth.indices {
      #expect(errors[i] < 0.02 && errors[i] > 0)
      #expect(abs(found.values[i] - truth[i]) < 4 * errors[i], "\(i)")
    }
    #expect(found.evaluations == 60_002)
    #expect(found.quantity == .drop)
  }

  /// 95% intervals hold the truth in 93 to 97% of cases, with few masks already.
  @Test(arguments: [0.5, 0.3]) func intervalsHold(shown: Double) throws {
    let truth = try truth(shown: shown, absent: 0)
    var (held, count) = (0, 0)
    for seed in 0..<400 as Range<UInt64> {
      let found = try smooth(shown: shown, samples: 200, seed: seed)
      let errors = try #require(found.standardErrors)
      for i in truth.indices {
        count += 1
        if abs(found.values[i] - truth[i]) <= 1.96 * errors[i] { held += 1 }
      }
    }
    let share = Double(held) / Double(count)
    #expect(share > 0.93 && share < 0.97, "\(share)")
  }

  private func drop(_ members: [Float], _ i: Int, of model: some Model, _ input: [Float]) throws
    -> Double
  {
    var (with, without) = (members, members)
    (with[i], without[i]) = (1, 0)
    let rows = [with, without].map { zip($0, input).map { $0 * $1 } }
    let scores = try model.scores(of: Matrix(rows: rows, columns: input.count))
    return Double(scores[0, 0]) - Double(scores[1, 0])
  }

  /// Of few features all masks are taken: the value is the mean drop over who else is there.
  @Test(arguments: [0.5, 0.2]) func fewFeaturesAreExact(shown: Double) throws {
    let model = try TestNetwork.random(inputs: 5, hidden: [7], classes: 1)
    let input: [Float] = [1, -0.5, 0, 2, 0.75]
    let found = try RISE(model, settings: .init(samples: 32, shown: shown))
      .attribution(of: input, objective: .logit(0))
    #expect(found.standardErrors == nil)
    #expect(found.values[2] == 0)
    // One feature is zero, as the background is, and does not play: 2⁴ masks.
    #expect(found.evaluations == 16)
    for i in [0, 1, 3, 4] {
      var mean = 0.0
      for number in 0..<32 {
        let members = (0..<5).map { Float(number >> $0 & 1) }
        var weight = 1.0
        for member in members { weight *= member == 1 ? shown : 1 - shown }
        mean += try weight * drop(members, i, of: model, input)
      }
      #expect(abs(found.values[i] - mean) < 1e-6)
    }
    let sampled = try RISE(model, settings: .init(samples: 15, shown: shown))
      .attribution(of: input, objective: .logit(0))
    #expect(sampled.standardErrors?[2] == 0)
    for (value, (error, exact)) in zip(
      sampled.values, zip(try #require(sampled.standardErrors), found.values))
    {
      #expect(abs(value - exact) <= 5 * error)
    }
  }

  @Test(arguments: [0.5, 0.3]) func segmentsAreHeldByTheirIntervals(shown: Double) throws {
    let model = try TestNetwork.random(inputs: 6, hidden: [9], classes: 1)
    let input: [Float] = [1, -0.5, 0.5, 2, 0.75, 1]
    func found(_ samples: Int, seed: UInt64) throws -> Attribution {
      try RISE(
        model,
        settings: .init(
          segmentation: .labels([3, 3, 1, 2, 5, 6]), samples: samples, shown: shown, seed: seed)
      ).attribution(of: input, objective: .logit(0))
    }
    let exact = try found(32, seed: 0)
    #expect(exact.values[0] == exact.values[1])
    var (held, count) = (0, 0)
    for seed in 0..<60 as Range<UInt64> {
      // Fewer would be all masks.
      let sampled = try found(31, seed: seed)
      for (i, error) in try #require(sampled.standardErrors).enumerated() where i != 1 {
        count += 1
        if abs(sampled.values[i] - exact.values[i]) <= 2.05 * error { held += 1 }
      }
    }
    #expect(Double(held) / Double(count) > 0.9)
  }

  /// A linear model's drops are its products, whatever the masks.
  @Test func ofALinearModel() throws {
    let network = try Network(
      inputShape: .vector(4),
      layers: [Dense(weights: Matrix(rows: [[1], [2], [3], [4]], columns: 1), bias: [3])])
    let background = Matrix(rows: [[0, 0, 0, 0], [2, 0, 0, 1]], columns: 4)
    let found = try RISE(network, settings: .init(background: .rows(background)))
      .attribution(of: [1, 1, 0, 2], objective: .output())
    for (value, expected) in zip(found.values, [0.0, 2, 0, 6]) {
      #expect(abs(value - expected) < 1e-6)
    }
    #expect(found.reference == .background(rows: 2))
  }

  @Test func theSameBitsForAnyNumberOfWorkers() throws {
    let inputs = Matrix(rows: [Self.input, Self.input.reversed()], columns: 12)
    for settings in [
      RISE.Configuration(samples: 3000), RISE.Configuration(samples: 3000, shown: 0.4),
      RISE.Configuration(segmentation: .features, samples: 500),
    ] {
      let method = try RISE(Self.crooked, settings: settings)
      let objectives = [Objective](repeating: .logit(0), count: 2)
      let found = try [1, 2, 8].map {
        try method.attributions(of: inputs, objectives: objectives, work: Work(workers: $0))
      }
      #expect(found[0] == found[1] && found[1] == found[2])
      #expect(try method.attribution(of: Self.input, objective: .logit(0)) == found[0][0])
    }
  }

  /// A mask covers a pixel in all channels.
  @Test func channelsShareAMask() throws {
    let model = BlackBox(
      inputShape: .image(channels: 2, height: 2, width: 2), outputCount: 1, scoreKind: .logits
    ) { batch in
      Matrix(rows: batch.rows, columns: 1) { target in
        for row in 0..<batch.rows { target[row] = batch[row, 1] + 10 * batch[row, 5] }
      }
    }
    let found = try RISE(model, settings: .init(samples: 2000))
      .attribution(of: [1, 1, 1, 1, 1, 1, 1, 1], objective: .logit(0))
    #expect(Array(found.values[..<4]) == Array(found.values[4...]))
    #expect(found.values[1] == found.values.max())
  }

  @Test func whatDoesNotFitIsRefused() throws {
    #expect(
      throws: AttributionError.maskGrid(
        grid: .init(height: 5, width: 2), input: .image(height: 4, width: 3))
    ) {
      try RISE.Configuration(grid: .init(height: 5, width: 2)).bound(to: Self.crooked)
    }
    let table = try TestNetwork.random(inputs: 3, hidden: [4], classes: 2)
    #expect(throws: AttributionError.blocksOfVector) {
      try RISE.Configuration(grid: .init(height: 1, width: 2)).bound(to: table)
    }
    #expect(
      throws: AttributionError.outOfRange(
        setting: "shown", found: "1", range: "from 0.01 to 0.99")
    ) { try RISE.Configuration(shown: 1).bound(to: table) }
  }
}
