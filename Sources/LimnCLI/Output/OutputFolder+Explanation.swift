import Limn

extension OutputFolder {
  /// The approximate length of a heatmap's longer side if the size of a pixel is not given.
  private static let heatmapSide = 512

  /// A picture to draw, with the name of its file.
  private struct Picture: Sendable {
    let name: String
    let png: @Sendable () throws -> [UInt8]
  }

  /// Adds the pictures and arrays of an explanation.
  ///
  /// - Parameters:
  ///   - pixelSize: the side of a value's block in a heatmap; `nil` for a suitable one.
  ///   - channels: how a heatmap combines a pixel's channels.
  ///   - work: the work in which the pictures are drawn.
  mutating func write(
    _ explanation: Explanation, pixelSize: Int?, channels: ChannelRule, work: Work
  ) throws {
    let scales = try SharedScales(of: explanation.attributions, channels: channels)
    // The panel takes longest, so it is started first.
    var pictures = [
      Picture(name: "panel.png") {
        try Panel(explanation, scales: scales)
          .render(as: .png, text: explanation.record)
      }
    ]
    if case .image(_, let height, let width) = explanation.shape {
      let pixelSize = pixelSize ?? max(1, Self.heatmapSide / max(height, width))
      pictures.append(
        Picture(name: "input.png") {
          try Heatmap(
            input: explanation.input, shape: explanation.shape, tones: explanation.tones
          )
          .png(pixelSize: pixelSize, text: explanation.record)
        })
      for attribution in explanation.attributions {
        pictures += Self.heatmaps(
          of: attribution, in: explanation, scale: try scales.scale(of: attribution),
          channels: channels, pixelSize: pixelSize)
      }
    } else if let maps = explanation.featureMaps {
      for attribution in explanation.attributions {
        let scale = try scales.scale(of: attribution)
        pictures.append(
          Picture(name: "\(attribution.method).png") {
            try FeatureMapsFigure(
              attribution, maps: maps, scale: scale, channels: channels,
              outputs: explanation.prediction.schema
            ).render(as: .png, text: explanation.record(of: attribution, scale: scale))
          })
      }
    } else {
      for attribution in explanation.attributions {
        pictures.append(
          Self.bars(
            of: attribution, in: explanation, scale: try scales.scale(of: attribution)))
      }
    }
    // A matrix of pairs replaces the heatmap of single values, which the panel shows.
    for attribution in explanation.attributions where attribution.interactions != nil {
      let name = "\(attribution.method).png"
      pictures.removeAll { $0.name == name }
      pictures.append(
        Picture(name: name) {
          let count = attribution.interactions?.players ?? 0
          let names = explanation.featureNames.flatMap { $0.count == count ? $0 : nil }
          return try InteractionFigure(
            attribution, names: names, outputs: explanation.prediction.schema
          ).render(as: .png, text: explanation.record)
        })
      guard attribution.interactions?.strongest(1).isEmpty == false,
        attribution.interactions?.players ?? 0 > 1
      else { continue }
      pictures.append(
        Picture(name: "\(attribution.method)-network.png") {
          let count = attribution.interactions?.players ?? 0
          let names = explanation.featureNames.flatMap { $0.count == count ? $0 : nil }
          return try InteractionNetwork(
            attribution, input: explanation.input, names: names,
            outputs: explanation.prediction.schema, tones: explanation.tones
          ).render(as: .png, scale: 2, text: explanation.record)
        })
    }
    let pngs = try parallelMap(count: pictures.count, work: work) { [pictures] in
      try pictures[$0].png()
    }
    for (picture, png) in zip(pictures, pngs) { try write(png, as: picture.name) }
    for attribution in explanation.attributions {
      if let found = attribution.interactions {
        // For interactions, the matrix of pairs is the result; the single values summarise it.
        let square = InputShape.image(height: found.players, width: found.players)
        try write(found.pairs, shape: square, as: "\(attribution.method).npy")
        if let errors = found.standardErrors {
          try write(errors, shape: square, as: "\(attribution.method)-error.npy")
        }
        continue
      }
      let shape = explanation.featureMaps?.shape ?? attribution.shape
      try write(attribution.values, shape: shape, as: "\(attribution.method).npy")
      if let errors = attribution.standardErrors {
        try write(errors, shape: shape, as: "\(attribution.method)-error.npy")
      }
    }
  }

  private static func heatmaps(
    of attribution: Attribution, in explanation: Explanation, scale: ColorScale,
    channels: ChannelRule, pixelSize: Int
  ) -> [Picture] {
    let record = explanation.record(of: attribution, scale: scale)
    return [
      Picture(name: "\(attribution.method).png") {
        try Heatmap(attribution, scale: scale, channels: channels).png(
          pixelSize: pixelSize, text: record)
      },
      Picture(name: "\(attribution.method)-overlay.png") {
        // Two pixels per point, so that the lines are as wide as in the panel.
        try HeatmapOverlay(
          attribution, on: explanation.input, scale: scale, channels: channels,
          tones: explanation.tones,
          pixelSize: Double(pixelSize) / 2
        ).render(as: .png, scale: 2, text: record)
      },
    ]
  }

  private static func bars(
    of attribution: Attribution, in explanation: Explanation, scale: ColorScale
  ) -> Picture {
    Picture(name: "\(attribution.method).png") {
      try AttributionBars(
        attribution, input: explanation.input, featureNames: explanation.featureNames,
        categories: explanation.categories, outputs: explanation.prediction.schema,
        reach: scale.limit
      ).render(as: .png, text: explanation.record(of: attribution, scale: scale))
    }
  }
}
