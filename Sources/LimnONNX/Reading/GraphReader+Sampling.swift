import LimnCore
import LimnNetwork

/// Operators that lay an image out anew: its edges, its size, its channels in space.
extension GraphReader {
  /// Values added around its input.
  mutating func pad(_ node: GraphNode) throws -> Line {
    let line = try settled(0, of: node)
    guard let given = try node.integers("pads") ?? integers(1, of: node) else {
      throw refusal(of: node, expected: "constant pads")
    }
    let rank = line.shape.count
    let axes = (try integers(3, of: node) ?? Array(0..<rank)).map { $0 < 0 ? $0 + rank : $0 }
    guard given.count == 2 * axes.count, axes.allSatisfy((0..<rank).contains) else {
      throw refusal(of: node, expected: "pads before and after each axis")
    }
    var (before, after) = ([Int](repeating: 0, count: rank), [Int](repeating: 0, count: rank))
    for (place, axis) in axes.enumerated() {
      (before[axis], after[axis]) = (given[place], given[axes.count + place])
    }
    let batch = line.batchAxis
    if let batch, before[batch] != 0 || after[batch] != 0 { throw mixesRows(node) }
    let constant =
      try node.has("value")
      ? node.finite("value", default: 0, in: self) : numbers(2, of: node)?.first ?? 0
    var shape = line.shape
    for axis in shape.indices {
      guard let size = shape[axis] else { continue }
      let (first, last) = (size.addingReportingOverflow(before[axis]), after[axis])
      guard !first.overflow, first.partialValue.addingReportingOverflow(last).partialValue > 0,
        abs(before[axis]) <= builder.numbersAllowed, abs(last) <= builder.numbersAllowed
      else { throw refusal(of: node, expected: "pads that leave something") }
      shape[axis] = size + before[axis] + last
    }
    guard Line.width(of: shape) <= builder.numbersAllowed else {
      throw ONNXError.tooLarge(file: file)
    }
    let mode = node.text("mode", default: "constant")
    guard ["constant", "reflect", "edge", "wrap"].contains(mode) else {
      throw refusal(of: node, expected: "the mode constant, reflect, edge or wrap")
    }
    func source(_ place: Int, _ size: Int) -> Int? {
      switch mode {
      case "edge": return place < 0 ? 0 : size - 1
      case "wrap": return ((place % size) + size) % size
      case "reflect":
        guard size > 1 else { return 0 }
        let period = 2 * (size - 1)
        let folded = ((place % period) + period) % period
        return folded < size ? folded : period - folded
      default: return nil
      }
    }
    let own = shape.indices.filter { $0 != batch }
    return try apply(
      SparseMap.padding(
        line.example, before: own.map { before[$0] }, after: own.map { after[$0] },
        constant: constant, source: source),
      to: [line], shape: shape, at: .node(node.identity))
  }

  /// Nearest or linear resampling.
  mutating func resize(_ node: GraphNode) throws -> Line {
    let line = try settled(0, of: node)
    let isOld = node.identity.operator == "Upsample" || opset < 11
    let scaleInput = isOld ? 1 : 2
    var scales = try (node.floats("scales") ?? numbers(scaleInput, of: node))?.map(Double.init)
    if scales?.isEmpty ?? false { scales = nil }
    // The batch's size may be among them, still open.
    var sizes = isOld ? nil : try constant(3, of: node)?.integers
    let rank = line.shape.count
    let axes = (node.integers("axes") ?? Array(0..<rank)).map { $0 < 0 ? $0 + rank : $0 }
    guard (scales?.count ?? sizes?.count) == axes.count, axes.allSatisfy((0..<rank).contains),
      node.integer("antialias", default: 0) == 0
    else { throw refusal(of: node, expected: "constant scales or sizes for each axis") }
    func whole(_ size: Double) throws -> Int {
      guard size >= 0, size <= Double(builder.numbersAllowed) else {
        throw refusal(of: node, expected: "scales and sizes that leave something")
      }
      return Int(size)
    }
    let policy = node.text("keep_aspect_ratio_policy", default: "stretch")
    if policy != "stretch", let asked = sizes {
      // The same scale for all axes: the largest that stays within the sizes, or the smallest beyond.
      let ratios = zip(axes, asked).map { Double($1 ?? 1) / Double(line.shape[$0] ?? $1 ?? 1) }
      let scale = policy == "not_larger" ? ratios.min() : ratios.max()
      guard policy == "not_larger" || policy == "not_smaller", let scale else {
        throw refusal(of: node, expected: "a policy that is known, not \(policy)")
      }
      scales = axes.map { _ in scale }
      sizes = try axes.map { try whole((Double(line.shape[$0] ?? 1) * scale).rounded()) }
    }
    let mode = node.text("mode", default: "nearest")
    guard mode == "nearest" || mode == "linear" else {
      throw refusal(of: node, expected: "the mode nearest or linear, not \(mode)")
    }
    let transform = node.text(
      "coordinate_transformation_mode", default: isOld ? "asymmetric" : "half_pixel")
    let rounding = node.text("nearest_mode", default: isOld ? "floor" : "round_prefer_floor")
    var shape = line.shape
    var samples: [[(low: Int, high: Int, share: Float)]] = []
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
      guard transform != "align_corners" || sizes != nil || Double(count) == Double(size) * scale
      else {
        throw refusal(
          of: node,
          expected: "scales that give whole sizes; with aligned corners, tools disagree on others")
      }
      guard scale > 0, scale.isFinite, count > 0, count <= builder.numbersAllowed else {
        throw refusal(of: node, expected: "scales and sizes that leave something")
      }
      shape[axis] = count
      samples.append(
        try (0..<count).map { output in
          let x = try Self.source(output, scale: scale, size: size, count: count, transform) {
            self.refusal(of: node, expected: "a coordinate transformation that is known, not \($0)")
          }
          if count == size, scale == 1 { return (output, output, 0) }
          if mode == "nearest" {
            let nearest: Double =
              switch rounding {
              case "floor": x.rounded(.down)
              case "ceil": x.rounded(.up)
              case "round_prefer_ceil": (x + 0.5).rounded(.down)
              default: (x - 0.5).rounded(.up)
              }
            let place = min(max(Int(nearest), 0), size - 1)
            return (place, place, 0)
          }
          let inside = min(max(x, 0), Double(size - 1))
          let low = min(Int(inside), max(size - 2, 0))
          return (low, min(low + 1, size - 1), Float(inside - Double(low)))
        })
    }
    guard Line.width(of: shape) <= builder.numbersAllowed / 8 else {
      throw ONNXError.tooLarge(file: file)
    }
    return try apply(
      SparseMap.interpolation(line.example, samples: samples), to: [line], shape: shape,
      at: .node(node.identity))
  }

  /// Where in the input the output's place lies.
  private static func source(
    _ output: Int, scale: Double, size: Int, count: Int, _ transform: String,
    unknown: (String) -> ONNXError
  ) throws -> Double {
    let x = Double(output)
    switch transform {
    case "asymmetric": return x / scale
    case "half_pixel": return (x + 0.5) / scale - 0.5
    case "half_pixel_symmetric":
      let adjustment = Double(count) / (scale * Double(size))
      let center = Double(size) / 2
      return center * (1 - adjustment) + (x + 0.5) / scale - 0.5
    case "pytorch_half_pixel": return count > 1 ? (x + 0.5) / scale - 0.5 : 0
    case "align_corners": return count > 1 ? x * Double(size - 1) / Double(count - 1) : 0
    default: throw unknown(transform)
    }
  }

  /// Blocks of channels laid out in space.
  mutating func depthToSpace(_ node: GraphNode) throws -> Line {
    let line = try settled(0, of: node)
    let block = node.integer("blocksize", default: 0)
    guard line.isBatchFirst, line.shape.count == 4, block > 0, block < 1 << 16,
      let channels = line.shape[1], let height = line.shape[2], let width = line.shape[3],
      channels.isMultiple(of: block * block)
    else { throw refusal(of: node, expected: "N×C×H×W, and a block that divides its channels") }
    let depth = channels / (block * block)
    let isColumns = node.text("mode", default: "DCR") == "CRD"
    let sizes =
      isColumns
      ? [depth, block, block, height, width] : [block, block, depth, height, width]
    let order = isColumns ? [0, 3, 1, 4, 2] : [2, 3, 0, 4, 1]
    let map = SparseMap.transpose(Shape(sizes), order: order)
    return try apply(
      SparseMap(
        "DepthToSpace", of: [line.example], to: Shape([depth, height * block, width * block]),
        selecting: map.indices),
      to: [line], shape: [nil, depth, height * block, width * block], at: .node(node.identity))
  }
}
