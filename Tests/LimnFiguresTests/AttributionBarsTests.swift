import LimnAttribution
import LimnCore
import LimnFigures
import LimnGraphics
import Testing

@Suite struct AttributionBarsTests {
  private static func attribution(_ values: [Double], errors: [Double]? = nil) -> Attribution {
    Attribution(
      method: "shap", objective: .logit(0), shape: .vector(values.count), values: values,
      standardErrors: errors, scoreAtInput: 1, scoreAtBaseline: 0, evaluations: 1)
  }

  @Test func theStrongestComeFirstAndTheRestIsStated() throws {
    let bars = try AttributionBars(
      Self.attribution([0.1, -3, 2, 0, -0.5]), input: [1, 2.5, 0, 4, 5],
      featureNames: ["ash", "hue", "alcohol", "proline", "colour"], strongest: 3)
    let texts = try bars.drawnTexts()
    let rows = texts.filter { $0.text.contains("=") }.sorted { $0.box.minY < $1.box.minY }
    #expect(rows.map(\.text) == ["hue = 2.5", "alcohol = 0", "colour = 5"])
    #expect(texts.contains { $0.text == "the strongest 3 of 5 features" })
  }

  @Test func aShortListIsWholeAndSaysNothing() throws {
    let bars = try AttributionBars(Self.attribution([0.5, -0.5]), input: [1, 2])
    let texts = try bars.drawnTexts().map(\.text)
    #expect(texts.contains("feature 0 = 1"))
    #expect(texts.contains("feature 1 = 2"))
    #expect(!texts.contains { $0.contains("strongest") })
  }

  /// Bars of positive and negative values reach to opposite sides of zero in opposite colours.
  @Test func signsHaveSidesAndColours() throws {
    let bars = try AttributionBars(Self.attribution([2, -2]), input: [0, 0])
    let raster = try bars.raster(scale: 1)
    func reddest(_ row: Int) -> [Int] {
      (0..<raster.width).filter {
        let pixel = Array(raster[row, $0])
        return Int(pixel[0]) > Int(pixel[2]) + 60
      }
    }
    func bluest(_ row: Int) -> [Int] {
      (0..<raster.width).filter {
        let pixel = Array(raster[row, $0])
        return Int(pixel[2]) > Int(pixel[0]) + 60
      }
    }
    let (red, blue) = (reddest(7), bluest(22))
    #expect(red.count > 80 && blue.count > 80)
    #expect(try #require(red.first) >= #require(blue.last))
    #expect(bluest(7).isEmpty && reddest(22).isEmpty)
  }

  @Test func allZeroIsDrawnAsZero() throws {
    let bars = try AttributionBars(Self.attribution([0, 0, 0]), input: [1, 2, 3])
    #expect(try bars.drawnTexts().contains { $0.text == "feature 2 = 3" })
  }

  @Test func namesMustMatch() {
    #expect(throws: FigureError.self) {
      try AttributionBars(Self.attribution([1, 2]), input: [1, 2], featureNames: ["one"])
    }
    #expect(throws: FigureError.nonFinite(in: "shap", index: 1)) {
      try AttributionBars(Self.attribution([1, .nan]), input: [1, 2])
    }
  }
}
