import Foundation
import LimnAttribution
import LimnCore
import LimnFigures
import LimnGraphics
import Testing

private let shape = InputShape.image(height: 3, width: 4)

@Suite struct HeatmapTests {
  private static let attribution = Sample.attribution("shap", shape: shape, isSampled: true)

  @Test func everyValueIsABlockOfItsColour() throws {
    let scale = try ColorScale.symmetric(around: Self.attribution.values)
    let bytes = try Heatmap(Self.attribution, scale: scale).png(pixelSize: 7)
    let image = try PNG.decode(bytes)
    #expect((image.width, image.height) == (28, 21))
    for row in 0..<21 {
      for column in 0..<28 {
        let value = Self.attribution.values[row / 7 * 4 + column / 7]
        let (red, green, blue) = try scale.color(of: value).bytes
        #expect(Array(image.raster[row, column]) == [red, green, blue, 255])
      }
    }
  }

  @Test func theFileRecordsHowItWasMade() throws {
    let scale = try ColorScale.symmetric(limit: 4)
    let explanation = try Sample.explanation([Self.attribution])
    let record = explanation.record(of: Self.attribution, scale: scale)
    let image = try PNG.decode(
      Heatmap(Self.attribution, scale: scale).png(pixelSize: 1, text: record))
    let said = Dictionary(uniqueKeysWithValues: image.text.map { ($0.keyword, $0.text) })
    #expect(said["Method"] == "shap")
    #expect(said["Seed"] == "42")
    #expect(said["Baseline"] == "zeros")
    #expect(said["Objective"] == "logit of 3 − logit of 8")
    #expect(said["Scale"] == "-4.0 to 4.0, contribution to the logit of 3 − logit of 8 (logit)")
    #expect(said["Option rule"] == "exact")
  }

  /// A contribution is shared out over a pixel's channels; a drop or a map's evidence is the whole pixel's
  /// in each of them.
  @Test func aColourPixelIsItsChannelsSumOrMean() {
    func pixels(_ quantity: Quantity, _ rule: ChannelRule) -> [Double] {
      rule.pixels(
        of: Attribution(
          method: "m", objective: .logit(0), shape: .image(channels: 3, height: 1, width: 2),
          quantity: quantity, values: [1, -2, 1, -2, 4, -2], scoreAtInput: 0, scoreAtBaseline: 0,
          evaluations: 1))
    }
    for quantity in [Quantity.contribution, .slope, .slopeMagnitude] {
      #expect(pixels(quantity, .sum) == [6, -6])
    }
    for quantity in [Quantity.drop, .evidence, .contrast] {
      #expect(pixels(quantity, .sum) == [2, -2])
      #expect(pixels(quantity, .absolute) == [2, 2])
    }
    #expect(
      ChannelRule.sum.measure("drop", of: .drop, channels: 3) == "drop"
        && ChannelRule.sum.measure("part", of: .contribution, channels: 3)
          == "part, summed over channels"
    )
  }

  @Test func aVectorHasNoHeatmap() throws {
    let attribution = Sample.attribution("shap", shape: .vector(4))
    let scale = try ColorScale.symmetric(limit: 9)
    #expect(throws: FigureError.unsuitableShape(.vector(4))) {
      try Heatmap(attribution, scale: scale)
    }
    #expect(throws: FigureError.unsuitableShape(.vector(4))) {
      try TerminalPreview(Sample.explanation([attribution]), palette: .plain)
    }
  }

  @Test func inkIsDarkWhereTheInputIsLarge() throws {
    let raster = try Heatmap(input: [0, 8, 16, 4], shape: .image(height: 2, width: 2)).raster
    #expect(raster[0, 0].allSatisfy { $0 == 255 })
    let brightness = [raster[0, 0], raster[1, 1], raster[0, 1], raster[1, 0]].map { $0.first ?? 0 }
    #expect(brightness == brightness.sorted(by: >))
    #expect(Set(brightness).count == 4)
  }

  @Test func anEnormousMagnificationIsRefused() throws {
    let heatmap = try Heatmap(Self.attribution, scale: .symmetric(limit: 9))
    #expect(throws: GraphicsError.imageTooLarge(width: 40_000, height: 30_000)) {
      try heatmap.png(pixelSize: 10_000)
    }
    for size in [0, -1, Int.max] {
      #expect(throws: FigureError.self) { try heatmap.png(pixelSize: size) }
    }
  }

  /// Without a scale it is the attribution's own, as for a set of which it is the only one.
  @Test(arguments: [Quantity.contribution, .slopeMagnitude])
  func aPictureAloneHasItsOwnScale(quantity: Quantity) throws {
    let attribution = Sample.attribution(
      "m", shape: .image(channels: 3, height: 4, width: 5), quantity: quantity)
    for rule in ChannelRule.allCases {
      let scale = try SharedScales(of: [attribution], channels: rule).scale(of: attribution)
      #expect(
        try Heatmap(attribution, channels: rule)
          == Heatmap(attribution, scale: scale, channels: rule))
    }
  }

  @Test func anInputOfAnotherSizeIsRefused() {
    #expect(throws: FigureError.valueCount(of: "values", found: 3, expected: 4)) {
      try Heatmap(input: [1, 2, 3], shape: .image(height: 2, width: 2))
    }
  }

  /// Written whole under the format of its name; of an unknown one nothing.
  @Test func picturesAndFiguresAreWrittenToFiles() throws {
    let place = try FileManager.default.url(
      for: .itemReplacementDirectory, in: .userDomainMask,
      appropriateFor: FileManager.default.temporaryDirectory, create: true)
    let folder = place.path
    defer {
      do { try FileManager.default.removeItem(at: place) } catch { Issue.record(error) }
    }
    let heatmap = try Heatmap(Self.attribution)
    try heatmap.write(to: "\(folder)/a.png", pixelSize: 3)
    #expect(try FileBytes.read("\(folder)/a.png") == heatmap.png(pixelSize: 3))
    let figure = try AttributionBars(
      Sample.attribution("m", shape: .vector(3)), input: [1, 2, 3])
    for (name, start) in [("b.png", "\u{89}PNG"), ("b.svg", "<?xml"), ("b.pdf", "%PDF")] {
      try figure.write(to: "\(folder)/\(name)")
      let bytes = try FileBytes.read("\(folder)/\(name)")
      #expect(
        bytes.starts(with: start == "\u{89}PNG" ? [0x89, 0x50, 0x4E, 0x47] : Array(start.utf8)))
    }
    #expect(throws: GraphicsError.self) { try figure.write(to: "\(folder)/b.bmp") }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        == ["a.png", "b.pdf", "b.png", "b.svg"])
  }
}

@Suite struct HeatmapOverlayTests {
  /// The same values with and without errors: only pixels of uncertain sign look different, and each
  /// of them does.
  @Test func uncertainPixelsAndNoOthersAreHatched() throws {
    let values = [2.0, -0.1, 0.3, -2, 0, 1.5, -0.2, 0.1, 1, -1, 0.5, -0.5]
    func attribution(errors: [Double]?) -> Attribution {
      Attribution(
        method: "shap", objective: .logit(0), shape: shape, values: values, standardErrors: errors,
        scoreAtInput: 1, scoreAtBaseline: 0, evaluations: 1)
    }
    let scale = try ColorScale.symmetric(limit: 2)
    let errors = [0.1, 0.1, 0.1, 0.1, 0, 0.1, 0.2, 0.2, 0.6, 0.1, 0.1, 0.5]
    // Blank, so that no outline is drawn.
    let input = [Float](repeating: 0, count: 12)
    func raster(_ errors: [Double]?) throws -> Raster {
      try HeatmapOverlay(attribution(errors: errors), on: input, scale: scale, pixelSize: 16)
        .raster(scale: 1)
    }
    let (plain, hatched) = (try raster(nil), try raster(errors))
    for index in values.indices {
      // The block without its rim, where a neighbour's line ends may show.
      let rows = index / 4 * 16 + 2..<index / 4 * 16 + 14
      let columns = index % 4 * 16 + 2..<index % 4 * 16 + 14
      let changed = rows.contains { row in
        columns.contains { !plain[row, $0].elementsEqual(hatched[row, $0]) }
      }
      #expect(changed == (abs(values[index]) < 1.96 * errors[index]), "pixel \(index)")
    }
  }

  @Test func theInputsOutlineIsDrawn() throws {
    let attribution = Sample.attribution("shap", shape: .image(height: 8, width: 8))
    let scale = try ColorScale.symmetric(around: attribution.values)
    func raster(_ input: [Float]) throws -> Raster {
      try HeatmapOverlay(attribution, on: input, scale: scale, pixelSize: 20).raster(scale: 1)
    }
    var square = [Float](repeating: 0, count: 64)
    for row in 2..<6 { for column in 2..<6 { square[8 * row + column] = 1 } }
    let (blank, outlined) = (try raster([Float](repeating: 3, count: 64)), try raster(square))
    // Half-way between the centres of pixels 1 and 2 lies their border, at 40: dark there.
    #expect(outlined[80, 39].allSatisfy { $0 < 150 })
    #expect(outlined[80, 40].allSatisfy { $0 < 150 })
    #expect(outlined[80, 80].elementsEqual(blank[80, 80]))
    #expect(outlined[10, 10].elementsEqual(blank[10, 10]))
  }
}
