import LimnAttribution
import LimnCore
import LimnFigures
import LimnGraphics
import Testing

/// Which attributions share a colour scale, and how far it reaches.
@Suite struct SharedScalesTests {
  private func attribution(
    _ values: [Double], _ objective: Objective = .logit(0), quantity: Quantity = .contribution
  ) -> Attribution {
    Attribution(
      method: "m", objective: objective, shape: .vector(values.count), quantity: quantity,
      values: values, scoreAtInput: 1, scoreAtBaseline: 0, evaluations: 1)
  }

  /// The largest magnitude of all, wherever it stands.
  @Test func theLargestMagnitudeIsTheEnd() throws {
    let all = [attribution([1, -2]), attribution([0, -7]), attribution([3, 0.5])]
    for order in [[0, 1, 2], [1, 0, 2], [2, 1, 0], [0, 2, 1]] {
      let scales = try SharedScales(of: order.map { all[$0] })
      for attribution in all {
        let scale = try scales.scale(of: attribution)
        #expect(scale.range == -7...7)
        #expect(scale.map == .diverging)
      }
    }
  }

  /// A logit's and a probability's contributions have units of their own, and so have slopes; classes
  /// share one.
  @Test func oneScaleForEachUnit() throws {
    let logit = attribution([5, 1])
    let other = attribution([2, 1], .logit(3, against: 1))
    let probability = attribution([0.25, -0.1], .probability(0))
    let magnitude = attribution([0, 9], quantity: .slopeMagnitude)
    let scales = try SharedScales(of: [logit, other, probability, magnitude])
    #expect(try scales.scale(of: logit).range == -5...5)
    #expect(try scales.scale(of: other).range == -5...5)
    #expect(try scales.scale(of: probability).range == -0.25...0.25)
    // Magnitudes have no sign: from zero upwards.
    #expect(try scales.scale(of: magnitude).range == 0...9)
    #expect(try scales.scale(of: magnitude).map == .sequential)
    #expect(throws: FigureError.noScale(method: "m")) {
      try scales.scale(of: attribution([1], quantity: .slope))
    }
    #expect(throws: FigureError.nonFinite(in: "m", index: 1)) {
      try SharedScales(of: [logit, attribution([1, .infinity])])
    }
  }
}

@Suite struct AttributionBarsScaleTests {
  private func attribution(_ values: [Double], _ errors: [Double]?) -> Attribution {
    Attribution(
      method: "shap", objective: .logit(0), shape: .vector(values.count), values: values,
      standardErrors: errors, scoreAtInput: 1, scoreAtBaseline: 0, evaluations: 1)
  }

  /// How many pixels of the first row's bar are red.
  private func length(_ values: [Double], errors: [Double]?) throws -> Int {
    let bars = try AttributionBars(
      attribution(values, errors), input: [Float](repeating: 0, count: values.count))
    let raster = try bars.raster(scale: 1)
    return (0..<raster.width).count {
      let pixel = Array(raster[4, $0])
      return Int(pixel[0]) > Int(pixel[2]) + 40
    }
  }

  /// The axis holds the intervals: beside an error of twice a value that value is a fifth as long.
  @Test func intervalsLieOnTheAxis() throws {
    // Certain, so that it is not hatched: the other value's interval is what needs the room.
    let alone = try length([3, 1], errors: nil)
    let beside = try length([3, 1], errors: [0.1, (5 * 3 - 1) / 1.96])
    #expect(alone > 90)
    #expect(abs(Double(beside) - Double(alone) / 5) <= 2)
  }

  @Test func equalFeaturesKeepTheirOrder() throws {
    let bars = try AttributionBars(
      attribution([1, -1, 2, 1], nil), input: [1, 2, 3, 4], featureNames: ["a", "b", "c", "d"])
    let rows = try bars.drawnTexts().filter { $0.text.contains("=") }
      .sorted { $0.box.minY < $1.box.minY }
    #expect(rows.map(\.text) == ["c = 3", "a = 1", "b = 2", "d = 4"])
  }
}

@Suite struct OutlineSaddleTests {
  /// How many closed curves the outline is made of.
  private func curves(_ image: [Float], height: Int, width: Int) -> Int {
    struct Place: Hashable {
      let x: Int
      let y: Int

      init(_ point: Point) {
        x = Int((point.x * 1e6).rounded())
        y = Int((point.y * 1e6).rounded())
      }
    }
    var group: [Place: Int] = [:]
    for (index, segment) in Outline(of: image, height: height, width: width).segments.enumerated() {
      let ends = [Place(segment.start), Place(segment.end)]
      let known = ends.compactMap { group[$0] }
      for (place, number) in group where known.contains(number) { group[place] = index }
      for end in ends { group[end] = index }
    }
    return Set(group.values).count
  }

  /// Two pixels that touch at a corner, and a far one that sets the middle value to a half: they
  /// join where the mean of the four around the corner is above it.
  @Test(arguments: [(Float(0.05), 3), (0.3, 3), (0.45, 2)]) func theMeanDecides(
    between: Float, count: Int
  ) {
    var image = [Float](repeating: 0, count: 36)
    (image[7], image[14]) = (0.6, 0.6)
    (image[8], image[13]) = (between, between)
    image[35] = 1
    #expect(curves(image, height: 6, width: 6) == count)
  }
}
