/// A text on a canvas and the bounding box of its ink, in points of the whole figure.
package struct DrawnText: Sendable, Equatable {
  package let text: String
  package let box: Rect

  /// The pairs of texts whose boxes overlap.
  package static func overlaps(among texts: [DrawnText]) -> [(DrawnText, DrawnText)] {
    texts.indices.flatMap { first in
      texts[(first + 1)...].filter { texts[first].box.overlaps($0.box) }.map { (texts[first], $0) }
    }
  }
}

extension Figure {
  /// All texts that the figure draws, in drawing order.
  package func drawnTexts() throws -> [DrawnText] {
    var texts: [DrawnText] = []
    _ = try Canvas.raster(size: size, scale: 1) { canvas in
      try draw(on: canvas)
      texts = canvas.drawnTexts
    }
    return texts
  }
}
