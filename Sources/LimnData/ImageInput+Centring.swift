import LimnCore
import LimnGraphics

/// Centring a drawing on paper in the way data sets of handwritten digits do.
extension ImageInput {
  /// - Throws: `DataError.noInk`.
  static func centred(
    _ picture: PictureFile, _ image: DecodedImage, named path: String, height: Int, width: Int,
    _ preparation: PicturePreparation
  ) throws -> Prepared {
    let plane = shares(of: image, channel: 0, of: 1, preparation.polarity)
    guard let ink = Ink(in: plane, width: image.width) else { throw DataError.noInk(file: path) }
    let window = ink.window(width: width, height: height)
    // Paper beyond the picture contributes nothing and is clipped: the window of a long line is
    // much larger than its picture.
    let set = Resampling.apply(
      to: ink.plane, width: image.width,
      down: Resampling(window.rows, to: height).clipped(to: 0..<image.height),
      across: Resampling(window.columns, to: width).clipped(to: 0..<image.width))
    var steps: [String] = []
    if picture.orientation != 1 {
      steps.append("turned upright (EXIF orientation \(picture.orientation))")
    }
    if image.hasColors { steps.append("colours made grey (luma)") }
    steps.append(
      "ink found in \(ink.columns.count)×\(ink.rows.count) of \(image.width)×\(image.height) pixels, "
        + "set into the middle of \(width)×\(height)")
    steps.append(preparation.words())
    return Prepared(
      values: Matrix(row: set.map { preparation.value($0, channel: 0) }), steps: steps,
      tones: try preparation.tones(channels: 1))
  }
}

/// The ink of a grey picture: its bounding box, and the tones of paper and ink.
private struct Ink {
  let rows: Range<Int>
  let columns: Range<Int>
  private let shares: [Double]
  private let paper: Double
  private let full: Double

  /// The minimum difference between paper and ink.
  private static let leastContrast = 0.1
  /// Strokes with less than this fraction of the largest stroke's pixels are specks.
  private static let speck = 0.02

  /// - Parameter shares: the amount of ink in each pixel, in `0...1`.
  init?(in shares: [Double], width: Int) {
    let threshold = Self.threshold(of: shares)
    let (dark, light) = (
      shares.filter { $0 > threshold }.sorted(), shares.filter { $0 <= threshold }.sorted()
    )
    guard !dark.isEmpty, !light.isEmpty else { return nil }
    // Parts of the paper may lie in shadow, so the darkest 5% of it are treated like ink.
    paper = light[min(light.count - 1, light.count * 19 / 20)]
    full = dark[dark.count * 9 / 10]
    guard full - paper >= Self.leastContrast else { return nil }
    let strokes = Self.strokes(in: shares.map { $0 > threshold }, width: width)
    let largest = strokes.map(\.pixels).max() ?? 0
    let kept = strokes.filter { Double($0.pixels) >= Self.speck * Double(largest) }
    guard let first = kept.first else { return nil }
    (rows, columns) = kept.dropFirst().reduce((first.rows, first.columns)) { box, stroke in
      (
        min(
          box.0.lowerBound, stroke.rows.lowerBound)..<max(box.0.upperBound, stroke.rows.upperBound),
        min(
          box.1.lowerBound, stroke.columns.lowerBound)..<max(
            box.1.upperBound, stroke.columns.upperBound)
      )
    }
    self.shares = shares
  }

  /// The threshold that separates the two groups of tones best: N. Otsu, "A threshold selection
  /// method from gray-level histograms", IEEE Trans. SMC 9 (1979), equation 18.
  private static func threshold(of shares: [Double]) -> Double {
    let bins = 256
    var histogram = [Double](repeating: 0, count: bins)
    for share in shares { histogram[min(bins - 1, Int(share * Double(bins)))] += 1 }
    let total = Double(shares.count)
    let all = histogram.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
    var (below, sum, best, place) = (0.0, 0.0, -1.0, 0)
    for bin in 0..<bins - 1 {
      below += histogram[bin]
      sum += Double(bin) * histogram[bin]
      guard below > 0, below < total else { continue }
      let distance = sum / below - (all - sum) / (total - below)
      let variance = below * (total - below) * distance * distance
      if variance > best { (best, place) = (variance, bin) }
    }
    return (Double(place) + 1) / Double(bins)
  }

  private struct Stroke {
    var pixels = 0
    var rows: Range<Int>
    var columns: Range<Int>
  }

  /// The connected components of ink pixels, which touch at a side or a corner.
  private static func strokes(in isInk: [Bool], width: Int) -> [Stroke] {
    var isOpen = isInk
    let height = isInk.count / width
    var strokes: [Stroke] = []
    var front: [Int] = []
    for start in isOpen.indices where isOpen[start] {
      let (row, column) = (start / width, start % width)
      var stroke = Stroke(rows: row..<row + 1, columns: column..<column + 1)
      isOpen[start] = false
      front.append(start)
      while let pixel = front.popLast() {
        let (row, column) = (pixel / width, pixel % width)
        stroke.pixels += 1
        stroke.rows =
          min(stroke.rows.lowerBound, row)..<max(stroke.rows.upperBound, row + 1)
        stroke.columns =
          min(stroke.columns.lowerBound, column)..<max(stroke.columns.upperBound, column + 1)
        for y in max(0, row - 1)...min(height - 1, row + 1) {
          for x in max(0, column - 1)...min(width - 1, column + 1) where isOpen[y * width + x] {
            isOpen[y * width + x] = false
            front.append(y * width + x)
          }
        }
      }
      strokes.append(stroke)
    }
    return strokes
  }

  /// The part of the picture, possibly extending beyond its edges, that becomes the model's pixels.
  func window(width: Int, height: Int) -> (rows: Range<Int>, columns: Range<Int>) {
    let isDigit = width == 8 && height == 8
    let wide = isDigit ? Double(width - 1) : Double(width) * 20 / 28
    let high = isDigit ? Double(height) : Double(height) * 20 / 28
    let cell = max(Double(columns.count) / wide, Double(rows.count) / high)
    func part(_ count: Int, around range: Range<Int>) -> Range<Int> {
      let length = max(1, Int((cell * Double(count)).rounded()))
      let start = Int(
        (Double(range.lowerBound + range.upperBound - length) / 2).rounded(.down))
      return start..<start + length
    }
    return (part(height, around: rows), part(width, around: columns))
  }

  /// The picture with paper as 0 and ink as 1.
  var plane: [Double] { shares.map { min(1, max(0, ($0 - paper) / (full - paper))) } }
}
