import LimnCore

/// A convolution's three products in either precision: patches of one example and group at a time, so
/// that memory stays bounded by one example's.
struct ConvolutionKernel<T: Scalar> {
  private let windows: Windows
  private let groups: Int
  /// outputs × (channels/groups × kernel).
  private let weights: [T]
  /// The weights of one output.
  private let terms: Int
  /// Outputs of one group.
  private let outputs: Int
  private let channels: Int

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
  private var places: Int { windows.count }

  /// Whether the patches are the input itself: a kernel of one element that goes everywhere.
  private var isPointwise: Bool {
    windows.kernel == .init(1, 1) && windows.stride == .init(1, 1)
      && windows.output == windows.input && windows.paddingBefore == .init(0, 0)
  }

  @_specialize(where T == Float)
  @_specialize(where T == Double)
  func convolved(_ input: [T], rows: Int, bias: [T]?) -> [T] {
    let outputSize = groups * outputs * places
    var patches = [T](repeating: 0, count: isPointwise ? 0 : terms * places)
    var result = [T](repeating: 0, count: rows * outputSize)
    input.withUnsafeBufferPointer { input in
      weights.withUnsafeBufferPointer { weights in
        patches.withUnsafeMutableBufferPointer { patches in
          result.withUnsafeMutableBufferPointer { result in
            guard let input = input.baseAddress, let weights = weights.baseAddress,
              let result = result.baseAddress, places > 0
            else { return }
            for row in 0..<rows {
              if let bias {
                for output in 0..<groups * outputs {
                  let start = result + row * outputSize + output * places
                  for place in 0..<places { start[place] = bias[output] }
                }
              }
              for group in 0..<groups {
                let source = input + row * inputSize + group * groupSize
                let target = result + row * outputSize + group * outputs * places
                var right = source
                if let patches = patches.baseAddress, !isPointwise {
                  gather(source, into: patches)
                  right = UnsafePointer(patches)
                }
                T.multiplyAdd(
                  rows: outputs, columns: places, inner: terms,
                  weights + group * outputs * terms, leading: terms, .asIs, right,
                  leading: places, .asIs, accumulate: 1, target, leading: places)
              }
            }
          }
        }
      }
    }
    return result
  }

  /// The transpose: what lies at the outputs is sent back to the elements it came from.
  @_specialize(where T == Float)
  @_specialize(where T == Double)
  func spread(_ gradient: [T], rows: Int) -> [T] {
    let outputSize = groups * outputs * places
    var patches = [T](repeating: 0, count: isPointwise ? 0 : terms * places)
    var result = [T](repeating: 0, count: rows * inputSize)
    gradient.withUnsafeBufferPointer { gradient in
      weights.withUnsafeBufferPointer { weights in
        patches.withUnsafeMutableBufferPointer { patches in
          result.withUnsafeMutableBufferPointer { result in
            guard let gradient = gradient.baseAddress, let weights = weights.baseAddress,
              let result = result.baseAddress, places > 0
            else { return }
            for row in 0..<rows {
              for group in 0..<groups {
                let source = gradient + row * outputSize + group * outputs * places
                let target = result + row * inputSize + group * groupSize
                let product = isPointwise ? target : patches.baseAddress!
                T.multiplyAdd(
                  rows: terms, columns: places, inner: outputs,
                  weights + group * outputs * terms, leading: terms, .transposed, source,
                  leading: places, .asIs, accumulate: 0, product, leading: places)
                if !isPointwise { scatter(UnsafePointer(product), into: target) }
              }
            }
          }
        }
      }
    }
    return result
  }

  /// `Σ ∂L/∂Y Pᵀ`, outputs × terms.
  func weightGradient(_ gradient: [T], inputs: [T], rows: Int) -> [T] {
    let outputSize = groups * outputs * places
    var patches = [T](repeating: 0, count: terms * places)
    var result = [T](repeating: 0, count: weights.count)
    gradient.withUnsafeBufferPointer { gradient in
      inputs.withUnsafeBufferPointer { inputs in
        patches.withUnsafeMutableBufferPointer { patches in
          result.withUnsafeMutableBufferPointer { result in
            guard let gradient = gradient.baseAddress, let inputs = inputs.baseAddress,
              let result = result.baseAddress, let patches = patches.baseAddress
            else { return }
            for row in 0..<rows {
              for group in 0..<groups {
                gather(inputs + row * inputSize + group * groupSize, into: patches)
                T.multiplyAdd(
                  rows: outputs, columns: terms, inner: places,
                  gradient + row * outputSize + group * outputs * places, leading: places, .asIs,
                  UnsafePointer(patches), leading: places, .transposed, accumulate: 1,
                  result + group * outputs * terms, leading: terms)
              }
            }
          }
        }
      }
    }
    return result
  }

  /// The places along the width where kernel column j lies in the input, as outputs.
  @inline(__always)
  private func inside(_ offset: Int, size: Int, stride: Int, count: Int) -> Range<Int> {
    let first = offset >= 0 ? 0 : (-offset + stride - 1) / stride
    let last = size > offset ? min(count, (size - offset - 1) / stride + 1) : 0
    return first..<max(first, last)
  }

  /// The patches of one example's group: terms × places, zeros where the window leaves the input.
  @inline(__always)
  private func gather(_ source: UnsafePointer<T>, into patches: UnsafeMutablePointer<T>) {
    let (w, stride) = (windows, windows.stride.width)
    var row = patches
    for channel in 0..<channels {
      for i in 0..<w.kernel.height {
        for j in 0..<w.kernel.width {
          let across = j * w.dilation.width - w.paddingBefore.width
          let columns = inside(
            across, size: w.input.width, stride: stride, count: w.output.width)
          for y in 0..<w.output.height {
            let line = row + y * w.output.width
            let inputRow = y * w.stride.height + i * w.dilation.height - w.paddingBefore.height
            guard inputRow >= 0, inputRow < w.input.height else {
              line.update(repeating: 0, count: w.output.width)
              continue
            }
            let from = source + (channel * w.input.height + inputRow) * w.input.width + across
            for x in 0..<columns.lowerBound { line[x] = 0 }
            if stride == 1 {
              for x in columns { line[x] = from[x] }
            } else {
              for x in columns { line[x] = from[x &* stride] }
            }
            for x in columns.upperBound..<max(columns.upperBound, w.output.width) { line[x] = 0 }
          }
          row += places
        }
      }
    }
  }

  /// Adds each entry of the patches to the element it was read from.
  @inline(__always)
  private func scatter(_ patches: UnsafePointer<T>, into target: UnsafeMutablePointer<T>) {
    let (w, stride) = (windows, windows.stride.width)
    var row = patches
    for channel in 0..<channels {
      for i in 0..<w.kernel.height {
        for j in 0..<w.kernel.width {
          let across = j * w.dilation.width - w.paddingBefore.width
          let columns = inside(
            across, size: w.input.width, stride: stride, count: w.output.width)
          for y in 0..<w.output.height {
            let inputRow = y * w.stride.height + i * w.dilation.height - w.paddingBefore.height
            guard inputRow >= 0, inputRow < w.input.height else { continue }
            let line = row + y * w.output.width
            let to = target + (channel * w.input.height + inputRow) * w.input.width + across
            for x in columns { to[x &* stride] += line[x] }
          }
          row += places
        }
      }
    }
  }
}
