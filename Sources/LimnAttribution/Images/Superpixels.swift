import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Segments that follow the contents of an image: SLIC superpixels (R. Achanta, A. Shaji, K. Smith,
/// A. Lucchi, P. Fua and S. Süsstrunk 2012, "SLIC Superpixels Compared to State-of-the-art
/// Superpixel Methods", IEEE TPAMI 34(11), Algorithm 1).
///
/// Each pixel is assigned to the nearest of a grid of centres by `D² = d² + (m s / S)²`, with d the
/// distance in CIELAB (in lightness for a grey image), s the distance in the plane, S the grid
/// spacing and m the compactness. Parts that are not connected to the largest part of their
/// segment, or smaller than a quarter of S², are merged into the neighbour with the longest common
/// border. The algorithm is deterministic.
public struct Superpixels: Sendable, Hashable {
  /// The segment of each pixel in row-major order, numbered from 0 by first occurrence.
  public let labels: [Int]
  /// The number of segments, which may differ from the target.
  public let count: Int

  private static let iterations = 10

  /// Divides an image into superpixels.
  ///
  /// - Parameters:
  ///   - values: the image, `shape.count` values.
  ///   - shape: the shape of the image.
  ///   - tones: the values of black and white.
  ///   - target: the approximate number of segments, from 1 to the number of pixels.
  ///   - compactness: the weight of the distance in the plane relative to colour, about 1 to 40.
  ///   - work: the cancellation and the progress callback.
  /// - Throws: ``AttributionError/blocksOfVector`` if the shape is not an image;
  ///   ``AttributionError/outOfRange(setting:found:range:)`` for the target;
  ///   `ModelError.inputWidth` for another number of values; `CancellationError`.
  public init(
    of values: [Float], shape: InputShape, tones: Tones, target: Int, compactness: Double = 10,
    work: Work = Work()
  ) throws {
    guard case .image(let channels, let height, let width) = shape else {
      throw AttributionError.blocksOfVector
    }
    try SettingRange("segments", 1...height * width).check(target)
    guard values.count == shape.count else {
      throw ModelError.inputWidth(found: values.count, expected: shape.count)
    }
    let pixels = tones.lights(of: values, channels: channels).map(Self.lab)
    let step = (Double(height * width) / Double(target)).squareRoot()
    var clusters = Self.seeds(pixels, height: height, width: width, step: step)
    var labels = [Int](repeating: -1, count: pixels.count)
    for _ in 0..<Self.iterations {
      try work.checkpoint()
      labels = Self.assigned(
        pixels, to: clusters, height: height, width: width, step: step, compactness: compactness)
      clusters = Self.means(of: pixels, labels: labels, before: clusters, width: width)
    }
    let connected = Self.connected(
      labels, height: height, width: width, least: max(1, Int(step * step / 4)))
    self.labels = connected
    count = (connected.max() ?? -1) + 1
  }

  private struct Cluster {
    var color: SIMD3<Double>
    var row: Double
    var column: Double
  }

  /// The centres of a grid with a spacing of about `step`, each moved to the smallest colour
  /// gradient within 3×3 pixels.
  private static func seeds(
    _ pixels: [SIMD3<Double>], height: Int, width: Int, step: Double
  ) -> [Cluster] {
    let down = max(1, Int((Double(height) / step).rounded()))
    let across = max(1, Int((Double(width) / step).rounded()))
    func change(_ row: Int, _ column: Int) -> Double {
      func color(_ row: Int, _ column: Int) -> SIMD3<Double> {
        pixels[min(max(row, 0), height - 1) * width + min(max(column, 0), width - 1)]
      }
      let (x, y) = (
        color(row, column + 1) - color(row, column - 1),
        color(row + 1, column) - color(row - 1, column)
      )
      return (x * x).sum() + (y * y).sum()
    }
    return (0..<down).flatMap { i in
      (0..<across).map { j in
        let row = min(height - 1, Int((Double(i) + 0.5) * Double(height) / Double(down)))
        let column = min(width - 1, Int((Double(j) + 0.5) * Double(width) / Double(across)))
        var best = (row, column)
        // If segments are only a few pixels wide, moving could place two centres on the same pixel.
        if step >= 4 {
          for r in max(0, row - 1)...min(height - 1, row + 1) {
            for c in max(0, column - 1)...min(width - 1, column + 1)
            where change(r, c) < change(best.0, best.1) {
              best = (r, c)
            }
          }
        }
        return Cluster(
          color: pixels[best.0 * width + best.1], row: Double(best.0), column: Double(best.1))
      }
    }
  }

  /// The nearest centre of each pixel among those whose window of 3S × 3S contains it (2S × 2S in
  /// the paper, which can miss a pixel); of equally near ones, the first.
  private static func assigned(
    _ pixels: [SIMD3<Double>], to clusters: [Cluster], height: Int, width: Int, step: Double,
    compactness: Double
  ) -> [Int] {
    var labels = [Int](repeating: -1, count: pixels.count)
    var distances = [Double](repeating: .infinity, count: pixels.count)
    let reach = max(2, step * 1.5)
    let weight = (compactness / step) * (compactness / step)
    for (number, cluster) in clusters.enumerated() {
      let rows = max(0, Int(cluster.row - reach))...min(height - 1, Int(cluster.row + reach) + 1)
      let columns =
        max(0, Int(cluster.column - reach))...min(width - 1, Int(cluster.column + reach) + 1)
      for row in rows {
        for column in columns {
          let color = pixels[row * width + column] - cluster.color
          let (y, x) = (Double(row) - cluster.row, Double(column) - cluster.column)
          let distance = (color * color).sum() + weight * (x * x + y * y)
          if distance < distances[row * width + column] {
            distances[row * width + column] = distance
            labels[row * width + column] = number
          }
        }
      }
    }
    return labels
  }

  /// The mean colour and position of each segment; a segment without pixels keeps its centre.
  private static func means(
    of pixels: [SIMD3<Double>], labels: [Int], before: [Cluster], width: Int
  ) -> [Cluster] {
    var sums = before.map { _ in Cluster(color: .zero, row: 0, column: 0) }
    var counts = [Double](repeating: 0, count: before.count)
    for (pixel, label) in labels.enumerated() where label >= 0 {
      sums[label].color += pixels[pixel]
      sums[label].row += Double(pixel / width)
      sums[label].column += Double(pixel % width)
      counts[label] += 1
    }
    return before.indices.map { label in
      guard counts[label] > 0 else { return before[label] }
      return Cluster(
        color: sums[label].color / counts[label], row: sums[label].row / counts[label],
        column: sums[label].column / counts[label])
    }
  }

  /// The labels of connected segments: parts that are too small, or not the largest of their label,
  /// are merged into the neighbour with the longest common border, smallest parts first.
  private static func connected(_ labels: [Int], height: Int, width: Int, least: Int) -> [Int] {
    func neighbours(_ pixel: Int) -> [Int] {
      let (row, column) = (pixel / width, pixel % width)
      return (column > 0 ? [pixel - 1] : []) + (column < width - 1 ? [pixel + 1] : [])
        + (row > 0 ? [pixel - width] : []) + (row < height - 1 ? [pixel + width] : [])
    }
    var part = [Int](repeating: -1, count: labels.count)
    var members: [[Int]] = []
    for start in labels.indices where part[start] < 0 {
      var found = [start]
      part[start] = members.count
      var next = 0
      while next < found.count {
        let pixel = found[next]
        next += 1
        for other in neighbours(pixel) where part[other] < 0 && labels[other] == labels[start] {
          part[other] = members.count
          found.append(other)
        }
      }
      members.append(found)
    }
    var largest: [Int: Int] = [:]
    for (number, pixels) in members.enumerated() {
      let label = labels[pixels[0]]
      if largest[label].map({ members[$0].count < pixels.count }) ?? true {
        largest[label] = number
      }
    }
    let loose = members.indices.filter {
      members[$0].count < least || largest[labels[members[$0][0]]] != $0
    }.sorted { (members[$0].count, $0) < (members[$1].count, $1) }
    for number in loose {
      var borders: [Int: Int] = [:]
      for pixel in members[number] {
        for other in neighbours(pixel) where part[other] != number {
          borders[part[other], default: 0] += 1
        }
      }
      // The longest border; of equal ones, that of the first part.
      guard let host = borders.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key else {
        continue
      }
      for pixel in members[number] { part[pixel] = host }
      members[host] += members[number]
      members[number] = []
    }
    var numbers: [Int: Int] = [:]
    return part.map { label in
      if let number = numbers[label] { return number }
      numbers[label] = numbers.count
      return numbers.count - 1
    }
  }

  /// The CIELAB coordinates of an sRGB colour, under illuminant D65 (IEC 61966-2-1; CIE 15:2004).
  static func lab(_ color: (Double, Double, Double)) -> SIMD3<Double> {
    func linear(_ value: Double) -> Double {
      value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    let (r, g, b) = (linear(color.0), linear(color.1), linear(color.2))
    let x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047
    let y = 0.2126729 * r + 0.7151522 * g + 0.0721750 * b
    let z = (0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883
    func root(_ t: Double) -> Double {
      t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116
    }
    let (fx, fy, fz) = (root(x), root(y), root(z))
    return SIMD3(116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz))
  }
}
