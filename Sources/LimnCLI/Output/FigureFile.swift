import Limn

/// The file of a figure, if one is requested, opened before the work starts.
struct FigureFile: ~Copyable {
  private var file: PartialFile?
  private let format: FigureFormat
  private var isDrawn = false

  /// - Throws: `GraphicsError.unknownFormat`, `FileError.cannotWrite`.
  init(path: String?) throws {
    let format = try path.map(FigureFormat.init(path:)) ?? .png
    file = try path.map { try PartialFile(path: $0) }
    self.format = format
  }

  /// Draws the figure and moves it into place; if none is requested, `figure` is not called.
  ///
  /// - Throws: the errors of making, drawing and writing it.
  consuming func write(_ figure: () throws -> some Figure) throws {
    try draw(figure)
    try commit()
  }

  /// Draws the figure; ``commit()`` moves it into place. If none is requested, `figure` is not
  /// called.
  ///
  /// - Throws: the errors of making, drawing and writing it.
  mutating func draw(_ figure: () throws -> some Figure) throws {
    guard file != nil else { return }
    try file?.append(try figure().render(as: format, text: [PNG.Text("Software", "Limn")]))
    isDrawn = true
  }

  /// Moves the figure into place, if it was drawn.
  ///
  /// - Throws: `FileError.cannotWrite`.
  consuming func commit() throws {
    if isDrawn, let file { try file.commit() }
  }
}
