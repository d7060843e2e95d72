import CCairo

extension Canvas {
  /// Fills a path with a colour.
  public func fill(_ path: Path, _ color: Color) {
    trace(path)
    setSource(color)
    cairo_fill(context)
  }

  /// Fills a rectangle with a colour.
  public func fill(_ rect: Rect, _ color: Color) {
    fill(.rectangle(rect), color)
  }

  /// Draws the outline of a path.
  public func stroke(_ path: Path, _ stroke: Stroke) {
    trace(path)
    setSource(stroke.color)
    cairo_set_line_width(context, stroke.width)
    cairo_set_dash(context, stroke.dash, Int32(stroke.dash.count), 0)
    cairo_set_line_cap(context, stroke.cap.cairo)
    cairo_set_line_join(context, stroke.join.cairo)
    cairo_stroke(context)
  }

  /// Draws the outline of a rectangle.
  public func stroke(_ rect: Rect, _ stroke: Stroke) {
    self.stroke(.rectangle(rect), stroke)
  }

  /// Draws a straight line.
  public func line(from start: Point, to end: Point, _ stroke: Stroke) {
    self.stroke(.polyline([start, end]), stroke)
  }

  /// Fills a rectangle with slanted lines that rise to the right and align with those of adjacent
  /// rectangles.
  public func hatch(_ rect: Rect, _ hatch: Hatch) {
    // The lines are x + y = k · step for integer k, cut to the rectangle here and not by a clip
    // path, which some SVG viewers ignore.
    let step = abs(hatch.spacing) * 2.0.squareRoot()
    var path = Path()
    var sum = ((rect.minX + rect.minY) / step).rounded(.up) * step
    while sum < rect.maxX + rect.maxY {
      let (left, right) = (max(rect.minX, sum - rect.maxY), min(rect.maxX, sum - rect.minY))
      path.elements += [.move(Point(left, sum - left)), .line(Point(right, sum - right))]
      sum += step
    }
    stroke(path, hatch.stroke)
  }

  /// Draws an image over `rect` without smoothing: each pixel is a block of one colour.
  public func draw(_ raster: Raster, in rect: Rect) {
    // Viewers smooth small images in SVG and PDF files; enlarged ones stay crisp.
    let side = max(raster.width, raster.height)
    let image = isRaster ? raster : raster.blocks(of: max(1, 512 / side))
    let surface = image.makeSurface()
    cairo_save(context)
    cairo_translate(context, rect.minX, rect.minY)
    cairo_scale(context, rect.width / Double(image.width), rect.height / Double(image.height))
    cairo_set_source_surface(context, surface, 0, 0)
    cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_NEAREST)
    if isRaster {
      // Extends the outermost pixels, so that their colour reaches the edge.
      cairo_pattern_set_extend(cairo_get_source(context), CAIRO_EXTEND_PAD)
      cairo_rectangle(context, 0, 0, Double(image.width), Double(image.height))
      cairo_fill(context)
    } else {
      cairo_paint(context)
    }
    cairo_restore(context)
    cairo_surface_destroy(surface)
  }
}

extension Raster {
  /// The image as a Cairo surface, which the caller destroys. If memory runs out, the surface is in
  /// an error state, and so is the canvas after drawing with it.
  fileprivate func makeSurface() -> OpaquePointer? {
    let surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(width), Int32(height))
    guard let data = cairo_image_surface_get_data(surface) else { return surface }
    let stride = Int(cairo_image_surface_get_stride(surface))
    for row in 0..<height {
      let line = UnsafeMutableRawPointer(data + row * stride)
      for column in 0..<width {
        line.storeBytes(
          of: premultiplied(row, column), toByteOffset: 4 * column, as: UInt32.self)
      }
    }
    cairo_surface_mark_dirty(surface)
    return surface
  }

  /// One pixel as Cairo's 0xAARRGGBB, with the colours premultiplied by alpha.
  private func premultiplied(_ row: Int, _ column: Int) -> UInt32 {
    let start = (row * width + column) * layout.rawValue
    let alpha = layout == .rgba ? UInt32(samples[start + 3]) : 255
    func component(_ index: Int) -> UInt32 {
      (UInt32(samples[start + (layout == .grey ? 0 : index)]) * alpha + 127) / 255
    }
    return alpha << 24 | component(0) << 16 | component(1) << 8 | component(2)
  }
}

extension Stroke.Cap {
  fileprivate var cairo: cairo_line_cap_t {
    switch self {
    case .butt: CAIRO_LINE_CAP_BUTT
    case .round: CAIRO_LINE_CAP_ROUND
    case .square: CAIRO_LINE_CAP_SQUARE
    }
  }
}

extension Stroke.Join {
  fileprivate var cairo: cairo_line_join_t {
    switch self {
    case .miter: CAIRO_LINE_JOIN_MITER
    case .round: CAIRO_LINE_JOIN_ROUND
    case .bevel: CAIRO_LINE_JOIN_BEVEL
    }
  }
}
