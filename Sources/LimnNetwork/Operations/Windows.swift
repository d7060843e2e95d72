/// How a window moves over an image of channels, or over a series, whose height is then 1.
public struct Windows: Sendable, Hashable {
  /// Along the height and along the width.
  public struct Pair: Sendable, Hashable {
    /// Along the height.
    public let height: Int
    /// Along the width.
    public let width: Int

    /// A number along the height and one along the width.
    public init(_ height: Int, _ width: Int) {
      self.height = height
      self.width = width
    }
  }

  /// Channels of the input.
  public let channels: Int
  /// The input's height and width.
  public let input: Pair
  /// The window's height and width, in elements.
  public let kernel: Pair
  /// How far the window moves.
  public let stride: Pair
  /// How far apart the window's elements are.
  public let dilation: Pair
  /// Added at the top and at the left.
  public let paddingBefore: Pair
  /// Added at the bottom and at the right.
  public let paddingAfter: Pair
  /// The number of places the window takes.
  public let output: Pair

  /// Windows over a picture of channels.
  ///
  /// - Parameters:
  ///   - paddingBefore: at the top and the left.
  ///   - paddingAfter: at the bottom and the right.
  ///   - roundsUp: whether a last window that reaches beyond the padding counts.
  public init(
    channels: Int, input: Pair, kernel: Pair, stride: Pair = Pair(1, 1),
    dilation: Pair = Pair(1, 1), paddingBefore: Pair = Pair(0, 0), paddingAfter: Pair = Pair(0, 0),
    roundsUp: Bool = false
  ) {
    self.channels = channels
    self.input = input
    self.kernel = kernel
    self.stride = stride
    self.dilation = dilation
    self.paddingBefore = paddingBefore
    self.paddingAfter = paddingAfter
    output = Pair(
      Self.places(
        input.height, kernel.height, stride.height, dilation.height, paddingBefore.height,
        paddingAfter.height, roundsUp: roundsUp),
      Self.places(
        input.width, kernel.width, stride.width, dilation.width, paddingBefore.width,
        paddingAfter.width, roundsUp: roundsUp))
  }

  /// How many places a window takes along an axis.
  fileprivate static func places(
    _ size: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ before: Int, _ after: Int,
    roundsUp: Bool
  ) -> Int {
    let room = size + before + after - dilation * (kernel - 1) - 1
    guard room >= 0 else { return 0 }
    var count = (room + (roundsUp ? stride - 1 : 0)) / stride + 1
    // A window that would begin in the padding after the input does not count.
    if roundsUp, (count - 1) * stride >= size + before { count -= 1 }
    return count
  }

  /// The number of places the window takes.
  public var count: Int { output.height * output.width }

  /// The same windows by their axes.
  var axes: WindowAxes {
    func axis(_ side: KeyPath<Pair, Int>) -> WindowAxes.Axis {
      WindowAxes.Axis(
        size: input[keyPath: side], kernel: kernel[keyPath: side], stride: stride[keyPath: side],
        dilation: dilation[keyPath: side], before: paddingBefore[keyPath: side],
        after: paddingAfter[keyPath: side], places: output[keyPath: side])
    }
    return WindowAxes(channels: channels, axes: [axis(\.height), axis(\.width)])
  }
}

/// Windows over any number of axes, as pools take them: of a series, a picture or a volume.
public struct WindowAxes: Sendable, Hashable {
  /// Windows along one axis.
  public struct Axis: Sendable, Hashable {
    let size: Int
    let kernel: Int
    let stride: Int
    let dilation: Int
    /// Padding.
    let before: Int
    let after: Int
    /// The number of places the window takes.
    public let places: Int

    fileprivate init(
      size: Int, kernel: Int, stride: Int, dilation: Int, before: Int, after: Int, places: Int
    ) {
      self.size = size
      self.kernel = kernel
      self.stride = stride
      self.dilation = dilation
      self.before = before
      self.after = after
      self.places = places
    }

    /// Windows along one axis.
    ///
    /// - Parameter roundsUp: whether a last window that reaches beyond the padding counts.
    public init(
      size: Int, kernel: Int, stride: Int, dilation: Int, before: Int, after: Int, roundsUp: Bool
    ) {
      self.init(
        size: size, kernel: kernel, stride: stride, dilation: dilation, before: before,
        after: after,
        places: Windows.places(
          size, kernel, stride, dilation, before, after, roundsUp: roundsUp))
    }
  }

  /// Channels of the input.
  public let channels: Int
  /// The slowest first.
  public let axes: [Axis]

  /// Windows over axes, the slowest first.
  public init(channels: Int, axes: [Axis]) {
    self.channels = channels
    self.axes = axes
  }

  /// The number of places the window takes.
  public var count: Int { axes.reduce(1) { $0 * $1.places } }

  /// For each channel and place, in order, the elements under the window, the last axis fastest, and how
  /// many places of the input and its padding lie under it.
  func covered(_ body: (_ elements: [Int32], _ places: Int) -> Void) {
    /// Goes on along the axes from `axis` on, from what the windows along those before reach.
    func walk(_ axis: Int, _ reached: [Int], _ places: Int) {
      guard axis < axes.count else { return body(reached.map { Int32($0) }, places) }
      let along = axes[axis]
      for place in 0..<along.places {
        var (inside, all) = ([Int](), 0)
        for step in 0..<along.kernel {
          let position = place * along.stride + step * along.dilation - along.before
          guard position < along.size + along.after else { continue }
          all += 1
          if position >= 0, position < along.size { inside.append(position) }
        }
        walk(
          axis + 1, reached.flatMap { base in inside.map { base * along.size + $0 } }, places * all)
      }
    }
    for channel in 0..<channels {
      // Positions are counted through the axes: of the channel first.
      walk(0, [channel], 1)
    }
  }
}

extension SparseMap {
  /// The mean under a window.
  ///
  /// - Parameter countsPadding: whether the padding counts as zeros; otherwise only what lies in the
  ///   input is averaged.
  public static func averagePool(
    _ windows: Windows, input: Shape, output: Shape, countsPadding: Bool
  ) -> SparseMap {
    averagePool(windows.axes, input: input, output: output, countsPadding: countsPadding)
  }

  /// The mean under a window over any number of axes.
  public static func averagePool(
    _ windows: WindowAxes, input: Shape, output: Shape, countsPadding: Bool
  ) -> SparseMap {
    var starts: [Int32] = [0]
    var indices: [Int32] = []
    var weights: [Float] = []
    windows.covered { elements, places in
      indices += elements
      let share = 1 / Float(max(1, countsPadding ? places : elements.count))
      weights += [Float](repeating: share, count: elements.count)
      starts.append(Int32(indices.count))
    }
    return SparseMap(
      "AveragePool", of: [input], to: output, starts: starts, indices: indices, weights: weights)
  }
}
