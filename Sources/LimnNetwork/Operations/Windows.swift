/// How a window moves over an image of channels, or over a series, whose height is then 1.
public struct Windows: Sendable, Hashable {
  /// Along the height and along the width.
  public struct Pair: Sendable, Hashable {
    public let height: Int
    public let width: Int

    public init(_ height: Int, _ width: Int) {
      self.height = height
      self.width = width
    }
  }

  public let channels: Int
  public let input: Pair
  public let kernel: Pair
  public let stride: Pair
  public let dilation: Pair
  /// Added at the top and at the left.
  public let paddingBefore: Pair
  /// Added at the bottom and at the right.
  public let paddingAfter: Pair
  /// The number of places the window takes.
  public let output: Pair

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
    func count(
      _ size: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ before: Int, _ after: Int
    )
      -> Int
    {
      let room = size + before + after - dilation * (kernel - 1) - 1
      guard room >= 0 else { return 0 }
      var count = (room + (roundsUp ? stride - 1 : 0)) / stride + 1
      // A window that would begin in the padding after the input does not count.
      if roundsUp, (count - 1) * stride >= size + before { count -= 1 }
      return count
    }
    output = Pair(
      count(
        input.height, kernel.height, stride.height, dilation.height, paddingBefore.height,
        paddingAfter.height),
      count(
        input.width, kernel.width, stride.width, dilation.width, paddingBefore.width,
        paddingAfter.width))
  }

  /// The number of places the window takes.
  public var count: Int { output.height * output.width }

  /// For each channel and place, in order, the elements under the window, rows of the kernel first, and
  /// how many places of the input and its padding lie under it.
  func covered(_ body: (_ elements: [Int32], _ places: Int) -> Void) {
    for channel in 0..<channels {
      for y in 0..<output.height {
        for x in 0..<output.width {
          var elements: [Int32] = []
          var places = 0
          for i in 0..<kernel.height {
            let row = y * stride.height + i * dilation.height - paddingBefore.height
            guard row < input.height + paddingAfter.height else { continue }
            for j in 0..<kernel.width {
              let column = x * stride.width + j * dilation.width - paddingBefore.width
              guard column < input.width + paddingAfter.width else { continue }
              places += 1
              guard row >= 0, row < input.height, column >= 0, column < input.width else {
                continue
              }
              elements.append(Int32((channel * input.height + row) * input.width + column))
            }
          }
          body(elements, places)
        }
      }
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
