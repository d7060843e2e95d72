/// A text on a canvas and the box its ink fills, in points of the whole figure.
package struct DrawnText: Sendable, Equatable {
  package let text: String
  package let box: Rect

  /// The pairs among `texts` whose ink overlaps.
  package static func overlaps(among texts: [DrawnText]) -> [(DrawnText, DrawnText)] {
    texts.indices.flatMap { first in
      texts[(first + 1)...].filter { texts[first].box.overlaps($0.box) }.map { (texts[first], $0) }
    }
  }
}

extension Figure {
  /// Every text that drawing the figure sets, in order.
  package func drawnTexts() throws -> [DrawnText] {
    var texts: [DrawnText] = []
    _ = try Canvas.raster(size: size, scale: 1) { canvas in
      try draw(on: canvas)
      texts = canvas.drawnTexts
    }
    return texts
  }
}
