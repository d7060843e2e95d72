/// A picture of known size that can be drawn on a canvas; the same drawing code serves PNG, SVG and
/// PDF.
public protocol Figure: Sendable {
  /// The size, in points; at scale 1 a PNG has one pixel per point.
  var size: Size { get }

  /// Draws the figure, from (0, 0) at the top left to ``size`` at the bottom right.
  ///
  /// - Throws: whatever drawing throws, usually ``GraphicsError``.
  func draw(on canvas: Canvas) throws
}

extension Figure {
  /// Renders the figure to the bytes of a file.
  ///
  /// The same figure always gives the same bytes: no date is written.
  ///
  /// - Parameters:
  ///   - format: PNG, SVG or PDF.
  ///   - scale: a PNG's pixels per point; SVG and PDF are not scaled.
  ///   - text: a PNG's text chunks; not written to SVG and PDF.
  /// - Throws: whatever drawing throws; ``GraphicsError/imageTooLarge(width:height:)``,
  ///   ``GraphicsError/cannotDraw(reason:)``, ``GraphicsError/badKeyword(_:)``,
  ///   ``GraphicsError/cannotEncodePNG(reason:)``.
  public func render(as format: FigureFormat, scale: Double = 2, text: [PNG.Text] = [])
    throws -> [UInt8]
  {
    switch format {
    case .png: try Canvas.png(size: size, scale: scale, text: text, draw: draw)
    case .svg: try Canvas.svg(size: size, draw: draw)
    case .pdf: try Canvas.pdf(size: size, draw: draw)
    }
  }

  /// Renders the figure to RGB pixels on white.
  ///
  /// - Parameter scale: the number of pixels per point.
  /// - Throws: whatever drawing throws; ``GraphicsError/imageTooLarge(width:height:)``,
  ///   ``GraphicsError/cannotDraw(reason:)``.
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

  /// Creates the format that a file's extension names, in upper or lower case.
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
