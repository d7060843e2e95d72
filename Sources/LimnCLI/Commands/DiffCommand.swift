import ArgumentParser
import Limn

/// `limn diff`.
struct DiffCommand: StoppableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show what differs between two models: structure, shapes and weights.",
    discussion: """
      Operations are paired in execution order. For each pair the kind, the setting, the shape \
      of the output and the inputs are compared, then every weight: its norms, the norm of the \
      change, and the value that moved most. Node names do not count.

      Examples:

        limn diff before.onnx after.onnx
        limn diff before.onnx after.onnx --output diff.svg

      The exit status is 0 whether or not the models differ; --json has "identical".
      """)

  @Argument(
    help: ArgumentHelp("An ONNX file.", valueName: "before.onnx"),
    completion: .file(extensions: ["onnx"]))
  var before: String

  @Argument(
    help: ArgumentHelp("The ONNX file to compare with it.", valueName: "after.onnx"),
    completion: .file(extensions: ["onnx"]))
  var after: String

  @Option(
    help: ArgumentHelp(
      "Draw the two side by side; the file's extension, .png, .svg or .pdf, is its format.",
      valueName: "file"),
    completion: .file(extensions: ["png", "svg", "pdf"]))
  var output: String?

  @OptionGroup var general: GeneralOptions

  func run(until cancellation: Cancellation) throws {
    try OwnFile.requireApart(writes: [output], reads: [before, after])
    let work = Work.serial(cancellation: cancellation)
    // Read both before anything is written.
    let models = try [before, after].map { path in
      try work.checkpoint()
      return (name: lastComponent(of: path), network: try ONNXModel.read(path: path).network)
    }
    let file = try FigureFile(path: output)
    let difference = try NetworkDifference(
      from: models[0].network, to: models[1].network, work: work)
    let names = (before: models[0].name, after: models[1].name)
    try file.write { DifferenceFigure(difference, before: names.before, after: names.after) }
    let table = DifferenceTable(difference, before: names.before, after: names.after)
    var text = table.text
    if let output { text = text + TerminalText(["Written to \(output)"]) }
    try general.show(
      DifferenceDocument(difference, before: names.before, after: names.after, figure: output),
      text: text)
  }
}
