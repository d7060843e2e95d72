import LimnCore
import LimnGraphics

extension Figure {
  /// Writes the figure to a file, whole or not at all. The name's end says the format: .png, .svg or .pdf.
  ///
  /// - Parameter scale: a PNG's pixels for each point.
  /// - Throws: `GraphicsError.unknownFormat`; as `render(as:scale:text:)`; `FileError.cannotWrite`.
  public func write(to path: String, scale: Double = 2) throws {
    let format = try FigureFormat(path: path)
    try AtomicFile.write(try render(as: format, scale: scale), to: path)
  }
}
