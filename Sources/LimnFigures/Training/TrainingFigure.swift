import LimnGraphics
import LimnTraining

/// The curves of a training run, or of several in one figure, with a diagnosis in words.
///
/// For one run: loss and accuracy on training and validation examples, gradient norm and
/// update-to-weight ratio of each layer, learning rate and dead units, with the kept epoch and the
/// findings marked. For several runs: the same quantities compared, with the same colour for a run
/// in all plots.
///
/// Values that an axis cannot show, such as NaN, leave gaps, and a line counts them.
public struct TrainingFigure: Figure {
  public let size: Size
  private let title: [String]
  private let subtitle: [String]
  private let sentences: [Sentence]
  private let notes: [String]
  private let panels: [CurvePanel]
  private let panelHeight: Double

  /// A paragraph of the diagnosis.
  private struct Sentence: Sendable {
    /// The sign before the paragraph that links it to the plots.
    enum Sign: Sendable {
      case none
      /// The finding's number.
      case number(Int)
      /// A sample of the run's line.
      case line(Stroke)
    }

    let sign: Sign
    let lines: [String]
  }

  /// The curves of one run or several.
  ///
  /// - Throws: ``FigureError/noEpochs(runs:)`` if no run has an epoch to draw,
  ///   ``FigureError/tooManyRuns(_:most:)``, `GraphicsError.badRange` for values too far apart for
  ///   any axis.
  public init(_ runs: [TrainingRun]) throws {
    guard runs.count <= TrainingPanels.mostRuns else {
      throw FigureError.tooManyRuns(runs.count, most: TrainingPanels.mostRuns)
    }
    guard let first = runs.first, runs.contains(where: { !$0.history.epochs.isEmpty }) else {
      throw FigureError.noEpochs(runs: runs.map(\.name))
    }
    let width = Self.width - 2 * Self.margin
    if runs.count == 1 {
      let diagnosis = Diagnosis(of: first.history)
      panels = try TrainingPanels.ofOne(first.history, findings: diagnosis.findings)
      title = Self.titleStyle.lines(of: first.name, width: width)
      subtitle = Self.textStyle.lines(of: first.history.summary, width: width)
      sentences = Self.sentences(
        diagnosis.sentences(on: first.history), areNumbered: !diagnosis.findings.isEmpty,
        reservation: diagnosis.reservation, width: width)
    } else {
      panels = try TrainingPanels.ofSeveral(runs)
      title = Self.titleStyle.lines(of: "\(runs.count) training runs", width: width)
      let settings = Set(runs.map(\.history.configuration.setting))
      let common = settings.count == 1 ? settings.first : nil
      subtitle = common.map { Self.textStyle.lines(of: "Each: \($0).", width: width) } ?? []
      sentences = runs.enumerated().map { index, run in
        let history = run.history
        let set = common == nil ? "\(history.configuration.setting), " : ""
        let rule = run.name == history.configuration.optimizer.name ? history.rates : history.rule
        let words = Diagnosis(of: history).sentences(on: history).joined(separator: " ")
        return Sentence(
          sign: .line(TrainingPanels.stroke(ofRun: index)),
          lines: Self.textStyle.lines(
            of: "\(run.name), \(set)\(rule). \(history.ending) \(words)",
            width: width - Self.indent))
      }
    }
    notes = panels.compactMap(\.gapSentence).flatMap { Self.noteStyle.lines(of: $0, width: width) }
    panelHeight = panels.reduce(Self.panelHeight) { max($0, $1.smallestHeight) }
    let rows = Double((panels.count + 1) / 2)
    size = Size(
      Self.width,
      2 * Self.margin + Self.height(title: title, subtitle: subtitle, sentences: sentences)
        + rows * (panelHeight + Self.gap) + Double(notes.count) * Self.noteStyle.lineHeight)
  }

  public func draw(on canvas: Canvas) {
    var y = Self.margin
    y += canvas.lines(title, at: Point(Self.margin, y), Self.titleStyle)
    y += canvas.lines(subtitle, at: Point(Self.margin, y), Self.textStyle.colored(.fadedInk))
    y += Self.smallGap
    for sentence in sentences {
      let middle = y + Self.textStyle.lineHeight / 2
      let indent: Double
      switch sentence.sign {
      case .none:
        indent = 0
      case .number(let number):
        CurvePanel.drawNumber(number, at: Point(Self.margin + 7, middle), on: canvas)
        indent = Self.indent
      case .line(let stroke):
        canvas.line(
          from: Point(Self.margin, middle), to: Point(Self.margin + 15, middle), stroke)
        indent = Self.indent
      }
      y += canvas.lines(sentence.lines, at: Point(Self.margin + indent, y), Self.textStyle)
      y += Self.sentenceGap
    }
    y += Self.gap
    let columnWidth = (Self.width - 2 * Self.margin - Self.gap) / 2
    for (index, panel) in panels.enumerated() {
      let x = Self.margin + Double(index % 2) * (columnWidth + Self.gap)
      let top = y + Double(index / 2) * (panelHeight + Self.gap)
      panel.draw(
        on: canvas, in: Rect(x: x, y: top, width: columnWidth, height: panelHeight))
    }
    y += Double((panels.count + 1) / 2) * (panelHeight + Self.gap)
    canvas.lines(notes, at: Point(Self.margin, y), Self.noteStyle)
  }

  private static let width = 1000.0
  private static let margin = 20.0
  private static let gap = 20.0
  private static let smallGap = 6.0
  private static let sentenceGap = 3.0
  private static let indent = 20.0
  private static let panelHeight = 220.0
  private static let titleStyle = TextStyle(size: 15, weight: .bold)
  private static let textStyle = TextStyle(size: 10.5)
  private static let noteStyle = TextStyle(size: 9.5, color: .fadedInk)

  private static func sentences(
    _ words: [String], areNumbered: Bool, reservation: String?, width: Double
  ) -> [Sentence] {
    let found = words.enumerated().map { index, words in
      Sentence(
        sign: areNumbered ? .number(index + 1) : .none,
        lines: textStyle.lines(of: words, width: width - (areNumbered ? indent : 0)))
    }
    let rest = reservation.map {
      Sentence(sign: .none, lines: textStyle.lines(of: $0, width: width))
    }
    return found + [rest].compactMap { $0 }
  }

  private static func height(
    title: [String], subtitle: [String], sentences: [Sentence]
  ) -> Double {
    let texts = sentences.reduce(0) {
      $0 + Double($1.lines.count) * textStyle.lineHeight + sentenceGap
    }
    return Double(title.count) * titleStyle.lineHeight
      + Double(subtitle.count) * textStyle.lineHeight + smallGap + texts + gap
  }
}
