import ArgumentParser
import Limn

/// Which input: a digit, a picture, or a row of a file.
struct InputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "An embedded handwritten digit, 0 to 1796.", valueName: "index"))
  var digit: Int?

  @Option(
    help: ArgumentHelp(
      "A PNG of the model's size, white ink on black.", valueName: "file.png"),
    completion: .file(extensions: ["png"]))
  var image: String?

  @Flag(help: "The picture of --image is dark ink on white paper.")
  var darkInk = false

  @Option(
    help: ArgumentHelp(
      "What full ink in --image is to the model (default: 16, as the digits have).",
      valueName: "value"))
  var fullInk: Float?

  @Option(
    help: ArgumentHelp("An array or a table, one input in each row.", valueName: "file.npy|.csv"),
    completion: .file(extensions: ["npy", "csv"]))
  var input: String?

  @Option(help: ArgumentHelp("Which row of --input, counted from 0 (default: 0).", valueName: "k"))
  var row: Int?

  func validate() throws {
    let given = [digit != nil, image != nil, input != nil].count { $0 }
    guard given == 1 else {
      throw ValidationError(
        given == 0
          ? "Name an input: --digit INDEX, --image FILE.png, or --input FILE.npy or FILE.csv."
          : "Name one input: --digit, --image or --input, not several.")
    }
    if row != nil, input == nil { throw ValidationError("--row belongs to --input.") }
    if darkInk, image == nil { throw ValidationError("--dark-ink belongs to --image.") }
    guard let fullInk else { return }
    guard image != nil else { throw ValidationError("--full-ink belongs to --image.") }
    guard fullInk > 0, fullInk.isFinite else {
      throw ValidationError("--full-ink must be above 0, not \(fullInk).")
    }
  }

  /// The shape that the input itself shows, for a model that takes a plain vector.
  var naturalShape: InputShape? {
    digit == nil ? nil : Digits.inputShape
  }

  /// The input for a model of `shape`.
  ///
  /// - Throws: ``CommandError``, `DataError`, `FileError`.
  func read(shape: InputShape) throws -> NamedInput {
    if let digit {
      guard Digits.all.labels.indices.contains(digit) else { throw CommandError.noSuchDigit(digit) }
      try Digits.requireFit(to: shape)
      return NamedInput(
        name: "Digit \(digit)", values: Array(Digits.all.inputs[row: digit]),
        labelledClass: Digits.all.labels[digit])
    }
    if let image {
      let values = try ImageInput.read(
        image, shape: shape, fullInk: fullInk ?? Digits.fullInk,
        polarity: darkInk ? .blackOnWhite : .whiteOnBlack)
      remarkOnGround(of: image, values.elements, shape: shape)
      return NamedInput(name: lastComponent(of: image), values: values.elements)
    }
    guard let input else { preconditionFailure("validate() has seen one input") }
    let row = row ?? 0
    let file = try InputFile(path: input, shape: shape)
    return NamedInput(
      name: "\(lastComponent(of: input)), row \(row)", values: try file.row(row).elements,
      featureNames: file.columnNames)
  }
}

extension InputOptions {
  /// Says so where the wrong end of the grey scale seems to be taken for ink: the model would answer all
  /// the same, and wrongly.
  private func remarkOnGround(of image: String, _ values: [Float], shape: InputShape) {
    let isInverted = ImageInput.groundLooksInverted(
      values, shape: shape, fullInk: fullInk ?? Digits.fullInk)
    guard isInverted else { return }
    StandardStream.error.show(
      TerminalText([
        "Note: the border of \(lastComponent(of: image)) is mostly ink, so its ground looks inverted: "
          + (darkInk
            ? "if the ink is light, leave out --dark-ink."
            : "if the ink is dark on a light ground, say --dark-ink.")
      ]))
  }
}

/// One input, and what it is called.
struct NamedInput {
  let name: String
  let values: [Float]
  /// The class it belongs to, where that is known.
  var labelledClass: Int?
  /// One for each value, where the file has them.
  var featureNames: [String]?
}

/// The last part of a path: "scan.png".
func lastComponent(of path: String) -> String {
  path.split(separator: "/").last.map(String.init) ?? path
}
