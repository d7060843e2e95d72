import LimnAttribution
import LimnCore
import LimnFigures
import LimnGraphics
import Testing

@Suite struct PanelTests {
  @Test(arguments: [
    InputShape.image(height: 8, width: 8), .image(height: 28, width: 28),
    .image(height: 5, width: 12), .image(height: 1, width: 1), .vector(4), .vector(64),
  ])
  func textsNeverOverlapNorLeaveTheFigure(shape: InputShape) throws {
    for count in 1...Sample.methods.count {
      let panel = try Panel(Sample.explanation(methods: count, shape: shape))
      let texts = try panel.drawnTexts()
      for (a, b) in DrawnText.overlaps(among: texts) {
        Issue.record("\(a.text) overlaps \(b.text) with \(count) methods of \(shape)")
      }
      let whole = Rect(origin: Point(0, 0), size: panel.size)
      for text in texts where !whole.contains(text.box) {
        Issue.record("\(text.text) leaves the figure with \(count) methods of \(shape)")
      }
    }
  }

  @Test func saysWhatAReaderNeeds() throws {
    let shape = InputShape.image(height: 8, width: 8)
    let panel = try Panel(Sample.explanation(methods: 3, shape: shape))
    let text = try panel.drawnTexts().map(\.text).joined(separator: " ")
    for fact in [
      "Digit 17: predicted 3 with probability 93.1%, labelled 8", "logit of 3 − logit of 8",
      "f(x) = 11.23, f(x′) = −0.5.", "Baseline x′: zeros", "embedded digits model",
      "Integrated Gradients", "LIME ⚠", "SHAP ⚠", "completeness gap −", "R² 0.412",
      "2176 evaluations", "largest standard error 0.30", "sign uncertain at", "rule exact",
      "contribution to the logit of 3 − logit of 8 (logit)", "against", "for",
      "sign not certain at 95%", "outline of the input", "⚠ LIME: the surrogate explains 41%",
    ] { #expect(text.contains(fact), "\(fact)") }
  }

  @Test func oneColourBarForOneUnitAndOneForEachOther() throws {
    let shape = InputShape.image(height: 8, width: 8)
    func bars(_ count: Int) throws -> Int {
      let texts = try Panel(Sample.explanation(methods: count, shape: shape)).drawnTexts()
      // A signed bar has "against" or "lowers" at its end; the others start at zero.
      return texts.count { ["against", "lowers"].contains($0.text) }
    }
    #expect(try bars(1) == 1)
    #expect(try bars(3) == 1)
    #expect(try bars(4) == 1)
    #expect(try bars(6) == 2)
    let text = try Panel(Sample.explanation(methods: 4, shape: shape)).drawnTexts()
      .map(\.text).joined(separator: " ")
    #expect(text.contains("Saliency: size of the slope of the logit of 3"))
  }

  @Test(arguments: FigureFormat.allCases)
  func sameExplanationSameBytes(format: FigureFormat) throws {
    let explanation = try Sample.explanation(methods: 3, shape: .image(height: 8, width: 8))
    let bytes = try Panel(explanation).render(as: format, text: explanation.record)
    #expect(try Panel(explanation).render(as: format, text: explanation.record) == bytes)
  }

  @Test func theFileRecordsHowItWasMade() throws {
    let explanation = try Sample.explanation(methods: 2, shape: .image(height: 8, width: 8))
    let bytes = try Panel(explanation).render(as: .png, text: explanation.record)
    #expect(
      try PNG.decode(bytes).text == [
        PNG.Text("Software", "Limn"), PNG.Text("Title", "Digit 17"),
        PNG.Text("Model", "embedded digits model"),
        PNG.Text("Objective", "logit of 3 − logit of 8"), PNG.Text("Baseline", "zeros"),
        PNG.Text("Seed", "42"),
      ])
  }
}

@Suite struct ExplanationTests {
  private static let shape = InputShape.image(height: 2, width: 2)

  private static func attribution(_ values: [Double], errors: [Double]? = nil) -> Attribution {
    Attribution(
      method: "shap", objective: .logit(0), shape: shape, values: values, standardErrors: errors,
      scoreAtInput: 1, scoreAtBaseline: 0, evaluations: 1)
  }

  @Test func whatIsNotFiniteIsRefused() {
    #expect(throws: FigureError.nonFinite(in: "shap", index: 2)) {
      try Sample.explanation([Self.attribution([0, 1, .nan, 2])])
    }
    #expect(throws: FigureError.nonFinite(in: "standard errors of shap", index: 1)) {
      try Sample.explanation([Self.attribution([0, 1, 2, 3], errors: [0, .infinity, 0, 0])])
    }
    #expect(throws: FigureError.nonFinite(in: "input", index: 3)) {
      try Sample.explanation([Self.attribution([0, 1, 2, 3])], input: [0, 0, 0, .nan])
    }
    #expect(throws: FigureError.nonFinite(in: "shap", index: 0)) {
      try SharedScales(of: [Self.attribution([.infinity, 1, 2, 3])])
    }
  }

  @Test func shapesMustAgree() {
    let other = Sample.attribution("lime", shape: .image(height: 3, width: 3))
    #expect(
      throws: FigureError.shapeMismatch(method: "lime", found: other.shape, expected: Self.shape)
    ) { try Sample.explanation([Self.attribution([0, 1, 2, 3]), other]) }
    #expect(throws: FigureError.nothingToShow) {
      try Explanation(
        name: "x", model: "m", input: [], prediction: try Sample.prediction(), baseline: "zeros",
        attributions: [])
    }
  }

  @Test func scalesAreSharedWhereUnitsMatch() throws {
    let shape = InputShape.image(height: 8, width: 8)
    let small = Sample.attribution("shap", shape: shape, seed: 1)
    let large = Sample.attribution("lime", shape: shape, seed: 2)
    let slope = Sample.attribution("saliency", shape: shape, quantity: .slopeMagnitude, seed: 3)
    let scales = try SharedScales(of: [small, large, slope])
    let largest = (small.values + large.values).map(abs).max()
    #expect(try scales.scale(of: small).range.upperBound == largest)
    #expect(try scales.scale(of: small) == scales.scale(of: large))
    #expect(try scales.scale(of: slope).range == 0...(slope.values.max() ?? 0))
    let probability = Sample.attribution("shap", shape: shape, objective: .probability(3))
    #expect(throws: FigureError.noScale(method: "shap")) { try scales.scale(of: probability) }
  }

  @Test func aSignIsUncertainWithin196StandardErrors() {
    let attribution = Self.attribution([1.95, -1.95, 1.97, 0], errors: [1, 1, 1, 0])
    #expect(
      attribution.values.indices.map(attribution.signIsUncertain) == [true, true, false, false])
    #expect(attribution.uncertainSigns == 2)
  }
}
