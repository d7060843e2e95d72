import LimnCore
import LimnData

/// A picture file from the page, converted to the model's input.
struct DroppedPicture: Encodable {
  let values: [Float]
  /// The conversion steps, in order, except for the treatment of dark as ink.
  let steps: [String]
  /// Whether dark pixels were treated as ink.
  let isDarkInk: Bool
  /// Whether it was centred by its ink.
  let isCentred: Bool
  /// The options with which `limn explain` makes the same input of it.
  let arguments: [String]

  /// - Parameters:
  ///   - request: the file as its body, and in its query `ink` (dark, light or auto) and `fit`
  ///     (centre, resize or crop).
  ///   - full: the model's value for full ink, or full light.
  /// - Throws: ``Refusal``, `DataError`.
  init(_ request: SiteRequest, shape: InputShape, full: Float) throws {
    guard let fit = request.query["fit"].flatMap(PicturePreparation.Fit.init), fit != .refuse else {
      throw Refusal(400, "fit: centre, resize or crop is expected.")
    }
    let bytes = request.body
    func read(_ fit: PicturePreparation.Fit, _ polarity: ImageInput.Polarity) throws
      -> ImageInput.Prepared
    {
      try ImageInput.read(
        bytes, named: "The image", shape: shape,
        preparation: PicturePreparation(fit: fit, full: full, polarity: polarity))
    }
    let isGrey = shape.channels == 1
    switch request.query["ink"] {
    case "dark": isDarkInk = isGrey
    case "light": isDarkInk = false
    case "auto":
      // A mostly light border is paper.
      let plain = try read(.resize, .whiteOnBlack).values.elements
      isDarkInk = ImageInput.groundLooksInverted(plain, shape: shape, fullInk: full)
    default: throw Refusal(400, "ink: dark, light or auto is expected.")
    }
    isCentred = isGrey && fit == .centre
    let taken = isGrey || fit != .centre ? fit : .crop
    let prepared = try read(taken, isDarkInk ? .blackOnWhite : .whiteOnBlack)
    values = prepared.values.elements
    steps = prepared.steps
    arguments =
      (taken == .resize ? [] : ["--fit", taken.rawValue]) + (isDarkInk ? ["--dark-ink"] : [])
      + (full == PicturePreparation.standardFull(for: shape) ? [] : ["--full-ink", "\(full)"])
  }
}
