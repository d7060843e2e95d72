import LimnAttribution
import LimnCore
import LimnData
import LimnEvaluation
import LimnGraphics
import LimnONNX
import LimnReports
import Testing

@Suite struct EvaluationFigureTests {
  /// Nine digits, explained in several ways; saliency has no value in some of the metrics.
  private func table(methods: Int, areBound: Bool = true) throws -> EvaluationTable {
    let network = try EmbeddedModel.network()
    let inputs = Digits.all.inputs.rows(0..<9)
    let all: [any Attributor] = [
      try IntegratedGradients(network), try Saliency(network), try GradientTimesInput(network),
      try SmoothGrad(network), try VarGrad(network),
    ]
    return try Evaluation().table(
      of: all.prefix(methods).map { EvaluatedMethod(areBound ? $0 : Unbound(method: $0)) },
      on: try ExplainedBatch(
        model: network, inputs: inputs,
        objectives: network.scores(of: inputs).argmaxOfRows().map { .logit($0) }),
      work: Work(workers: 2))
  }

  @Test(arguments: [1, 2, 5])
  func textsNeverOverlapNorLeaveTheFigure(methods: Int) throws {
    let figure = try EvaluationFigure(table(methods: methods), title: "9 digits")
    let texts = try figure.drawnTexts()
    for (a, b) in DrawnText.overlaps(among: texts) {
      Issue.record("\(a.text) overlaps \(b.text)")
    }
    let whole = Rect(origin: Point(0, 0), size: figure.size)
    for text in texts where !whole.contains(text.box) {
      Issue.record("\(text.text) leaves the figure")
    }
  }

  /// A method without a value from which it could be bound to another network.
  private struct Unbound: Attributor {
    let method: any Attributor
    var name: String { method.name }

    func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
      -> [Attribution]
    {
      try method.attributions(of: inputs, objectives: objectives, work: work)
    }
  }

  @Test func saysWhatAReaderNeeds() throws {
    let figure = try EvaluationFigure(
      table(methods: 2, areBound: false), title: "9 digits")
    let text = try figure.drawnTexts().map(\.text).joined(separator: " ")
    for fact in [
      "9 digits", "integrated-gradients: deletion", "saliency: insertion", "random control",
      "deletion ↓", "insertion ↑", "max sensitivity ↓", "no value", "lower is better",
    ] { #expect(text.contains(fact), "\(fact)") }
    // Without a way to bind the methods to another network there is nothing to show.
    #expect(!text.contains("parameter randomisation ↓"))
  }
}
