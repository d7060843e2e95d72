import Limn

extension OutputFolder {
  /// About how wide a heatmap is where the size of a pixel is not given.
  private static let heatmapWidth = 512

  /// Adds the pictures and arrays of an explanation.
  ///
  /// - Parameter pixelSize: the side of a value's block in a heatmap; `nil` for a fitting one.
  mutating func write(_ explanation: Explanation, pixelSize: Int?) throws {
    let scales = try SharedScales(of: explanation.attributions)
    if case .image(_, let width) = explanation.shape {
      let pixelSize = pixelSize ?? max(1, Self.heatmapWidth / width)
      let picture = try Heatmap(input: explanation.input, shape: explanation.shape)
      try write(picture.png(pixelSize: pixelSize, text: explanation.record), as: "input.png")
      for attribution in explanation.attributions {
        let scale = try scales.scale(of: attribution)
        try writeHeatmaps(
          of: attribution, in: explanation, scale: scale, pixelSize: pixelSize)
      }
    } else {
      for attribution in explanation.attributions {
        try writeBars(of: attribution, in: explanation, scale: try scales.scale(of: attribution))
      }
    }
    for attribution in explanation.attributions {
      try write(attribution.values, shape: attribution.shape, as: "\(attribution.method).npy")
      if let errors = attribution.standardErrors {
        try write(errors, shape: attribution.shape, as: "\(attribution.method)-error.npy")
      }
    }
    try write(
      Panel(explanation, scales: scales).render(as: .png, text: explanation.record),
      as: "panel.png")
  }

  private mutating func writeHeatmaps(
    of attribution: Attribution, in explanation: Explanation, scale: ColorScale, pixelSize: Int
  ) throws {
    let record = explanation.record(of: attribution, scale: scale)
    try write(
      Heatmap(attribution, scale: scale).png(pixelSize: pixelSize, text: record),
      as: "\(attribution.method).png")
    // Twice as many pixels as points, so that the lines are as wide as in the panel.
    let overlay = try HeatmapOverlay(
      attribution, on: explanation.input, scale: scale, pixelSize: Double(pixelSize) / 2)
    try write(
      overlay.render(as: .png, scale: 2, text: record), as: "\(attribution.method)-overlay.png")
  }

  private mutating func writeBars(
    of attribution: Attribution, in explanation: Explanation, scale: ColorScale
  ) throws {
    let bars = try AttributionBars(
      attribution, input: explanation.input, reach: scale.limit)
    try write(
      bars.render(as: .png, text: explanation.record(of: attribution, scale: scale)),
      as: "\(attribution.method).png")
  }
}
