/// The positions of a window that moves over an image with channels, or over a series, whose height
/// is 1.
public struct Windows: Sendable, Hashable {
  /// A number for the height and one for the width.
  public struct Pair: Sendable, Hashable {
    /// The number along the height.
    public let height: Int
    /// The number along the width.
    public let width: Int

    /// Creates a pair from a number for the height and one for the width.
    public init(_ height: Int, _ width: Int) {
      self.height = height
      self.width = width
    }
  }

  /// The number of channels of the input.
  public let channels: Int
  /// The input's height and width.
  public let input: Pair
  /// The window's height and width, in elements.
  public let kernel: Pair
  /// The step between consecutive positions of the window.
  public let stride: Pair
  /// The distance between neighbouring elements of the window.
  public let dilation: Pair
  /// The padding at the top and at the left.
  public let paddingBefore: Pair
  /// The padding at the bottom and at the right.
  public let paddingAfter: Pair
  /// The number of positions of the window along each axis.
  public let output: Pair

  /// Creates windows over an image with channels.
  ///
  /// - Parameters:
  ///   - channels: the number of channels of the input.
  ///   - input: the input's height and width.
  ///   - kernel: the window's height and width, in elements.
  ///   - stride: the step between consecutive positions.
  ///   - dilation: the distance between neighbouring elements of the window.
  ///   - paddingBefore: the padding at the top and at the left.
  ///   - paddingAfter: the padding at the bottom and at the right.
  ///   - roundsUp: whether a last window that extends beyond the padding counts.
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

  /// The number of positions of a window along an axis.
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

  /// The number of positions of the window.
  public var count: Int { output.height * output.width }

  /// The same windows, axis by axis.
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

/// Windows over any number of axes, for pooling over a series, an image or a volume.
public struct WindowAxes: Sendable, Hashable {
  /// The windows along one axis.
  public struct Axis: Sendable, Hashable {
    let size: Int
    let kernel: Int
    let stride: Int
    let dilation: Int
    /// The padding before and after the axis.
    let before: Int
    let after: Int
    /// The number of positions of the window along the axis.
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

    /// Creates the windows along one axis.
    ///
    /// - Parameters:
    ///   - size: the size of the input along the axis.
    ///   - kernel: the window's size, in elements.
    ///   - stride: the step between consecutive positions.
    ///   - dilation: the distance between neighbouring elements of the window.
    ///   - before: the padding before the axis.
    ///   - after: the padding after the axis.
    ///   - roundsUp: whether a last window that extends beyond the padding counts.
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

  /// The number of channels of the input.
  public let channels: Int
  /// The axes, outermost first.
  public let axes: [Axis]

  /// Creates windows over axes, given outermost first.
  public init(channels: Int, axes: [Axis]) {
    self.channels = channels
    self.axes = axes
  }

  /// The number of positions of the window.
  public var count: Int { axes.reduce(1) { $0 * $1.places } }

  /// Calls `body` for each channel and window position, the last axis varying fastest, with the
  /// input elements inside the window and the number of positions of the input and its padding that
  /// the window covers.
  func covered(_ body: (_ elements: [Int32], _ places: Int) -> Void) {
    /// Visits the axes from `axis` on, given the elements reached by the windows along the axes
    /// before.
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
      // The index is accumulated over the axes, beginning with the channel.
      walk(0, [channel], 1)
    }
  }
}

extension SparseMap {
  /// Average pooling over windows of an image or a series.
  ///
  /// - Parameters:
  ///   - windows: the windows.
  ///   - input: the shape of the input.
  ///   - output: the shape of the output.
  ///   - countsPadding: whether padding counts as zeros; otherwise only elements of the input are
  ///     averaged.
  public static func averagePool(
    _ windows: Windows, input: Shape, output: Shape, countsPadding: Bool
  ) -> SparseMap {
    averagePool(windows.axes, input: input, output: output, countsPadding: countsPadding)
  }

  /// Average pooling over windows along any number of axes.
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
