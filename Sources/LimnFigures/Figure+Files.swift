import LimnCore
import LimnGraphics

extension Figure {
  /// Writes the figure to a file, completely or not at all. The file's extension selects the
  /// format: .png, .svg or .pdf.
  ///
  /// - Parameters:
  ///   - path: the path of the file, which is replaced if it exists.
  ///   - scale: pixels per point in a PNG.
  /// - Throws: `GraphicsError.unknownFormat`; the errors of `render(as:scale:text:)`;
  ///   `FileError.cannotWrite`.
  public func write(to path: String, scale: Double = 2) throws {
    let format = try FigureFormat(path: path)
    try AtomicFile.write(try render(as: format, scale: scale), to: path)
  }
}
