/// An error in reading or drawing a picture.
public enum GraphicsError: Error, Equatable {
  /// The data is not a PNG file.
  case notAPNG
  /// The PNG file is damaged; `reason` is libpng's message.
  case corruptPNG(reason: String)
  /// The data is neither a PNG nor a JPEG file.
  case notAPicture
  /// The JPEG file is damaged or truncated; `reason` is libjpeg's message.
  case corruptJPEG(reason: String)
  /// The JPEG file uses CMYK inks, which have no unique conversion to red, green and blue.
  case fourInks
  /// The image is larger than the limits for reading and drawing.
  case imageTooLarge(width: Int, height: Int)
  /// A magnification outside `1...PNG.maximumSide`.
  case badMagnification(Int)
  /// libpng could not encode the pixels; `reason` is its message.
  case cannotEncodePNG(reason: String)
  /// The keyword of a text chunk is not 1 to 79 printable ASCII characters without leading,
  /// trailing or consecutive spaces.
  case badKeyword(String)
  /// A NaN or infinity was given for a colour or a position.
  case nonFiniteValue(index: Int)
  /// The value lies outside the colour scale.
  case valueBeyondScale(Double, limit: Double)
  /// The range is empty, not finite, or not positive on a logarithmic axis.
  case badRange(lower: Double, upper: Double)
  /// Cairo could not draw; `reason` is its message.
  case cannotDraw(reason: String)
  /// The text needs shaping, but Pango is not available; `reason` is the system's message.
  case cannotShape(text: String, reason: String)
  /// The file name's extension is not png, svg or pdf.
  case unknownFormat(path: String)
}
