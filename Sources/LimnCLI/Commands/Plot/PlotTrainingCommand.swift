import ArgumentParser
import Limn

/// `limn plot training`.
struct PlotTrainingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "training",
    abstract: "Draw the curves of a training run, or of several in one figure, with a diagnosis.",
    discussion: """
      A history comes from limn train --history. Examples:

        limn plot training history.json --output training.png
        limn plot training history-sgd.json history-adam.json --output comparison.svg

      The diagnosis is printed, in words or with --json.
      """)

  @Argument(
    help: ArgumentHelp("Histories; several are compared.", valueName: "history.json"),
    completion: .file(extensions: ["json"]))
  var histories: [String]

  @OptionGroup(title: "Output") var figure: FigureOptions

  @OptionGroup var general: GeneralOptions

  func run() throws {
    let format = try figure.format()
    let runs = try Self.names(of: histories).enumerated().map { index, name in
      TrainingRun(name: name, history: try TrainingHistory(path: histories[index]))
    }
    let title = "Training of \(runs.map(\.name).joined(separator: ", "))"
    let bytes = try TrainingFigure(runs).render(
      as: format, scale: figure.scale,
      text: [PNG.Text("Software", "Limn"), PNG.Text("Title", title)])
    try AtomicFile.write(bytes, to: figure.output)
    let diagnoses = runs.map(RunDiagnosis.init)
    try general.show(
      PlotDocument(figure: figure.output, content: ["runs": diagnoses]),
      text: TerminalText(diagnoses.flatMap { $0.lines(isOneOfSeveral: runs.count > 1) })
        + figure.written)
  }

  /// The names of the files, with their folders if two have the same name.
  static func names(of paths: [String]) -> [String] {
    let last = paths.map { path in
      path.split(separator: "/").last.map(String.init) ?? path
    }
    return Set(last).count == last.count ? last : paths
  }
}

/// The diagnosis of a run in words.
struct RunDiagnosis: Encodable {
  let run: String
  let findings: [Finding]
  /// The rules that could not judge the run, and the reasons.
  let reservation: String?
  private let sentences: [String]

  struct Finding: Encodable {
    /// "overfitting".
    let kind: String
    let epoch: Int
    let sentence: String
  }

  private enum CodingKeys: CodingKey { case run, findings, reservation }

  init(_ run: TrainingRun) {
    let diagnosis = Diagnosis(of: run.history)
    self.run = run.name
    sentences = diagnosis.sentences(on: run.history)
    findings = zip(diagnosis.findings, sentences).map {
      Finding(kind: $0.kind.rawValue, epoch: $0.epoch, sentence: $1)
    }
    reservation = diagnosis.reservation
  }

  func lines(isOneOfSeveral: Bool) -> [String] {
    let prefix = isOneOfSeveral ? "\(run): " : ""
    return (sentences + [reservation].compactMap { $0 }).map { prefix + $0 }
  }
}

extension TrainingHistory {
  /// - Throws: `FileError`, ``CommandError/badHistory(file:reason:)``.
  init(path: String) throws {
    do {
      try self.init(json: FileBytes.read(path))
    } catch TrainingError.malformedHistory(let reason) {
      throw CommandError.badHistory(file: path, reason: reason)
    }
  }
}
