import LimnCore
import LimnNetwork

/// Resampling: nearest, linear and cubic, as in ONNX's `Resize` and `Upsample`.
extension GraphReader {
  mutating func resize(_ node: GraphNode) throws -> Line {
    let line = try settled(0, of: node)
    let resampling = try resampling(node)
    let isOld = node.identity.operator == "Upsample" || opset < 11
    let scaleInput = isOld ? 1 : 2
    var scales = try (node.floats("scales") ?? numbers(scaleInput, of: node))?.map(Double.init)
    if scales?.isEmpty ?? false { scales = nil }
    // The batch size may be among them, unspecified.
    var sizes = isOld ? nil : try constant(3, of: node)?.integers
    let rank = line.shape.count
    let axes = (node.integers("axes") ?? Array(0..<rank)).map { $0 < 0 ? $0 + rank : $0 }
    guard (scales?.count ?? sizes?.count) == axes.count, axes.allSatisfy((0..<rank).contains) else {
      throw refusal(of: node, expected: "constant scales or sizes for each axis")
    }
    let region = try resampling.transform == "tf_crop_and_resize" ? numbers(1, of: node) : nil
    guard region == nil || region?.count == 2 * axes.count else {
      throw refusal(of: node, expected: "a region's start and end along each axis")
    }
    func whole(_ size: Double) throws -> Int {
      guard size >= 0, size <= Double(builder.numbersAllowed) else {
        throw refusal(of: node, expected: "scales and sizes that give an output that is not empty")
      }
      return Int(size)
    }
    let policy = node.text("keep_aspect_ratio_policy", default: "stretch")
    if policy != "stretch", let asked = sizes {
      // The same scale for all axes: the largest that does not exceed the sizes, or the smallest
      // that reaches them.
      let ratios = zip(axes, asked).map { Double($1 ?? 1) / Double(line.shape[$0] ?? $1 ?? 1) }
      let scale = policy == "not_larger" ? ratios.min() : ratios.max()
      guard policy == "not_larger" || policy == "not_smaller", let scale else {
        throw refusal(of: node, expected: "a known policy, not \(policy)")
      }
      scales = axes.map { _ in scale }
      sizes = try axes.map { try whole((Double(line.shape[$0] ?? 1) * scale).rounded()) }
    }
    var shape = line.shape
    var samples: [[[SparseMap.Tap]?]] = []
    for axis in 0..<rank {
      let place = axes.firstIndex(of: axis)
      guard let size = shape[axis] else {
        guard let place else { continue }
        let keeps =
          if let sizes { sizes[place] == nil || sizes[place] == batchSize } else {
            scales?[place] == 1
          }
        guard keeps else { throw mixesRows(node) }
        continue
      }
      let scale =
        place.map { place in
          scales?[place] ?? Double(sizes?[place] ?? size) / Double(size)
        } ?? 1
      let count =
        if let place, let sizes { sizes[place] ?? 0 } else {
          try whole((Double(size) * scale).rounded(.down))
        }
      guard
        resampling.transform != "align_corners" || sizes != nil
          || Double(count) == Double(size) * scale
      else {
        throw refusal(
          of: node,
          expected: "scales that give whole sizes; with aligned corners, tools disagree on others")
      }
      guard scale > 0, scale.isFinite, count > 0, count <= builder.numbersAllowed else {
        throw refusal(of: node, expected: "scales and sizes that give an output that is not empty")
      }
      shape[axis] = count
      let part = place.flatMap { place in
        region.map { (Double($0[place]), Double($0[axes.count + place])) }
      }
      try spend(count * resampling.width(scale: scale, size: size))
      samples.append(
        (0..<count).map {
          resampling.taps($0, scale: scale, size: size, count: count, region: part ?? (0, 1))
        })
    }
    let terms = samples.reduce(1) { product, along in
      product.multipliedReportingOverflow(by: along.reduce(0) { $0 + ($1?.count ?? 1) })
        .partialValue
    }
    guard Line.width(of: shape) <= builder.numbersAllowed / 8, terms <= builder.numbersAllowed,
      terms > 0
    else { throw ONNXError.tooLarge(file: file) }
    return try apply(
      SparseMap.interpolation(line.example, samples: samples, outside: resampling.outside),
      to: [line], shape: shape, at: .node(node.identity))
  }

  private func resampling(_ node: GraphNode) throws -> Resampling {
    let isOld = node.identity.operator == "Upsample" || opset < 11
    let name = node.text("mode", default: "nearest")
    guard let mode = Resampling.Mode(rawValue: name) else {
      throw refusal(of: node, expected: "the mode nearest, linear or cubic, not \(name)")
    }
    let transform = node.text(
      "coordinate_transformation_mode", default: isOld ? "asymmetric" : "half_pixel")
    guard Resampling.transforms.contains(transform) else {
      throw refusal(
        of: node, expected: "a known coordinate transformation, not \(transform)")
    }
    return Resampling(
      mode: mode, transform: transform,
      rounding: node.text("nearest_mode", default: isOld ? "floor" : "round_prefer_floor"),
      smooths: node.integer("antialias", default: 0) != 0,
      coefficient: Double(try node.finite("cubic_coeff_a", default: -0.75, in: self)),
      leavesOutOutside: node.integer("exclude_outside", default: 0) != 0,
      outside: try node.finite("extrapolation_value", default: 0, in: self))
  }
}

/// How positions of a resized axis are computed from those of its input.
private struct Resampling {
  enum Mode: String {
    case nearest, linear, cubic
  }

  let mode: Mode
  /// One of ``transforms``.
  let transform: String
  let rounding: String
  /// Whether the window widens when the axis shrinks, so that no input is skipped (antialiasing).
  let smooths: Bool
  /// The coefficient of the cubic kernel, often called a.
  let coefficient: Double
  /// Whether positions outside the input have weight 0 instead of the value of the nearest position
  /// inside.
  let leavesOutOutside: Bool
  /// The value outside the input, for a region that extends beyond it.
  let outside: Float

  static let transforms: Set = [
    "asymmetric", "half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners",
    "tf_crop_and_resize",
  ]

  /// The maximum number of input positions that a window covers.
  func width(scale: Double, size: Int) -> Int {
    let reach: Double = mode == .cubic ? 4 : 2
    return smooths && scale < 1 ? Int(min(reach / scale + 2, Double(2 * size + 4))) : Int(reach)
  }

  /// The input positions and weights for one output position; `nil` if it lies outside the input.
  func taps(
    _ output: Int, scale: Double, size: Int, count: Int, region: (start: Double, end: Double)
  ) -> [SparseMap.Tap]? {
    if count == size, scale == 1, region == (0, 1) { return [(output, 1)] }
    let x = source(output, scale: scale, size: size, count: count, region: region)
    if transform == "tf_crop_and_resize", x < 0 || x > Double(size - 1) { return nil }
    func inside(_ place: Double) -> Int { Int(min(max(place, 0), Double(size - 1))) }
    switch mode {
    case .nearest:
      let nearest: Double =
        switch rounding {
        case "floor": x.rounded(.down)
        case "ceil": x.rounded(.up)
        case "round_prefer_ceil": (x + 0.5).rounded(.down)
        default: (x - 0.5).rounded(.up)
        }
      return [(inside(nearest), 1)]
    case .linear where !smooths && !leavesOutOutside:
      let held = min(max(x, 0), Double(size - 1))
      let low = min(Int(held), max(size - 2, 0))
      let (high, share) = (min(low + 1, size - 1), Float(held - Double(low)))
      guard share != 0, high != low else { return [(low, 1)] }
      return [(low, 1 - share), (high, share)]
    case .linear, .cubic:
      // The window is as wide as the kernel, widened by the factor by which the axis shrinks.
      let narrowing = smooths ? min(scale, 1) : 1
      let reach = (mode == .cubic ? 2 : 1) / narrowing
      var weights: [(place: Double, weight: Double)] = []
      for place in stride(
        from: (x - reach).rounded(.up), through: (x + reach).rounded(.down), by: 1)
      {
        let isInside = place >= 0 && place <= Double(size - 1)
        let weight = leavesOutOutside && !isInside ? 0 : kernel((place - x) * narrowing)
        if weight != 0 { weights.append((place, weight)) }
      }
      let sum = smooths || leavesOutOutside ? weights.reduce(0) { $0 + $1.weight } : 1
      return weights.map { (inside($0.place), Float($0.weight / sum)) }
    }
  }

  /// The weight at a distance: a triangle, or Keys's cubic convolution kernel (1981), whose
  /// integral is 1.
  private func kernel(_ distance: Double) -> Double {
    let x = abs(distance)
    let a = coefficient
    guard mode == .cubic else { return max(0, 1 - x) }
    if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0
  }

  /// The position in the input that corresponds to an output position.
  private func source(
    _ output: Int, scale: Double, size: Int, count: Int, region: (start: Double, end: Double)
  ) -> Double {
    let x = Double(output)
    switch transform {
    case "asymmetric": return x / scale
    case "half_pixel_symmetric":
      let adjustment = Double(count) / (scale * Double(size))
      let center = Double(size) / 2
      return center * (1 - adjustment) + (x + 0.5) / scale - 0.5
    case "pytorch_half_pixel": return count > 1 ? (x + 0.5) / scale - 0.5 : 0
    case "align_corners": return count > 1 ? x * Double(size - 1) / Double(count - 1) : 0
    case "tf_crop_and_resize":
      let last = Double(size - 1)
      let length = (region.end - region.start) * last
      return region.start * last + (count > 1 ? x * length / Double(count - 1) : length / 2)
    default: return (x + 0.5) / scale - 0.5
    }
  }
}
