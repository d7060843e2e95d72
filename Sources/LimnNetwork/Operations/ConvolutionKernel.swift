import LimnCore

/// The three products of a convolution, in either precision.
///
/// Patches are gathered for one group and for as many examples as fit into a core's own cache, so
/// that a single matrix product serves them all. This also bounds the memory, or else the patches
/// of one example do.
struct ConvolutionKernel<T: Scalar> {
  private let windows: Windows
  private let groups: Int
  /// The weights, outputs × (channels/groups × kernel).
  private let weights: [T]
  /// The number of weights of one output.
  private let terms: Int
  /// The number of outputs of one group.
  private let outputs: Int
  private let channels: Int

  /// The maximum number of patch elements if they span several examples: 256 KiB of `Float`.
  private static var mostPatches: Int { 1 << 16 }

  init(_ windows: Windows, groups: Int, weights: [T]) {
    self.windows = windows
    self.groups = groups
    self.weights = weights
    channels = windows.channels / groups
    terms = channels * windows.kernel.height * windows.kernel.width
    outputs = terms == 0 ? 0 : weights.count / terms / groups
  }

  private var inputSize: Int { windows.channels * windows.input.height * windows.input.width }
  private var groupSize: Int { channels * windows.input.height * windows.input.width }
  private var outputSize: Int { groups * outputs * places }
  private var places: Int { windows.count }

  /// Whether the patches of one example are the input itself: a kernel of one element with stride 1
  /// and no padding.
  private var isPointwise: Bool {
    windows.kernel == .init(1, 1) && windows.stride == .init(1, 1)
      && windows.output == windows.input && windows.paddingBefore == .init(0, 0)
  }

  /// One group of several consecutive examples.
  private struct Piece {
    /// The offsets of the group in the first example's input and output, and in the weights.
    let input: Int
    let output: Int
    let weights: Int
    let examples: Int
    /// The number of columns of the patches: the positions of all examples.
    let columns: Int
  }

  /// Calls `body` for every piece, with buffers for its patches and, if it has several examples,
  /// for the values of their outputs.
  @inline(__always)
  private func pieces(
    of rows: Int,
    _ body: (
      Piece, _ patches: UnsafeMutablePointer<T>, _ values: UnsafeMutablePointer<T>,
      _ room: UnsafeMutablePointer<T>
    ) -> Void
  ) {
    guard places > 0, terms > 0, outputs > 0, rows > 0 else { return }
    let most = min(rows, max(1, Self.mostPatches / (terms * places)))
    let columns = most * places
    let patches = UnsafeMutablePointer<T>.allocate(capacity: terms * columns)
    let values = UnsafeMutablePointer<T>.allocate(capacity: outputs * columns)
    let room = UnsafeMutablePointer<T>.allocate(
      capacity: T.productRoom(rows: max(outputs, terms)))
    defer {
      patches.deallocate()
      values.deallocate()
      room.deallocate()
    }
    for row in stride(from: 0, to: rows, by: most) {
      let examples = min(most, rows - row)
      for group in 0..<groups {
        body(
          Piece(
            input: row * inputSize + group * groupSize,
            output: row * outputSize + group * outputs * places,
            weights: group * outputs * terms, examples: examples, columns: examples * places),
          patches, values, room)
      }
    }
  }

  @_specialize(where T == Float)
  @_specialize(where T == Double)
  func convolved(_ input: [T], rows: Int, bias: [T]?) -> [T] {
    var result = [T](repeating: 0, count: rows * outputSize)
    input.withUnsafeBufferPointer { input in
      weights.withUnsafeBufferPointer { weights in
        result.withUnsafeMutableBufferPointer { result in
          guard let input = input.baseAddress, let weights = weights.baseAddress,
            let result = result.baseAddress
          else { return }
          pieces(of: rows) { piece, patches, values, room in
            let isAlone = piece.examples == 1
            let target = isAlone ? result + piece.output : values
            if isAlone, let bias { add(bias, of: piece, to: target) }
            let right = gathered(input + piece.input, of: piece, into: patches)
            T.multiplyAdd(
              rows: outputs, columns: piece.columns, inner: terms,
              (weights + piece.weights, terms), .asIs, (right, piece.columns), .asIs,
              accumulates: isAlone && bias != nil, target, leading: piece.columns, room: room)
            guard !isAlone else { return }
            copy(values, to: result + piece.output, of: piece)
            guard let bias else { return }
            for example in 0..<piece.examples {
              add(bias, of: piece, to: result + piece.output + example * outputSize)
            }
          }
        }
      }
    }
    return result
  }

  /// The transpose: adds the values at the outputs to the elements from which they were computed.
  @_specialize(where T == Float)
  @_specialize(where T == Double)
  func spread(_ gradient: [T], rows: Int) -> [T] {
    var result = [T](repeating: 0, count: rows * inputSize)
    gradient.withUnsafeBufferPointer { gradient in
      weights.withUnsafeBufferPointer { weights in
        result.withUnsafeMutableBufferPointer { result in
          guard let gradient = gradient.baseAddress, let weights = weights.baseAddress,
            let result = result.baseAddress
          else { return }
          pieces(of: rows) { piece, patches, values, room in
            let isDirect = isPointwise && piece.examples == 1
            let product = isDirect ? result + piece.input : patches
            T.multiplyAdd(
              rows: terms, columns: piece.columns, inner: outputs,
              (weights + piece.weights, terms), .transposed,
              (together(gradient + piece.output, of: piece, into: values), piece.columns), .asIs,
              accumulates: false, product, leading: piece.columns, room: room)
            if !isDirect { scatter(UnsafePointer(patches), of: piece, into: result + piece.input) }
          }
        }
      }
    }
    return result
  }

  /// The gradient of the weights, `Σ ∂L/∂Y Pᵀ`, outputs × terms.
  @_specialize(where T == Float)
  @_specialize(where T == Double)
  func weightGradient(_ gradient: [T], inputs: [T], rows: Int) -> [T] {
    var result = [T](repeating: 0, count: weights.count)
    gradient.withUnsafeBufferPointer { gradient in
      inputs.withUnsafeBufferPointer { inputs in
        result.withUnsafeMutableBufferPointer { result in
          guard let gradient = gradient.baseAddress, let inputs = inputs.baseAddress,
            let result = result.baseAddress
          else { return }
          pieces(of: rows) { piece, patches, values, room in
            T.multiplyAdd(
              rows: outputs, columns: terms, inner: piece.columns,
              (together(gradient + piece.output, of: piece, into: values), piece.columns), .asIs,
              (gathered(inputs + piece.input, of: piece, into: patches), piece.columns),
              .transposed, accumulates: true, result + piece.weights, leading: terms, room: room)
          }
        }
      }
    }
    return result
  }

  /// Adds each output's bias to the group's part of one example.
  @inline(__always)
  private func add(_ bias: [T], of piece: Piece, to target: UnsafeMutablePointer<T>) {
    let first = piece.weights / terms
    for output in 0..<outputs {
      let (start, value) = (target + output * places, bias[first + output])
      for place in 0..<places { start[place] += value }
    }
  }

  /// Copies the outputs of several examples, stored one after another, side by side.
  @inline(__always)
  private func together(
    _ source: UnsafePointer<T>, of piece: Piece, into values: UnsafeMutablePointer<T>
  ) -> UnsafePointer<T> {
    guard piece.examples > 1 else { return source }
    for example in 0..<piece.examples {
      for output in 0..<outputs {
        (values + output * piece.columns + example * places)
          .update(from: source + example * outputSize + output * places, count: places)
      }
    }
    return UnsafePointer(values)
  }

  /// The inverse of ``together(_:of:into:)``.
  @inline(__always)
  private func copy(
    _ values: UnsafeMutablePointer<T>, to target: UnsafeMutablePointer<T>, of piece: Piece
  ) {
    for example in 0..<piece.examples {
      for output in 0..<outputs {
        (target + example * outputSize + output * places)
          .update(from: values + output * piece.columns + example * places, count: places)
      }
    }
  }

  /// The output columns for which kernel column j lies inside the input.
  @inline(__always)
  private func inside(_ offset: Int, size: Int, stride: Int, count: Int) -> Range<Int> {
    // A kernel that is wide relative to the padding may lie outside the input at every position.
    let first = offset >= 0 ? 0 : min(count, (-offset + stride - 1) / stride)
    let last = size > offset ? min(count, (size - offset - 1) / stride + 1) : 0
    return first..<max(first, last)
  }

  /// Calls `body` for each part of the patches that lies in one row of the input: with its offset
  /// in the patches, the columns that lie inside the input, and the input offset of column 0. For a
  /// part outside the input, the range of columns is empty.
  @inline(__always)
  private func stretches(
    of piece: Piece, _ body: (_ patches: Int, _ inside: Range<Int>, _ input: Int) -> Void
  ) {
    let w = windows
    for channel in 0..<channels {
      for i in 0..<w.kernel.height {
        for j in 0..<w.kernel.width {
          let across = j * w.dilation.width - w.paddingBefore.width
          let columns = inside(
            across, size: w.input.width, stride: w.stride.width, count: w.output.width)
          let row = ((channel * w.kernel.height + i) * w.kernel.width + j) * piece.columns
          for example in 0..<piece.examples {
            for y in 0..<w.output.height {
              let inputRow = y * w.stride.height + i * w.dilation.height - w.paddingBefore.height
              let isInside = inputRow >= 0 && inputRow < w.input.height
              body(
                row + example * places + y * w.output.width, isInside ? columns : 0..<0,
                example * inputSize + (channel * w.input.height + inputRow) * w.input.width + across
              )
            }
          }
        }
      }
    }
  }

  /// The patches, terms × columns, with zeros where the window leaves the input.
  @inline(__always)
  private func gathered(
    _ source: UnsafePointer<T>, of piece: Piece, into patches: UnsafeMutablePointer<T>
  ) -> UnsafePointer<T> {
    if isPointwise, piece.examples == 1 { return source }
    let (width, stride) = (windows.output.width, windows.stride.width)
    stretches(of: piece) { place, inside, input in
      let (line, from) = (patches + place, source + input)
      for x in 0..<inside.lowerBound { line[x] = 0 }
      if stride == 1 {
        for x in inside { line[x] = from[x] }
      } else {
        for x in inside { line[x] = from[x &* stride] }
      }
      for x in inside.upperBound..<width { line[x] = 0 }
    }
    return UnsafePointer(patches)
  }

  /// Adds each entry of the patches to the input element from which it was read.
  @inline(__always)
  private func scatter(
    _ patches: UnsafePointer<T>, of piece: Piece, into target: UnsafeMutablePointer<T>
  ) {
    let stride = windows.stride.width
    stretches(of: piece) { place, inside, input in
      let (line, to) = (patches + place, target + input)
      if stride == 1 {
        for x in inside { to[x] += line[x] }
      } else {
        for x in inside { to[x &* stride] += line[x] }
      }
    }
  }
}
