/// The pixels of an RGB image with few colours, as palette indices.
struct IndexedPixels {
  /// Red, green and blue of each colour, in order of first appearance.
  let palette: [UInt8]
  /// The palette index of each pixel.
  let indices: [UInt8]

  var colorCount: Int { palette.count / 3 }

  /// Returns `nil` if the image is not RGB or has more colours than a byte can index.
  init?(_ raster: Raster) {
    guard raster.layout == .rgb else { return nil }
    var palette: [UInt8] = []
    var places: [UInt32: UInt8] = [:]
    var indices: [UInt8] = []
    indices.reserveCapacity(raster.width * raster.height)
    for start in stride(from: 0, to: raster.samples.count, by: 3) {
      let color = raster.samples[start..<start + 3]
      let key = color.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      if let place = places[key] {
        indices.append(place)
      } else {
        guard let place = UInt8(exactly: places.count) else { return nil }
        places[key] = place
        palette += color
        indices.append(place)
      }
    }
    self.palette = palette
    self.indices = indices
  }
}
