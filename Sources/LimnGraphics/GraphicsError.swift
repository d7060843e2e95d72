/// What can be wrong with a picture, read or drawn.
public enum GraphicsError: Error, Equatable {
  /// Bytes that are not a PNG file.
  case notAPNG
  /// A PNG file that is damaged, with libpng's reason.
  case corruptPNG(reason: String)
  /// Bytes that are neither a PNG nor a JPEG file.
  case notAPicture
  /// A JPEG file that is damaged or cut short, with libjpeg's reason.
  case corruptJPEG(reason: String)
  /// A JPEG file of four inks, which have no one translation into red, green and blue.
  case fourInks
  /// An image beyond the size that is read or drawn.
  case imageTooLarge(width: Int, height: Int)
  /// Pixels that libpng would not encode, with its reason.
  case cannotEncodePNG(reason: String)
  /// A text chunk whose keyword is not 1 to 79 printable Latin-1 characters without outer spaces.
  case badKeyword(String)
  /// A NaN or an infinity where a colour or a position is wanted.
  case nonFiniteValue(index: Int)
  /// A value beyond the end of a colour scale.
  case valueBeyondScale(Double, limit: Double)
  /// A range that is empty, not finite, or not positive on a logarithmic axis.
  case badRange(lower: Double, upper: Double)
  /// Cairo could not draw, with its reason.
  case cannotDraw(reason: String)
  /// Text of a script whose letters Pango has to join and place, where Pango is not there; with the
  /// system's reason.
  case cannotShape(text: String, reason: String)
  /// A file name whose extension is not png, svg or pdf.
  case unknownFormat(path: String)
}
