import LimnCore

/// Scores of pictures that each differ from a base picture in a small rectangle, such as the
/// windows of occlusion. Only what a rectangle affects is recomputed, operation by operation, until
/// that is everything; the rest is taken from the base picture.
///
/// The values equal those of ``Network/scores(of:)`` up to rounding: in a matrix product with more
/// than 256 terms, the number of examples determines when the bias is added.
public struct NearbyScores: Sendable {
  /// A rectangle of pixels, in all channels.
  public struct Patch: Sendable, Hashable {
    /// The rows of pixels, counted from 0 at the top.
    public let rows: Range<Int>
    /// The columns of pixels, counted from 0 at the left.
    public let columns: Range<Int>

    /// Creates a rectangle from its rows and columns.
    public init(rows: Range<Int>, columns: Range<Int>) {
      self.rows = rows
      self.columns = columns
    }
  }

  private let network: Network
  /// The values of the base picture, up to the last value that the rectangles do not cover
  /// completely.
  private(set) var values: [Matrix] = []
  /// The dimensions of each value that consists of channel maps; `nil` for other values.
  let maps: [Map?]

  /// The dimensions of a value that consists of channel maps.
  struct Map {
    let channels: Int
    let height: Int
    let width: Int

    /// Returns `nil` for a shape with other axes.
    init?(_ shape: Shape) {
      let sizes = shape.sizes.count == 2 ? [1] + shape.sizes : shape.sizes
      guard sizes.count == 3 else { return nil }
      (channels, height, width) = (sizes[0], sizes[1], sizes[2])
    }
  }

  /// Where the pictures of a batch differ from the base picture in a value; of the same size for
  /// all pictures.
  struct Region {
    let height: Int
    let width: Int
    /// The position of the region for each picture.
    let tops: [Int]
    let lefts: [Int]
  }

  /// The method is used only if it saves more than this share of a pass's multiplications.
  private static let leastSaved = 0.2
  /// A region larger than this share of a map counts as the whole map.
  private static let mostOfMap = 0.75

  /// Evaluates the base picture and prepares for changes within rectangles.
  ///
  /// - Parameters:
  ///   - network: the network to evaluate.
  ///   - input: the base picture, `network.inputShape.count` values.
  ///   - patches: the rectangles in which the other pictures will differ.
  /// - Returns: `nil` if the method does not save enough: if the network does not begin with
  ///   convolutions, or if the rectangles soon affect everything. Also `nil` if a rectangle lies
  ///   outside the picture.
  public init?(_ network: Network, at input: [Float], patches: [Patch]) {
    maps = network.shapes.map { Map($0) }
    self.network = network
    guard let first = maps[0], !patches.isEmpty, input.count == network.shapes[0].count,
      patches.allSatisfy({
        $0.rows.lowerBound >= 0 && $0.rows.upperBound <= first.height
          && $0.columns.lowerBound >= 0 && $0.columns.upperBound <= first.width
      })
    else { return nil }
    let regions = regions(of: patches)
    var (saved, total) = (0.0, 0.0)
    for (index, node) in network.nodes.prefix(network.scoreNodeCount).enumerated() {
      let products = Self.products(of: node.operation, places: network.shapes[index + 1].count)
      total += products
      if let region = regions[index + 1], let map = maps[index + 1] {
        saved +=
          products * (1 - Double(region.height * region.width) / Double(map.height * map.width))
      }
    }
    guard total > 0, saved > Self.leastSaved * total else { return nil }
    values = [Matrix(row: input)]
    for node in network.nodes.prefix(regions.lastIndex { $0 != nil } ?? 0) {
      values.append(node.operation.forward(node.inputs.map { values[$0] }).output)
    }
  }

  /// The number of multiplications for one example.
  private static func products(of operation: any Operation, places: Int) -> Double {
    switch operation {
    case let convolution as Convolution: Double(convolution.weights.columns) * Double(places)
    case let dense as Dense:
      Double(dense.weights.rows) * Double(places)
    default: Double(places)
    }
  }

  /// The regions in which the pictures differ, for each value up to the scores; `nil` from the
  /// value where they differ everywhere.
  private func regions(of patches: [Patch]) -> [Region?] {
    var regions: [Region?] = [
      region(
        in: 0, tops: patches.map(\.rows.lowerBound), bottoms: patches.map(\.rows.upperBound),
        lefts: patches.map(\.columns.lowerBound), rights: patches.map(\.columns.upperBound))
    ]
    for (index, node) in network.nodes.prefix(network.scoreNodeCount).enumerated() {
      let taken = node.inputs.map { regions[$0] }
      guard taken.allSatisfy({ $0 != nil }), !taken.isEmpty else {
        regions.append(nil)
        continue
      }
      regions.append(region(of: node.operation, value: index + 1, taken.compactMap { $0 }))
    }
    return regions
  }

  /// Regions of equal size inside the map that contain the requested ones; `nil` if they cover most
  /// of the map.
  private func region(
    in value: Int, tops: [Int], bottoms: [Int], lefts: [Int], rights: [Int]
  ) -> Region? {
    guard let map = maps[value] else { return nil }
    let height = zip(tops, bottoms).reduce(1) { max($0, $1.1 - $1.0) }
    let width = zip(lefts, rights).reduce(1) { max($0, $1.1 - $1.0) }
    guard height <= map.height, width <= map.width,
      Double(height * width) <= Self.mostOfMap * Double(map.height * map.width)
    else { return nil }
    return Region(
      height: height, width: width, tops: tops.map { max(0, min($0, map.height - height)) },
      lefts: lefts.map { max(0, min($0, map.width - width)) })
  }

  private func region(of operation: any Operation, value: Int, _ taken: [Region]) -> Region? {
    let first = taken[0]
    if let windows = operation.looksThrough {
      func ends(
        _ starts: [Int], _ size: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ before: Int,
        _ places: Int
      ) -> (first: [Int], end: [Int]) {
        let reach = dilation * (kernel - 1)
        // Position o covers o·stride − before up to that + reach.
        let firsts = starts.map {
          max(0, ($0 + before - reach + stride - 1).flooredDivision(by: stride))
        }
        let ends = starts.map {
          min(places, ($0 + size - 1 + before).flooredDivision(by: stride) + 1)
        }
        return (firsts, ends)
      }
      let down = ends(
        first.tops, first.height, windows.kernel.height, windows.stride.height,
        windows.dilation.height, windows.paddingBefore.height, windows.output.height)
      let across = ends(
        first.lefts, first.width, windows.kernel.width, windows.stride.width,
        windows.dilation.width, windows.paddingBefore.width, windows.output.width)
      return region(
        in: value, tops: down.first, bottoms: down.end, lefts: across.first, rights: across.end)
    }
    if operation is Sum {
      func least(_ path: (Region) -> [Int]) -> [Int] {
        first.tops.indices.map { row in taken.map { path($0)[row] }.min() ?? 0 }
      }
      func most(_ path: (Region) -> [Int]) -> [Int] {
        first.tops.indices.map { row in taken.map { path($0)[row] }.max() ?? 0 }
      }
      return region(
        in: value, tops: least(\.tops), bottoms: most { r in r.tops.map { $0 + r.height } },
        lefts: least(\.lefts), rights: most { r in r.lefts.map { $0 + r.width } })
    }
    guard operation.actsOnElements, let map = maps[value], map.height >= first.height else {
      return nil
    }
    return first
  }

  /// The scores of pictures whose row r differs from the base picture only within `patches[r]`.
  ///
  /// - Parameters:
  ///   - inputs: the pictures, `n × network.inputShape.count`.
  ///   - patches: the rectangle of each picture, `n` of them.
  /// - Returns: the scores, `n × outputCount`.
  public func scores(of inputs: Matrix, changedIn patches: [Patch]) -> Matrix {
    precondition(inputs.rows == patches.count, "a rectangle for each image")
    // Fewer rectangles may need smaller regions and thus cover everything later than all together;
    // from the first value not kept for the base picture on, everything is computed.
    var regions = regions(of: patches)
    for value in values.count..<max(values.count, regions.count) { regions[value] = nil }
    /// What has been computed of each value: its region, or all of it if it has none.
    var found: [Matrix?] = [regions[0].map { cut($0, from: inputs, value: 0) } ?? inputs]
    func whole(_ value: Int) -> Matrix? {
      guard let part = found[value], let region = regions[value] else { return found[value] }
      return pasted(part, region, value: value)
    }
    for (index, node) in network.nodes.prefix(network.scoreNodeCount).enumerated() {
      let value = index + 1
      let output: Matrix
      if let region = regions[value] {
        output = near(node, region, regions, found)
      } else {
        output = node.operation.forward(node.inputs.compactMap(whole)).output
      }
      found.append(output)
      for taken in node.inputs where network.lastUses[taken] == index {
        if taken != network.scoreValue { found[taken] = nil }
      }
    }
    return whole(network.scoreValue) ?? inputs
  }

  /// Computes an operation within its region.
  private func near(
    _ node: Network.Node, _ region: Region, _ regions: [Region?], _ found: [Matrix?]
  ) -> Matrix {
    func part(_ value: Int, _ wanted: Region, outside: Float = 0) -> Matrix {
      crop(value, wanted, from: found[value], regions[value], outside: outside)
    }
    guard let windows = node.operation.looksThrough else {
      return node.operation.forward(node.inputs.map { part($0, region) }).output
    }
    let taken = Region(
      height: (region.height - 1) * windows.stride.height
        + windows.dilation.height * (windows.kernel.height - 1) + 1,
      width: (region.width - 1) * windows.stride.width
        + windows.dilation.width * (windows.kernel.width - 1) + 1,
      tops: region.tops.map { $0 * windows.stride.height - windows.paddingBefore.height },
      lefts: region.lefts.map { $0 * windows.stride.width - windows.paddingBefore.width })
    let own = Windows(
      channels: windows.channels, input: .init(taken.height, taken.width), kernel: windows.kernel,
      stride: windows.stride, dilation: windows.dilation)
    if let convolution = node.operation as? Convolution {
      return Convolution(
        own, groups: convolution.groups, weights: convolution.weights,
        bias: convolution.bias.elements, isSeries: convolution.isSeries
      ).forward([part(node.inputs[0], taken)]).output
    }
    let (input, output) = (
      Shape([windows.channels, taken.height, taken.width]),
      Shape([windows.channels, region.height, region.width])
    )
    return Maximum.pool(own, input: input, output: output)
      .forward([part(node.inputs[0], taken, outside: -.infinity)]).output
  }
}

extension Operation {
  /// The windows of a convolution or a pooling operation.
  fileprivate var looksThrough: Windows? {
    switch self {
    case let convolution as Convolution: convolution.windows
    case let maximum as Maximum: maximum.windows
    default: nil
    }
  }

  /// Whether the operation applies the same function to each element.
  fileprivate var actsOnElements: Bool {
    switch localForm(for: [Shape([1])]) {
    case .elementwise, .piecewiseLinear, .identity: true
    default: false
    }
  }
}

extension Int {
  /// The quotient, rounded towards −∞.
  fileprivate func flooredDivision(by divisor: Int) -> Int {
    let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? quotient - 1 : quotient
  }
}
