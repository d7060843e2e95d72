/// Constructors for common maps.
extension SparseMap {
  /// The distance between consecutive positions along each axis, in elements.
  static func strides(of sizes: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: sizes.count)
    for axis in sizes.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * sizes[axis + 1]
    }
    return strides
  }

  /// For each element of `output`, in order, the sum over its axes of `offset` at its position
  /// along the axis.
  static func places(_ output: [Int], offset: (_ axis: Int, _ place: Int) -> Int) -> [Int32] {
    var places: [Int32] = [0]
    for (axis, size) in output.enumerated() {
      let steps = (0..<size).map { Int32(offset(axis, $0)) }
      places = places.flatMap { base in steps.map { base + $0 } }
    }
    return places
  }

  /// Permutes axes: axis k of the output is axis `order[k]` of the input.
  public static func transpose(_ input: Shape, order: [Int]) -> SparseMap {
    let strides = strides(of: input.sizes)
    let sizes = order.map { input.sizes[$0] }
    return SparseMap(
      "Transpose", of: [input], to: Shape(sizes),
      selecting: places(sizes) { axis, place in place * strides[order[axis]] })
  }

  /// Selects positions along one axis.
  ///
  /// - Parameters:
  ///   - input: the shape of the input.
  ///   - axis: the axis, counted from 0.
  ///   - chosen: the positions to select along it; a position may occur more than once.
  ///   - kind: the kind of operation to display.
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

  /// Concatenates values along an axis.
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

  /// Repeats along axes of size 1, following the broadcasting rules of NumPy and ONNX; axes are
  /// aligned from the last.
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

  /// Sums over some axes, which are removed or kept with size 1; each term is multiplied by
  /// `weight`.
  ///
  /// - Parameters:
  ///   - kind: the kind of operation to display.
  ///   - input: the shape of the input.
  ///   - axes: the axes to sum over, counted from 0.
  ///   - keepsAxes: whether they are kept with size 1.
  ///   - weight: the factor of each term.
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

  /// Pads with values before and after each axis; negative numbers crop.
  ///
  /// - Parameters:
  ///   - input: the shape of the input.
  ///   - before: the number of values to add before each axis.
  ///   - after: the number of values to add after each axis.
  ///   - constant: the value of padding that has no source.
  ///   - source: for a position outside `0..<size` along an axis, the position inside from which
  ///     its value is taken; `nil` for the constant.
  public static func padding(
    _ input: Shape, before: [Int], after: [Int], constant: Float,
    source: (_ place: Int, _ size: Int) -> Int?
  ) -> SparseMap {
    let strides = strides(of: input.sizes)
    let sizes = input.sizes.indices.map { input.sizes[$0] + before[$0] + after[$0] }
    // −1 marks the constant; a marked position stays marked for the remaining axes.
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

  /// The same constant values for every example.
  public static func constant(_ values: [Float], of input: Shape, to output: Shape) -> SparseMap {
    SparseMap(
      "Constant", of: [input], to: output,
      starts: [Int32](repeating: 0, count: output.count + 1), indices: [], bias: values)
  }

  /// A position along an axis that an output reads, with its weight. A position may occur more than
  /// once.
  public typealias Tap = (place: Int, weight: Float)

  /// Computes each output as a weighted sum of positions along an axis, one axis after the other,
  /// as resizing does.
  ///
  /// - Parameters:
  ///   - input: the shape of the input.
  ///   - samples: for each axis and each position of the output along it, the input positions that
  ///     are read, with their weights; `nil` for a position outside the input.
  ///   - outside: the value of positions outside the input.
  public static func interpolation(
    _ input: Shape, samples: [[[Tap]?]], outside: Float = 0
  ) -> SparseMap {
    let strides = strides(of: input.sizes)
    // The terms of all outputs are stored consecutively; an array for each output would take more
    // memory than its content.
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
