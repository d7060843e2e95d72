import LimnText

extension GraphicsError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notAPNG:
      "not a PNG file."
    case .corruptPNG(let reason):
      "the PNG is damaged: \(reason)."
    case .notAPicture:
      "neither a PNG nor a JPEG file."
    case .corruptJPEG(let reason):
      "the JPEG is damaged: \(reason)."
    case .fourInks:
      "the JPEG is in the colours of print (CMYK): save it as RGB."
    case .imageTooLarge(let width, let height):
      "an image of \(width)×\(height) pixels is too large (at most \(PNG.maximumSide) per side "
        + "and \(PNG.maximumPixels) in all)."
    case .badMagnification(let factor):
      "a magnification must be from 1 to \(PNG.maximumSide), not \(factor)."
    case .cannotEncodePNG(let reason):
      "the PNG cannot be written: \(reason)."
    case .badKeyword(let keyword):
      "\"\(keyword)\" cannot be a keyword of a PNG's text."
    case .nonFiniteValue(let index):
      "value \(index) of an image is not a finite number."
    case .valueBeyondScale(let value, let limit):
      "\(value) lies beyond the colour scale's end, \(limit)."
    case .badRange(let lower, let upper):
      "\(lower) to \(upper) is not a range that can be drawn."
    case .cannotDraw(let reason):
      "the figure cannot be drawn: \(reason)."
    case .cannotShape(let text, let reason):
      "the text \(text.quoted) needs the library Pango, which is not available (\(reason)): "
        + "install libpangocairo-1.0-0, or pango from Homebrew."
    case .unknownFormat(let path):
      "\(path) must end in .png, .svg or .pdf."
    }
  }
}
