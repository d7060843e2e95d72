import ArgumentParser
import Limn

/// Where a figure goes.
struct FigureOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The file to write; its extension, .png, .svg or .pdf, is its format.", valueName: "file"),
    completion: .file(extensions: ["png", "svg", "pdf"]))
  var output: String

  @Option(
    help: ArgumentHelp(
      "A PNG's pixels for each point of the figure; 2 for screens, 4 for print.",
      valueName: "pixels", visibility: .rare))
  var scale: Double = 2

  func validate() throws {
    guard (0.01...16).contains(scale) else {
      throw ValidationError("--scale must be from 0.01 to 16, not \(scale).")
    }
  }

  /// The format that the file's extension names: asked before anything is computed.
  ///
  /// - Throws: `GraphicsError.unknownFormat`.
  func format() throws -> FigureFormat { try FigureFormat(path: output) }

  /// What a person is told when the figure is written.
  var written: TerminalText { TerminalText(["Written to \(output)"]) }

  /// Writes the figure; a PNG records the program, `title` and the model.
  ///
  /// - Throws: what drawing and writing throw.
  func write(_ figure: some Figure, of model: NamedModel, title: String) throws {
    let bytes = try figure.render(
      as: format(), scale: scale,
      text: [
        PNG.Text("Software", "Limn"), PNG.Text("Title", title), PNG.Text("Model", model.name),
      ])
    try AtomicFile.write(bytes, to: output)
  }
}
