import LimnCore

/// Scores of pictures that differ from one picture in a small rectangle each, as the windows of occlusion
/// do: what a rectangle does not reach is taken from the one picture, and only what it reaches is computed
/// anew, convolution by convolution, until it has reached everything.
///
/// Values are those of ``Network/scores(of:)`` to the rounding of sums: where a product of matrices has
/// more than 256 terms, how many examples it serves decides when a bias is added.
public struct NearbyScores: Sendable {
  /// Rows and columns of pixels, in all channels.
  public struct Patch: Sendable, Hashable {
    /// Rows of pixels, from 0 at the top.
    public let rows: Range<Int>
    /// Columns of pixels, from 0 at the left.
    public let columns: Range<Int>

    /// A rectangle of rows and columns.
    public init(rows: Range<Int>, columns: Range<Int>) {
      self.rows = rows
      self.columns = columns
    }
  }

  private let network: Network
  /// Every value at the one picture, up to the last that a rectangle does not wholly reach.
  private(set) var values: [Matrix] = []
  /// For each value its axes, where it is maps of channels.
  let maps: [Map?]

  /// Maps of channels: what a value is to a rectangle.
  struct Map {
    let channels: Int
    let height: Int
    let width: Int

    /// `nil` for a value of other axes.
    init?(_ shape: Shape) {
      let sizes = shape.sizes.count == 2 ? [1] + shape.sizes : shape.sizes
      guard sizes.count == 3 else { return nil }
      (channels, height, width) = (sizes[0], sizes[1], sizes[2])
    }
  }

  /// Where pictures of a batch differ from the one picture in a value: equally large for all of them.
  struct Region {
    let height: Int
    let width: Int
    /// One for each picture.
    let tops: [Int]
    let lefts: [Int]
  }

  /// Of what a pass costs, in products: more than this share saved, and it pays.
  private static let leastSaved = 0.2
  /// A rectangle of more than this share of a map counts as all of it.
  private static let mostOfMap = 0.75

  /// Evaluates one picture and prepares for rectangles of it to change.
  ///
  /// - Parameters:
  ///   - input: the one picture.
  ///   - patches: where the others will differ.
  /// - Returns: `nil` where it does not pay: where the network's first operations are no convolutions, or
  ///   the rectangles soon reach everything.
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

  /// The multiplications of one example.
  private static func products(of operation: any Operation, places: Int) -> Double {
    switch operation {
    case let convolution as Convolution: Double(convolution.weights.columns) * Double(places)
    case let dense as Dense:
      Double(dense.weights.rows) * Double(places)
    default: Double(places)
    }
  }

  /// Where the pictures differ in each value up to the scores; `nil` from where on that is everywhere.
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

  /// Regions that hold those asked for, all of one size and inside of the map; `nil` where that is most of
  /// it.
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
        // Place o looks at o·stride − before and on to that + reach.
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

  /// The scores of pictures, row r of which differs from the one picture within `patches[r]` alone.
  public func scores(of inputs: Matrix, changedIn patches: [Patch]) -> Matrix {
    precondition(inputs.rows == patches.count, "a rectangle for each picture")
    // Fewer rectangles may be smaller than all together and reach everything later than these do: from
    // where on the one picture's values are not kept all is computed.
    var regions = regions(of: patches)
    for value in values.count..<max(values.count, regions.count) { regions[value] = nil }
    /// What is known of each value: its region, or where there is none all of it.
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

  /// An operation within its region.
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
  /// The windows that it looks through, where it is a convolution or a pool.
  fileprivate var looksThrough: Windows? {
    switch self {
    case let convolution as Convolution: convolution.windows
    case let maximum as Maximum: maximum.windows
    default: nil
    }
  }

  /// Whether it is a function of each element alone, whichever it is.
  fileprivate var actsOnElements: Bool {
    switch localForm(for: [Shape([1])]) {
    case .elementwise, .piecewiseLinear, .identity: true
    default: false
    }
  }
}

extension Int {
  /// Rounded towards −∞.
  fileprivate func flooredDivision(by divisor: Int) -> Int {
    let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? quotient - 1 : quotient
  }
}
