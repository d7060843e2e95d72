import ArgumentParser
import Limn

/// The options for the file of a figure.
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

  /// The format selected by the file's extension, checked before anything is computed.
  ///
  /// - Throws: `GraphicsError.unknownFormat`.
  func format() throws -> FigureFormat { try FigureFormat(path: output) }

  /// The message after the figure has been written.
  var written: TerminalText { TerminalText(["Written to \(output)"]) }

  /// Writes the figure; a PNG records the program, `title` and the model.
  ///
  /// - Throws: the errors of drawing and writing.
  func write(_ figure: some Figure, of model: NamedModel, title: String) throws {
    let bytes = try figure.render(
      as: format(), scale: scale,
      text: [
        PNG.Text("Software", "Limn"), PNG.Text("Title", title), PNG.Text("Model", model.name),
      ])
    try AtomicFile.write(bytes, to: output)
  }
}
