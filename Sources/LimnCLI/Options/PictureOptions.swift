import ArgumentParser
import Limn

/// The options for converting pictures to a model's inputs.
struct PictureOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How an image of another size is fitted to the model; centre finds the ink of a grey one "
        + "and centres it like the digits (default: resize).",
      valueName: "resize|crop|centre|refuse"))
  var fit: PicturePreparation.Fit?

  @Flag(help: "The image is dark ink on white paper.")
  var darkInk = false

  @Option(
    help: ArgumentHelp(
      "The model's value for full ink, or full light: 1, 255 (default: 16 for images like "
        + "the digits, grey and 8x8, otherwise 1).",
      valueName: "value", visibility: .rare))
  var fullInk: Float?

  @Option(
    help: ArgumentHelp(
      "What to subtract from each channel of --image, on the scale of --full-ink: one number, "
        + "or one for each channel, separated by commas.", valueName: "x,y,z", visibility: .rare))
  var mean: ChannelNumbers?

  @Option(
    help: ArgumentHelp(
      "What to divide each channel of --image by after that; as --mean.",
      valueName: "x,y,z", visibility: .rare))
  var std: ChannelNumbers?

  func validate() throws {
    guard let fullInk else { return }
    guard fullInk > 0, fullInk.isFinite else {
      throw ValidationError("--full-ink must be above 0, not \(fullInk).")
    }
  }

  /// - Parameter hasPictures: whether there is a picture to which the options can apply.
  func requireNone(unless hasPictures: Bool) throws {
    guard !hasPictures else { return }
    let given = [
      ("--dark-ink", darkInk), ("--fit", fit != nil), ("--mean", mean != nil),
      ("--std", std != nil), ("--full-ink", fullInk != nil),
    ]
    if let option = given.first(where: \.1)?.0 {
      throw ValidationError("\(option) belongs to --image.")
    }
  }

  /// - Throws: `CommandError.inkOfColours`.
  func preparation(for shape: InputShape) throws -> PicturePreparation {
    if darkInk, shape.channels > 1 { throw CommandError.inkOfColours(shape) }
    return PicturePreparation(
      fit: fit ?? .resize, full: full(for: shape),
      polarity: darkInk ? .blackOnWhite : .whiteOnBlack, mean: mean?.values ?? [],
      deviation: std?.values ?? [])
  }

  private func full(for shape: InputShape) -> Float {
    fullInk ?? PicturePreparation.standardFull(for: shape)
  }

  /// Warns if the wrong end of the grey scale seems to be taken for ink, because the model would
  /// still answer, but wrongly.
  func remarkOnGround(of path: String, _ values: [Float], shape: InputShape) {
    guard looksInverted(values, shape: shape) else { return }
    StandardStream.error.show(
      TerminalText([
        "Note: the border of \(lastComponent(of: path)) is mostly ink, so its ground looks inverted: "
          + whatToSay
      ]))
  }

  /// Warns in the same way about many pictures, if most of the first ones look inverted.
  ///
  /// - Throws: `FileError`.
  func remarkOnGround(of file: InputFile) throws {
    var (taken, inverted) = (0, 0)
    for row in 0..<min(file.count, Self.lookedAt) {
      do {
        let values = try file.row(row).elements
        taken += 1
        if looksInverted(values, shape: file.shape) { inverted += 1 }
      } catch is DataError {
        // A picture that cannot be read is reported when its row is needed; it may be skipped.
        continue
      }
    }
    guard 2 * inverted > taken else { return }
    StandardStream.error.show(
      TerminalText([
        "Note: the border of \(inverted) of the first \(taken) images is mostly ink, so their "
          + "ground looks inverted: " + whatToSay
      ]))
  }

  private static let lookedAt = 20

  private func looksInverted(_ values: [Float], shape: InputShape) -> Bool {
    mean == nil && std == nil
      && ImageInput.groundLooksInverted(values, shape: shape, fullInk: full(for: shape))
  }

  private var whatToSay: String {
    darkInk
      ? "if the ink is light, leave out --dark-ink."
      : "if the ink is dark on a light ground, say --dark-ink."
  }
}

extension PicturePreparation.Fit: ExpressibleByArgument {}

/// One number for all channels, or one for each: "0.5", "0.485,0.456,0.406".
struct ChannelNumbers: ExpressibleByArgument {
  let values: [Float]

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let values = parts.compactMap { Float($0) }
    guard values.count == parts.count, values.allSatisfy(\.isFinite) else { return nil }
    self.values = values
  }
}
