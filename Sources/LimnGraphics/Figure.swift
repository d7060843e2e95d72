/// A picture that knows its size and draws itself: one drawing for PNG, SVG and PDF.
public protocol Figure: Sendable {
  /// In points: a PNG has one pixel for each at scale 1.
  var size: Size { get }

  /// Draws the figure, from (0, 0) at the top left to ``size``.
  func draw(on canvas: Canvas) throws
}

extension Figure {
  /// The figure as a file.
  ///
  /// The same figure gives the same bytes: no date is written.
  ///
  /// - Parameters:
  ///   - format: PNG, SVG or PDF.
  ///   - scale: a PNG's pixels for each point; SVG and PDF have no pixels and are not scaled.
  ///   - text: a PNG's text chunks; SVG and PDF carry none.
  /// - Throws: what drawing throws, ``GraphicsError/imageTooLarge(width:height:)``,
  ///   ``GraphicsError/cannotDraw(reason:)``, ``GraphicsError/badKeyword(_:)``.
  public func render(as format: FigureFormat, scale: Double = 2, text: [PNG.Text] = [])
    throws -> [UInt8]
  {
    switch format {
    case .png: try Canvas.png(size: size, scale: scale, text: text, draw: draw)
    case .svg: try Canvas.svg(size: size, draw: draw)
    case .pdf: try Canvas.pdf(size: size, draw: draw)
    }
  }

  /// The figure as RGB pixels on white, `scale` of them for each point.
  public func raster(scale: Double = 2) throws -> Raster {
    try Canvas.raster(size: size, scale: scale, draw: draw)
  }
}

/// The file formats of figures.
public enum FigureFormat: String, Sendable, Hashable, CaseIterable {
  /// Pixels.
  case png
  /// Vector graphics, as text.
  case svg
  /// Vector graphics, for printing.
  case pdf

  /// The format that a file's extension names, in capitals or not.
  ///
  /// - Throws: ``GraphicsError/unknownFormat(path:)``.
  public init(path: String) throws {
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    guard let dot = name.lastIndex(of: "."),
      let format = FigureFormat(rawValue: name[name.index(after: dot)...].lowercased())
    else { throw GraphicsError.unknownFormat(path: path) }
    self = format
  }
}
