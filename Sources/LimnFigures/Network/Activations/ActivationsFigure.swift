import LimnCore
import LimnGraphics
import LimnNetwork

/// The response of a network to one input, layer by layer: the pre-activation and the activation of
/// every unit, the units that are off, and the final answer.
public struct ActivationsFigure: Figure {
  private let page: FigurePage

  private static let barsSize = Size(410, 132)
  private static let width = 2 * 410.0 + 20
  private static let mostRanked = 3

  /// The activations of a network for one input.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - input: one row.
  ///   - name: the name of the input: "digit 17".
  ///   - label: the true class, if known.
  ///   - title: the title of the figure.
  /// - Throws: `ModelError.inputWidth`; ``FigureError/nonFinite(in:index:)`` for an input or an
  ///   activation that is not finite.
  public init(
    _ network: Network, input: [Float], name: String, label: Int? = nil, title: String
  ) throws {
    guard input.count == network.inputShape.count else {
      throw ModelError.inputWidth(found: input.count, expected: network.inputShape.count)
    }
    if let index = input.firstIndex(where: { !$0.isFinite }) {
      throw FigureError.nonFinite(in: "input", index: index)
    }
    let row = Matrix(row: input)
    let outputs = network.activations(of: row)
    let stages = network.stages
    for (stage, values) in stages.map({
      ($0, network.values(of: $0, inputs: row, outputs: outputs))
    }) {
      for matrix in [values.preActivation, values.activation].compactMap({ $0 }) {
        if let (_, unit) = matrix.firstNonFinite() {
          throw FigureError.nonFinite(in: "activations of \(stage)", index: unit)
        }
      }
    }
    let prediction = try Prediction(scores: network.scores(of: row)[row: 0], schema: network.output)
    var sections: [any FigurePart] = [
      try InputPicture(
        input, shape: network.inputShape,
        lines: Self.lines(prediction, input: input, name: name, label: label),
        width: Self.width)
    ]
    if stages.isEmpty {
      sections += try GraphActivations(of: network, outputs: outputs).sections(width: Self.width)
      sections.append(try Self.outputSection(prediction))
    }
    for stage in stages.dropFirst() {
      let values = network.values(of: stage, inputs: row, outputs: outputs)
      sections.append(
        stage.role == .output
          ? try Self.outputSection(prediction)
          : try Self.hiddenSection(
            stage, of: network, before: (values.preActivation ?? row)[row: 0].map(\.self),
            after: values.activation[row: 0].map(Double.init)))
    }
    page = FigurePage(
      title: title, subtitle: LayerDiagram.totals(of: NetworkSummary(of: network)),
      parts: sections, minimumWidth: Self.width)
  }

  public var size: Size { page.size }

  public func draw(on canvas: Canvas) throws {
    try page.draw(on: canvas)
  }
}

extension ActivationsFigure {
  private static func lines(
    _ prediction: Prediction, input: [Float], name: String, label: Int?
  ) -> [String] {
    let schema = prediction.schema
    let truth = label.map { ", labelled \(schema.className($0))" } ?? ""
    let extent = [input.reduce(.infinity, min), input.reduce(-.infinity, max)]
      .map { NumberText.trimmed(Double($0), digits: 3) }
    return [
      "Input: \(name)\(truth).", "\(input.count) values from \(extent[0]) to \(extent[1]).",
      answer(of: prediction),
    ]
  }

  /// The most probable classes of a classification; for any other task, the prediction's sentence.
  private static func answer(of prediction: Prediction) -> String {
    let schema = prediction.schema
    guard schema.task == .classification, schema.count > 1,
      let probabilities = prediction.probabilities
    else {
      let sentence = prediction.sentence
      return sentence.prefix(1).uppercased() + sentence.dropFirst() + "."
    }
    let ranked = probabilities.indices.sorted {
      probabilities[$0] == probabilities[$1]
        ? $0 < $1 : probabilities[$0] > probabilities[$1]
    }.prefix(mostRanked)
    let list = ranked.map {
      "\(schema.className($0)) with \(NumberText.percent(probabilities[$0]))"
    }
    return "Predicted: " + list.joined(separator: ", then ") + "."
  }

  private static func hiddenSection(
    _ stage: NetworkStage, of network: Network, before: [Float], after: [Double]
  ) throws -> FigureSection {
    let gate = network.layers[stage.layers].lazy.compactMap(\.elementwise).first
    let isOff = before.map { value in gate?.isShut(at: value) ?? false }
    let colors = isOff.map { $0 ? UnitBars.off : UnitBars.on }
    let off = isOff.count { $0 }
    let function = stage.activations.isEmpty ? "no activation" : stage.activations[0]
    let note =
      gate == nil
      ? "" : "\(off) of \(stage.width) units are off (grey): they pass no gradient here."
    return FigureSection(
      "\(stage): \(NumberText.grouped(stage.width)) units, \(function)", note: note,
      [
        FigureGrid(
          [
            try UnitBars(
              before.map(Double.init), title: "", axis: "pre-activation", units: "unit",
              colors: colors, size: barsSize),
            try UnitBars(
              after, title: "", axis: "activation", units: "unit", colors: colors,
              size: barsSize),
          ], width: width, gap: Size(20, 0))
      ], width: width)
  }

  private static func outputSection(_ prediction: Prediction) throws -> FigureSection {
    let schema = prediction.schema
    let count = NumberText.grouped(schema.count)
    let title: String
    let note: String
    let units: String
    switch schema.task {
    case .classification:
      (title, units) = (
        schema.count == 1 ? "output: one answer, yes or no" : "output: \(count) classes", "class"
      )
      note =
        schema.count == 1
        ? "The sigmoid of the logit gives the probability of yes."
        : "The softmax of the logits gives the probabilities; the predicted class is orange."
    case .multilabel:
      (title, units) = ("output: \(count) labels", "label")
      note =
        "The sigmoid of a logit gives the label's probability; labels that are predicted are orange."
    case .regression:
      (title, units) = (
        schema.count == 1 ? "output: a number" : "output: \(count) numbers", "output"
      )
      note = ""
    }
    let named = schema.names.map { names in
      names.prefix(mostNamed).enumerated().map { "\($0) \($1)" }.joined(separator: ", ")
        + (names.count > mostNamed ? ", …" : "")
    }
    let notes = [note, named.map { "\(units == "output" ? "Outputs" : "Names"): \($0)." } ?? ""]
    let said: Set<Int>
    switch prediction.answer {
    case .label(let label): said = schema.count > 1 ? [label] : label == 1 ? [0] : []
    case .flags(let flags): said = Set(flags)
    case .numbers: said = []
    }
    let colors = (0..<schema.count).map {
      said.contains($0) ? UnitBars.highlighted : UnitBars.on
    }
    var bars: [any FigurePart] = []
    if let logits = prediction.logits {
      bars.append(
        try UnitBars(
          logits, title: "", axis: "logit", units: units, colors: colors, size: barsSize))
    }
    if let probabilities = prediction.probabilities {
      bars.append(
        try UnitBars(
          probabilities, title: "", axis: "probability", units: units, colors: colors,
          labels: probabilities.map(NumberText.percent), range: 0...1.12, size: barsSize))
    } else {
      bars.append(
        try UnitBars(
          prediction.outputs, title: "", axis: "output", units: units, colors: colors,
          labels: prediction.outputs.map { NumberText.trimmed($0, digits: 4) }, size: barsSize))
    }
    return FigureSection(
      title, note: notes.filter { !$0.isEmpty }.joined(separator: " "),
      [FigureGrid(bars, width: width, gap: Size(20, 0))], width: width)
  }

  private static let mostNamed = 12
}
