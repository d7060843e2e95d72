import LimnCore
import LimnNetwork

/// The operations read so far, each with the values it takes; value 0 is the input. It also counts
/// the numbers that reading produces, so that no file takes more memory than a small multiple of
/// its size.
struct GraphBuilder {
  private struct Entry {
    let node: Network.Node
    let shape: Shape
  }

  private var entries: [Entry] = []
  private var numbers = 0
  /// The maximum total of numbers.
  let numbersAllowed: Int
  /// The shape of the input, once it is known.
  var inputShape = Shape([])

  init(numbersAllowed: Int) {
    self.numbersAllowed = numbersAllowed
  }

  /// The operation that computes a value; `nil` for the input.
  func operation(of value: Int) -> (any Operation)? {
    value == 0 ? nil : entries[value - 1].node.operation
  }

  /// The values from which a value is computed.
  func inputs(of value: Int) -> [Int] { value == 0 ? [] : entries[value - 1].node.inputs }

  func shape(of value: Int) -> Shape { value == 0 ? inputShape : entries[value - 1].shape }

  /// Counts numbers that are produced.
  ///
  /// - Returns: whether the total is still allowed.
  mutating func spend(_ count: Int) -> Bool {
    let (sum, overflows) = numbers.addingReportingOverflow(count)
    numbers = overflows ? .max : sum
    return numbers <= numbersAllowed
  }

  /// Adds an operation. A scaling is folded into a preceding dense layer or convolution, a
  /// selection is composed with a preceding selection, and an identity selection is left out.
  ///
  /// - Returns: the new value, or `nil` if the operations would hold too many numbers.
  /// - Throws: ``NetworkError``, which would indicate a defect of the reader.
  mutating func append(_ operation: any Operation, of values: [Int], name: String) throws -> Int? {
    if let scaling = operation as? Scaling, values[0] != 0 {
      let before = inputs(of: values[0])
      switch self.operation(of: values[0]) {
      case let dense as Dense:
        if let folded = dense.followed(by: scaling) {
          return try add(folded, of: before, name: name)
        }
      case let convolution as Convolution:
        if let folded = convolution.followed(by: scaling) {
          return try add(folded, of: before, name: name)
        }
      default: break
      }
    }
    if let map = operation as? SparseMap, map.isSelection {
      return try append(selection: map, of: values, name: name)
    }
    return try add(operation, of: values, name: name)
  }

  /// Adds a selection of elements, composed with the selections that it takes its elements from.
  private mutating func append(selection map: SparseMap, of values: [Int], name: String) throws
    -> Int?
  {
    var sources: [(value: Int, indices: [Int32])] = []
    for value in values {
      if let before = operation(of: value) as? SparseMap, before.isSelection,
        inputs(of: value).count == 1
      {
        sources.append((inputs(of: value)[0], before.indices))
      } else {
        sources.append((value, (0..<Int32(shape(of: value).count)).map { $0 }))
      }
    }
    guard let source = sources.first?.value, sources.allSatisfy({ $0.value == source }) else {
      return try add(map, of: values, name: name)
    }
    let all = sources.flatMap(\.indices)
    let folded = SparseMap(
      map.kind, of: [shape(of: source)], to: map.output, selecting: map.indices.map { all[Int($0)] }
    )
    return folded.isIdentity ? source : try add(folded, of: [source], name: name)
  }

  private mutating func add(_ operation: any Operation, of values: [Int], name: String) throws
    -> Int?
  {
    let count =
      switch operation {
      case let dense as Dense: dense.weights.elements.count + dense.bias.columns
      case let convolution as Convolution: convolution.weights.elements.count
      case let transposed as TransposedConvolution: transposed.weights.elements.count
      case let scaling as Scaling: 2 * scaling.factor.count
      case let map as SparseMap: map.indices.count + map.starts.count
      case let maximum as Maximum: maximum.form.candidates.count + maximum.form.starts.count
      default: 0
      }
    let shape = try operation.outputShape(for: values.map { self.shape(of: $0) })
    // The width of a value counts too: a small file must not declare a huge one.
    guard spend(count), shape.count <= numbersAllowed else { return nil }
    entries.append(Entry(node: Network.Node(name, operation, of: values), shape: shape))
    return entries.count
  }

  /// All values from which `value` is computed, including itself.
  func ancestors(of value: Int) -> Set<Int> {
    var found: Set = [value]
    for number in stride(from: value, to: 0, by: -1) where found.contains(number) {
      found.formUnion(inputs(of: number))
    }
    return found
  }

  /// The nodes that compute `value`, in order and renumbered.
  func nodes(upTo value: Int) -> [Network.Node] {
    let needed = ancestors(of: value)
    var places = [0: 0]
    var nodes: [Network.Node] = []
    for number in 1..<(value + 1) where needed.contains(number) {
      let node = entries[number - 1].node
      nodes.append(
        Network.Node(node.name, node.operation, of: node.inputs.compactMap { places[$0] }))
      places[number] = nodes.count
    }
    return nodes
  }
}

extension Dense {
  /// Combines `(x W + b − shift) · factor` into one dense layer; weights are rounded again only if
  /// the factor is not 1. `nil` if the layer acts on several steps and the scaling differs between
  /// them.
  fileprivate func followed(by scaling: Scaling) -> Dense? {
    let columns = weights.columns
    let (shift, factor) = (scaling.shift, scaling.factor)
    guard
      factor.count == columns
        || factor.indices.allSatisfy({
          factor[$0] == factor[$0 % columns] && shift[$0] == shift[$0 % columns]
        })
    else { return nil }
    var scaled = weights
    if scaling.factor.contains(where: { $0 != 1 }) {
      scaled = Matrix(rows: weights.rows, columns: columns) { target in
        weights.elements.withUnsafeBufferPointer { source in
          for i in source.indices { target[i] = source[i] * scaling.factor[i % columns] }
        }
      }
    }
    let bias = (0..<columns).map {
      (self.bias.elements[$0] - scaling.shift[$0]) * scaling.factor[$0]
    }
    return Dense(weights: scaled, bias: bias)
  }
}

extension Convolution {
  /// Combines the convolution with a scaling after it; `nil` if the scaling varies within a
  /// channel.
  fileprivate func followed(by scaling: Scaling) -> Convolution? {
    let places = windows.count
    guard places > 0, scaling.factor.count == outputs * places else { return nil }
    func perChannel(_ values: [Float]) -> [Float]? {
      let first = (0..<outputs).map { values[$0 * places] }
      return values.indices.allSatisfy { values[$0] == first[$0 / places] } ? first : nil
    }
    guard let shift = perChannel(scaling.shift), let factor = perChannel(scaling.factor) else {
      return nil
    }
    let columns = weights.columns
    return Convolution(
      windows, groups: groups,
      weights: Matrix(
        rows: outputs, columns: columns,
        elements: weights.elements.indices.map { weights.elements[$0] * factor[$0 / columns] }),
      bias: (0..<outputs).map { (bias.elements[$0] - shift[$0]) * factor[$0] }, isSeries: isSeries)
  }
}
