import LimnAttribution
import LimnCore
import LimnFigures
import LimnGraphics
import Testing

/// Pictures of many rows of a table.
@Suite struct TableFigureTests {
  /// Rows of a function whose parts are known: `x0 + 3·x1·x2` against a mean of 0, each of two factors
  /// with half of their product.
  private func table(
    rows: Int = 300, features: Int = 4, names: [String]? = nil, targets: Int = 1
  ) throws -> AttributedRows {
    var stream = RandomStream(seed: 1)
    let inputs = Matrix(rows: rows, columns: features) { target in
      for i in target.indices { target[i] = Float(stream.normal()) }
    }
    let values = Matrix(rows: rows, columns: features) { target in
      for row in 0..<rows {
        let x = inputs[row: row].map { $0 }
        for feature in 0..<features {
          target[row * features + feature] =
            switch feature {
            case 0: x[0]
            case 1, 2: 1.5 * x[1] * x[2]
            default: 0
            }
        }
      }
    }
    return try AttributedRows(
      method: "shap", quantity: .contribution,
      scoreNames: (0..<targets).map { targets == 1 ? "price" : "logit of kind \($0)" },
      featureNames: names ?? (0..<features).map { "feature \($0)" }, inputs: inputs,
      values: values,
      rows: (0..<rows).map { row in
        let sum = values[row: row].reduce(0) { $0 + Double($1) }
        return AttributedRows.Row(
          name: "row \(row)", base: 2, score: 2 + sum, target: row % targets)
      })
  }

  @Test func importanceIsTheMeanSizeWithItsError() throws {
    let table = try table()
    let importance = table.importance
    let sizes = (0..<300).map { abs(Double(table.values[$0, 1])) }
    let mean = sizes.reduce(0, +) / 300
    let variance = sizes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 299
    #expect(abs(importance.means[1] - mean) < 1e-12)
    #expect(abs(importance.standardErrors[1] - (variance / 300).squareRoot()) < 1e-12)
    #expect(importance.order.last == 3 && importance.means[3] == 0)
    let several = try self.table(targets: 3).importance
    for feature in 0..<4 {
      let parts = several.targets.reduce(0) { $0 + several.share(of: $1)[feature] }
      #expect(abs(parts - several.means[feature]) < 1e-12)
    }
  }

  @Test func thePartnerIsTheOtherFactor() throws {
    let table = try table()
    #expect(table.strongestPartner(of: 1) == 2)
    #expect(table.strongestPartner(of: 2) == 1)
    // Its values are a line of itself: within a tenth of the rows others take away next to nothing, and
    // nothing at all of a constant.
    #expect(table.strongestPartner(of: 3) == nil)
  }

  /// No text leaves a figure, and none lies on another, with few features and many, long and Chinese names,
  /// one output and seven.
  @Test(arguments: [(4, 1), (13, 3), (30, 7), (200, 1)])
  func textsHaveTheirOwnPlaces(features: Int, targets: Int) throws {
    let names = (0..<features).map { feature in
      switch feature % 3 {
      case 0: "房屋面积（平方米）\(feature)"
      case 1: "a very long name of a feature that no axis has room for, number \(feature)"
      default: "x\(feature)"
      }
    }
    let table = try table(rows: 70, features: features, names: names, targets: targets)
    let figures: [any Figure] = [
      try ImportanceFigure(
        [
          ImportanceFigure.Content(
            method: "shap", measure: "mean size of the contribution",
            importance: table.importance,
            targetNames: (0..<targets).map { "kind \($0)" })
        ], featureNames: names, title: "Which features matter"),
      try BeeswarmFigure(table, title: "How they act"),
      try WaterfallFigure(table, row: 3, title: "Why row 3?"),
      try DependenceFigure(table, feature: 1, title: names[1]),
      try RowsHeatmapFigure(table, title: "All rows"),
      try FitFigure(
        (0..<targets).map { target in
          try FitFigure.Output(
            name: names[target], predicted: (0..<70).map { 1e6 * Double($0 + target) },
            targets: (0..<70).map { 1e6 * Double(($0 * 7) % 71) })
        }, rowNames: (0..<70).map { "\(names[$0 % features]) \($0)" }, title: names[1]),
    ]
    for figure in figures {
      let texts = try figure.drawnTexts()
      let page = Rect(x: 0, y: 0, width: figure.size.width, height: figure.size.height)
      for (index, text) in texts.enumerated() {
        #expect(page.contains(text.box), "\(type(of: figure)): \(text.text)")
        for other in texts[(index + 1)...] {
          #expect(
            !text.box.inset(by: 0.5).overlaps(other.box.inset(by: 0.5)),
            "\(type(of: figure)): \(text.text) on \(other.text)")
        }
      }
    }
  }

  /// A feature of 0 and 1 has marks at these alone, and a note that its dots stand side by side.
  @Test func aFeatureOfFewValuesIsMarkedAtThem() throws {
    let whole = try table()
    func texts(_ value: (Float) -> Float) throws -> [String] {
      let table = try AttributedRows(
        method: "shap", quantity: .contribution, scoreNames: ["price"],
        featureNames: whole.featureNames, inputs: whole.inputs.map(value), values: whole.values,
        rows: whole.rows)
      return try DependenceFigure(table, feature: 0, title: "kind").drawnTexts().map(\.text)
    }
    let few = try texts { $0 > 0 ? 1 : 0 }
    #expect(few.contains("0") && few.contains("1") && !few.contains("0.5"), "\(few)")
    #expect(few.contains { $0.contains("spread sideways") })
    let many = try texts { $0 }
    #expect(!many.contains { $0.contains("spread sideways") })
  }

  /// A feature, a row or a number of features that there is not is refused.
  @Test func whatATableDoesNotHaveIsRefused() throws {
    let table = try table(rows: 5, features: 3)
    for number in [-1, 3] {
      #expect(throws: FigureError.outOfRange("a feature's number", found: number, range: 0...2)) {
        try DependenceFigure(table, feature: number, title: "")
      }
      #expect(throws: FigureError.outOfRange("a feature's number", found: number, range: 0...2)) {
        try DependenceFigure(table, feature: 0, colour: number, title: "")
      }
    }
    for row in [-1, 5] {
      #expect(throws: FigureError.outOfRange("a row's number", found: row, range: 0...4)) {
        try WaterfallFigure(table, row: row, title: "")
      }
    }
    let none = FigureError.outOfRange(
      "the number of features to show", found: 0, range: 1...Int.max)
    #expect(throws: none) { try BeeswarmFigure(table, title: "", strongest: 0) }
    #expect(throws: none) { try RowsHeatmapFigure(table, title: "", strongest: 0) }
    #expect(throws: none) { try WaterfallFigure(table, row: 0, title: "", strongest: 0) }
    #expect(none.description == "the number of features to show must be at least 1, not 0.")
    #expect(throws: FigureError.valueCount(of: "true numbers", found: 1, expected: 2)) {
      try FitFigure.Output(name: "", predicted: [1, 2], targets: [1])
    }
  }

  /// By hand: off by +1, −1, +2 and 0 of true numbers 1, 2, 3 and 6 around their mean of 3.
  @Test func aFitIsStatedInTheUnitOfItsNumber() throws {
    let output = try FitFigure.Output(
      name: "价格 (万元)", predicted: [2, 1, 5, 6], targets: [1, 2, 3, 6])
    #expect(output.fit?.meanError == 0.5 && output.fit?.rootMeanSquaredError == 1.5.squareRoot())
    let texts = try FitFigure(
      [output], rowNames: ["a", "b", "c", "d"], title: "m.onnx on t.csv"
    ).drawnTexts().map(\.text)
    let all = texts.joined(separator: " ")
    // 1 − 6/14.
    #expect(
      all.contains("R² 0.571. Root mean squared error 1.225, mean absolute error 1"), "\(all)")
    #expect(all.contains("in the unit of ") && all.contains("on average 0.5 too high"))
    #expect(all.contains("Farthest off: ") && all.contains("(+2)") && !all.contains("(0)"))
    #expect(texts.contains("predicted") && texts.contains("predicted − true"))
    #expect(texts.contains { $0.hasPrefix("true ") && $0.contains("价格") })
    let same = try FitFigure.Output(name: "x", predicted: [1, 2], targets: [3, 3])
    let undefined = try FitFigure([same], title: "t").drawnTexts().map(\.text)
    #expect(undefined.joined(separator: " ").contains("R² is undefined"))
    #expect(throws: FigureError.nothingToShow) { try FitFigure([], title: "t") }
    #expect(throws: FigureError.nonFinite(in: "the true numbers of x", index: 1)) {
      try FitFigure([.init(name: "x", predicted: [1, 2], targets: [3, .nan])], title: "t")
    }
  }

  @Test func theStepsLeadFromTheBaseToTheScoreAndNameTheRest() throws {
    let table = try table(features: 30)
    let texts = try WaterfallFigure(table, row: 0, title: "Why?", strongest: 2).drawnTexts()
      .map(\.text)
    #expect(texts.contains("28 other features"))
    #expect(texts.contains("without its features 2.000"), "\(texts)")
    #expect(texts.contains { $0.hasPrefix("price ") })
    #expect(!texts.contains("not attributed"))
  }

  @Test func whatIsNotSharedOutIsAStepOfItsOwn() throws {
    let whole = try table()
    let gap = try AttributedRows(
      method: "lime", quantity: .contribution, scoreNames: ["price"],
      featureNames: whole.featureNames, inputs: whole.inputs, values: whole.values,
      rows: whole.rows.map {
        AttributedRows.Row(name: $0.name, base: $0.base, score: $0.score + 5, target: 0)
      })
    let texts = try WaterfallFigure(gap, row: 0, title: "Why?").drawnTexts().map(\.text)
    #expect(texts.contains("not attributed") && texts.contains("+5.00"), "\(texts)")
    let slopes = try AttributedRows(
      method: "saliency", quantity: .slope, scoreNames: ["price"],
      featureNames: whole.featureNames, inputs: whole.inputs, values: whole.values,
      rows: whole.rows)
    #expect(throws: FigureError.notShares(method: "saliency")) {
      try WaterfallFigure(slopes, row: 0, title: "Why?")
    }
  }
}
