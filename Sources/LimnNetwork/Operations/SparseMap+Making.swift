/// Maps by what they do.
extension SparseMap {
  /// The steps from one place to the next along each axis.
  static func strides(of sizes: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: sizes.count)
    for axis in sizes.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * sizes[axis + 1]
    }
    return strides
  }

  /// For each element of `output`, in order, a sum over its axes of what `offset` gives for the place
  /// along an axis.
  static func places(_ output: [Int], offset: (_ axis: Int, _ place: Int) -> Int) -> [Int32] {
    var places: [Int32] = [0]
    for (axis, size) in output.enumerated() {
      let steps = (0..<size).map { Int32(offset(axis, $0)) }
      places = places.flatMap { base in steps.map { base + $0 } }
    }
    return places
  }

  /// The axes in another order: axis k of the output is axis `order[k]` of the input.
  public static func transpose(_ input: Shape, order: [Int]) -> SparseMap {
    let strides = strides(of: input.sizes)
    let sizes = order.map { input.sizes[$0] }
    return SparseMap(
      "Transpose", of: [input], to: Shape(sizes),
      selecting: places(sizes) { axis, place in place * strides[order[axis]] })
  }

  /// Chosen places along one axis.
  public static func gather(
    _ input: Shape, axis: Int, places chosen: [Int], kind: String = "Gather"
  ) -> SparseMap {
    let strides = strides(of: input.sizes)
    var sizes = input.sizes
    sizes[axis] = chosen.count
    return SparseMap(
      kind, of: [input], to: Shape(sizes),
      selecting: places(sizes) { along, place in
        (along == axis ? chosen[place] : place) * strides[along]
      })
  }

  /// Values one behind the other along an axis.
  public static func concatenation(_ inputs: [Shape], axis: Int) -> SparseMap {
    var sizes = inputs[0].sizes
    sizes[axis] = inputs.reduce(0) { $0 + $1.sizes[axis] }
    let inner = sizes[(axis + 1)...].reduce(1, *)
    let outer = sizes[..<axis].reduce(1, *)
    var indices: [Int32] = []
    indices.reserveCapacity(sizes.reduce(1, *))
    for block in 0..<outer {
      var offset = 0
      for input in inputs {
        let length = input.sizes[axis] * inner
        for i in 0..<length { indices.append(Int32(offset + block * length + i)) }
        offset += input.count
      }
    }
    return SparseMap("Concat", of: inputs, to: Shape(sizes), selecting: indices)
  }

  /// Repeated along axes of size 1, as NumPy and ONNX broadcast; axes are counted from the last.
  public static func broadcast(_ input: Shape, to sizes: [Int]) -> SparseMap {
    let missing = sizes.count - input.rank
    let strides = strides(of: input.sizes)
    return SparseMap(
      "Expand", of: [input], to: Shape(sizes),
      selecting: places(sizes) { axis, place in
        let own = axis - missing
        return own < 0 || input.sizes[own] == 1 ? 0 : place * strides[own]
      })
  }

  /// Sums over some axes, which stay with size 1 or go; each term times `weight`.
  public static func reduction(
    _ kind: String, _ input: Shape, axes: Set<Int>, keepsAxes: Bool, weight: Float
  ) -> SparseMap {
    let strides = strides(of: input.sizes)
    let kept = input.sizes.enumerated().map { axes.contains($0) ? 1 : $1 }
    let reduced = input.sizes.enumerated().map { axes.contains($0) ? $1 : 1 }
    let bases = places(kept) { axis, place in place * strides[axis] }
    let steps = places(reduced) { axis, place in place * strides[axis] }
    let sizes =
      keepsAxes
      ? kept : input.sizes.enumerated().filter { !axes.contains($0.offset) }.map(\.element)
    return SparseMap(
      kind, of: [input], to: Shape(sizes),
      starts: (0...bases.count).map { Int32($0 * steps.count) },
      indices: bases.flatMap { base in steps.map { base + $0 } },
      weights: weight == 1
        ? nil : [Float](repeating: weight, count: bases.count * steps.count))
  }

  /// Values added before and after along each axis (a negative number takes away).
  ///
  /// - Parameter source: the place in 0..<size that is shown at one outside of the input along an axis;
  ///   `nil` for the constant.
  public static func padding(
    _ input: Shape, before: [Int], after: [Int], constant: Float,
    source: (_ place: Int, _ size: Int) -> Int?
  ) -> SparseMap {
    let strides = strides(of: input.sizes)
    let sizes = input.sizes.indices.map { input.sizes[$0] + before[$0] + after[$0] }
    // −1 marks the constant, and stays marked whatever the other axes add.
    var places: [Int32] = [0]
    for (axis, size) in sizes.enumerated() {
      let steps = (0..<size).map { place -> Int32 in
        let (own, size) = (place - before[axis], input.sizes[axis])
        let shown = (0..<size).contains(own) ? own : source(own, size)
        return shown.map { Int32($0 * strides[axis]) } ?? -1
      }
      places = places.flatMap { base in steps.map { base < 0 || $0 < 0 ? -1 : base + $0 } }
    }
    guard places.contains(-1) else {
      return SparseMap("Pad", of: [input], to: Shape(sizes), selecting: places)
    }
    var starts: [Int32] = [0]
    var indices: [Int32] = []
    for place in places {
      if place >= 0 { indices.append(place) }
      starts.append(Int32(indices.count))
    }
    return SparseMap(
      "Pad", of: [input], to: Shape(sizes), starts: starts, indices: indices,
      bias: constant == 0 ? nil : places.map { $0 < 0 ? constant : 0 })
  }

  /// The same numbers for every example.
  public static func constant(_ values: [Float], of input: Shape, to output: Shape) -> SparseMap {
    SparseMap(
      "Constant", of: [input], to: output,
      starts: [Int32](repeating: 0, count: output.count + 1), indices: [], bias: values)
  }

  /// Where along an axis an output's place is read, and with which weight; a place may be named twice.
  public typealias Tap = (place: Int, weight: Float)

  /// Each output a weighted sum of places along an axis, one axis after the other: what resizing does.
  ///
  /// - Parameters:
  ///   - samples: for each axis and each place along it of the output, what is read; `nil` for a place
  ///     that lies outside of the input.
  ///   - outside: what stands at such places.
  public static func interpolation(
    _ input: Shape, samples: [[[Tap]?]], outside: Float = 0
  ) -> SparseMap {
    let strides = strides(of: input.sizes)
    // The terms of all outputs one behind the other: an array for each output would cost more than it holds.
    var (starts, indices, weights): ([Int32], [Int32], [Float]) = ([0, 1], [0], [1])
    var isOutside = [false]
    for (axis, along) in samples.enumerated() {
      let bases = (starts, indices, weights, isOutside)
      (starts, indices, weights, isOutside) = ([0], [], [], [])
      starts.reserveCapacity(bases.3.count * along.count + 1)
      indices.reserveCapacity(bases.1.count * along.reduce(0) { $0 + ($1?.count ?? 0) })
      weights.reserveCapacity(indices.capacity)
      for output in bases.3.indices {
        for taps in along {
          let isMissing = bases.3[output] || taps == nil
          isOutside.append(isMissing)
          if !isMissing {
            for term in Int(bases.0[output])..<Int(bases.0[output + 1]) {
              for tap in taps ?? [] {
                indices.append(bases.1[term] + Int32(tap.place * strides[axis]))
                weights.append(bases.2[term] * tap.weight)
              }
            }
          }
          starts.append(Int32(indices.count))
        }
      }
    }
    let output = Shape(samples.map(\.count))
    let hasOutside = isOutside.contains(true)
    let isSelection =
      !hasOutside && starts.indices.allSatisfy { starts[$0] == $0 }
      && weights.allSatisfy { $0 == 1 }
    guard !isSelection else {
      return SparseMap("Resize", of: [input], to: output, selecting: indices)
    }
    return SparseMap(
      "Resize", of: [input], to: output, starts: starts, indices: indices, weights: weights,
      bias: hasOutside ? isOutside.map { $0 ? outside : 0 } : nil)
  }
}
