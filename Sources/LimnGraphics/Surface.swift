import CCairo
import CPNG

extension Canvas {
  /// Draws pixels over white, `scale` per point.
  static func raster(size: Size, scale: Double, draw: (Canvas) throws -> Void) throws -> Raster {
    try withPixels(size: size, scale: scale, draw: draw) { Raster($0) }
  }

  /// Draws pixels over white, `scale` per point, and encodes them without copying.
  static func png(
    size: Size, scale: Double, text: [PNG.Text], draw: (Canvas) throws -> Void
  ) throws -> [UInt8] {
    try withPixels(size: size, scale: scale, draw: draw) { try PNG.encode($0, text: text) }
  }

  /// Draws pixels over white and passes them on as words 0x00RRGGBB.
  private static func withPixels<Result>(
    size: Size, scale: Double, draw: (Canvas) throws -> Void,
    _ body: (limn_png_pixels) throws -> Result
  ) throws -> Result {
    let width = (size.width * scale).rounded(.up)
    let height = (size.height * scale).rounded(.up)
    guard (1...Double(PNG.maximumSide)).contains(width),
      (1...Double(PNG.maximumSide)).contains(height), width * height <= Double(PNG.maximumPixels)
    else {
      throw GraphicsError.imageTooLarge(
        width: Int(exactly: width) ?? Int.max, height: Int(exactly: height) ?? Int.max)
    }
    let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
    defer { cairo_surface_destroy(surface) }
    try run(draw, on: surface, size: size, scale: scale, isRaster: true)
    guard let data = cairo_image_surface_get_data(surface) else {
      throw GraphicsError.cannotDraw(reason: "the surface has no pixels")
    }
    var pixels = limn_png_pixels()
    pixels.start = UnsafePointer(data)
    pixels.stride = Int(cairo_image_surface_get_stride(surface))
    pixels.width = UInt32(width)
    pixels.height = UInt32(height)
    pixels.layout = LIMN_PNG_RGB_WORDS
    pixels.block = 1
    return try body(pixels)
  }

  /// Draws an SVG file.
  static func svg(size: Size, draw: (Canvas) throws -> Void) throws -> [UInt8] {
    let sink = ByteSink()
    let surface = cairo_svg_surface_create_for_stream(
      ByteSink.append, Unmanaged.passUnretained(sink).toOpaque(), size.width, size.height)
    try withExtendedLifetime(sink) {
      defer { FontLock.alone { cairo_surface_destroy(surface) } }
      try run(draw, on: surface, size: size, scale: 1, isRaster: false)
    }
    return withCanonicalIdentifiers(sink.bytes)
  }

  /// Draws a PDF file with one page.
  static func pdf(size: Size, draw: (Canvas) throws -> Void) throws -> [UInt8] {
    let sink = ByteSink()
    let surface = cairo_pdf_surface_create_for_stream(
      ByteSink.append, Unmanaged.passUnretained(sink).toOpaque(), size.width, size.height)
    // Cairo would otherwise write the current time, and the same figure must give the same bytes.
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z")
    try withExtendedLifetime(sink) {
      defer { FontLock.alone { cairo_surface_destroy(surface) } }
      try run(draw, on: surface, size: size, scale: 1, isRaster: false)
    }
    return sink.bytes
  }

  /// Runs the drawing and throws the first error of the canvas or of Cairo.
  private static func run(
    _ body: (Canvas) throws -> Void, on surface: OpaquePointer?, size: Size, scale: Double,
    isRaster: Bool
  ) throws {
    guard let context = cairo_create(surface) else {
      throw GraphicsError.cannotDraw(reason: "out of memory")
    }
    // The context holds on to the surface, and so to its pixels.
    defer { FontLock.alone { cairo_destroy(context) } }
    let canvas = Canvas(context: context, size: size, scale: scale, isRaster: isRaster)
    cairo_scale(context, scale, scale)
    cairo_set_source_rgb(context, 1, 1, 1)
    cairo_paint(context)
    try body(canvas)
    if let failure = canvas.failure { throw failure }
    try check(cairo_status(context))
    // Finishing a surface discards its pixels, but vector files are written only on finishing.
    isRaster ? cairo_surface_flush(surface) : FontLock.alone { cairo_surface_finish(surface) }
    try check(cairo_surface_status(surface))
  }

  private static func check(_ status: cairo_status_t) throws {
    guard status == CAIRO_STATUS_SUCCESS else {
      throw GraphicsError.cannotDraw(reason: String(cString: cairo_status_to_string(status)))
    }
  }
}

/// Collects the bytes that Cairo writes.
private final class ByteSink {
  var bytes: [UInt8] = []

  static let append:
    @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<UInt8>?, UInt32) -> cairo_status_t = {
      closure, data, count in
      guard let closure else { return CAIRO_STATUS_WRITE_ERROR }
      let sink = Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue()
      sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
      return CAIRO_STATUS_SUCCESS
    }
}

extension Raster {
  /// Copies words 0x00RRGGBB.
  fileprivate init(_ pixels: limn_png_pixels) {
    let (width, height) = (Int(pixels.width), Int(pixels.height))
    let words = UnsafeRawBufferPointer(start: pixels.start, count: height * pixels.stride)
    let count = 3 * width * height
    let samples = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      var next = 0
      for row in 0..<height {
        for column in 0..<width {
          let word = words.load(
            fromByteOffset: row * pixels.stride + 4 * column, as: UInt32.self)
          buffer[next] = UInt8(truncatingIfNeeded: word >> 16)
          buffer[next + 1] = UInt8(truncatingIfNeeded: word >> 8)
          buffer[next + 2] = UInt8(truncatingIfNeeded: word)
          next += 3
        }
      }
      initialized = count
    }
    self.init(width: width, height: height, layout: .rgb, samples: samples)
  }
}
