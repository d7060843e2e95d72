import LimnCore
import LimnGraphics
import LimnNetwork

/// The incoming weights of every unit of a first layer, each in the input's shape, as one picture on
/// one scale: blue below 0, red above.
struct WeightMosaic {
  private let weights: Matrix
  private let height: Int
  private let width: Int

  /// The side, in pixels, up to which the picture is magnified.
  private static let side = 640

  /// `nil` unless the input is a grey image and the first layer, apart from scaling, is dense.
  init?(_ network: Network) {
    guard case .image(1, let height, let width) = network.inputShape,
      let dense = network.anatomy.denseFront?.dense,
      dense.weights.rows == height * width
    else { return nil }
    weights = dense.weights
    self.height = height
    self.width = width
  }

  /// - Throws: `GraphicsError.nonFiniteValue`.
  func raster() throws -> Raster {
    let scale = try ColorScale.symmetric(around: weights.elements.map(Double.init))
    let across = Int(Double(weights.columns).squareRoot().rounded(.up))
    let down = (weights.columns + across - 1) / across
    // One pixel of white between neighbours.
    let (rows, columns) = (down * (height + 1) - 1, across * (width + 1) - 1)
    var colors = [Color](repeating: .white, count: rows * columns)
    for unit in 0..<weights.columns {
      let (top, left) = (unit / across * (height + 1), unit % across * (width + 1))
      for pixel in 0..<height * width {
        colors[(top + pixel / width) * columns + left + pixel % width] = try scale.color(
          of: Double(weights[pixel, unit]))
      }
    }
    return try Raster(width: columns, height: rows, colors: colors)
      .magnified(by: max(1, Self.side / max(rows, columns)))
  }
}
