import LimnCore
import LimnNetwork

/// String inputs: columns of categories. Strings pass through the graph as columns until an encoder
/// converts them to numbers. The categories of a column are those of all its encoders together; the
/// network then begins with their encoding, and each encoder selects from it.
extension GraphReader {
  /// Columns of the input that contain strings: N × columns, or N for a single one.
  struct Words {
    var columns: [Int]
    var rank = 2
  }

  /// The categories of each string column.
  ///
  /// - Parameter columns: the columns, by the name of the input.
  /// - Throws: `ONNXError.unsupportedUse`, `.tooLarge`.
  mutating func categories(of columns: [String: Words]) throws -> [Int: Categories] {
    try spend(columns.values.reduce(0) { $0 + Self.roomOfColumn * $1.columns.count })
    var flow = columns
    var found: [Int: Categories] = [:]
    for message in graph.node where message.input.contains(where: { flow[$0] != nil }) {
      let node = GraphNode(message)
      if let coding = try coding(node) {
        for column in node.input(0).flatMap({ flow[$0] })?.columns ?? [] {
          let before = found[column]
          try spend(Self.roomOfWord * ((before?.words.count ?? 0) + coding.words.count))
          let known = Set(before?.words ?? [])
          found[column] = Categories(
            (before?.words ?? []) + coding.words.filter { !known.contains($0) },
            takesOthers: coding.takesOthers && before?.takesOthers ?? true)
        }
      } else if let output = node.outputs.first, let words = try words(madeBy: node, of: flow) {
        flow[output] = words
      }
    }
    // A column that is not used may contain any text.
    for column in columns.values.flatMap(\.columns) where found[column] == nil {
      found[column] = Categories([], takesOthers: true)
    }
    return found
  }

  /// The result of a node that takes strings; `nil` if it takes none.
  mutating func result(ofWordsIn node: GraphNode) throws -> Value? {
    var flow: [String: Words] = [:]
    for name in node.inputs {
      if case .words(let words) = values[name] { flow[name] = words }
    }
    guard !flow.isEmpty, node.identity.operator != "Shape" else { return nil }
    if let words = try words(madeBy: node, of: flow) { return .words(words) }
    guard let coding = try coding(node), let words = node.input(0).flatMap({ flow[$0] }) else {
      throw refusal(
        of: node,
        expected: "no texts, or a OneHotEncoder or LabelEncoder that makes numbers of them")
    }
    return .line(try encoded(words, by: coding, node))
  }

  /// The memory of a string column and of a word, in numbers.
  private static let (roomOfColumn, roomOfWord) = (16, 4)

  /// The strings that a node passes on; `nil` if it does something else with them.
  ///
  /// - Throws: `ONNXError.tooLarge` if columns are repeated more often than the size of the file
  ///   allows.
  private mutating func words(madeBy node: GraphNode, of flow: [String: Words]) throws -> Words? {
    guard var words = node.input(0).flatMap({ flow[$0] }) else { return nil }
    switch (node.identity.domain, node.identity.operator) {
    case ("", "Identity"), ("", "Cast"): break
    case ("", "Flatten"), ("", "Unsqueeze"): words.rank = 2
    case ("", "Squeeze") where words.columns.count == 1: words.rank = 1
    case ("", "Reshape"):
      let sizes = try integers(1, of: node) ?? []
      guard (1...2).contains(sizes.count), sizes[0] < 1,
        sizes.count == 1
          ? words.columns.count == 1
          : sizes[1] == words.columns.count || sizes[1] == -1
      else { return nil }
      words.rank = sizes.count
    case ("", "Concat"):
      let parts = node.inputs.compactMap { flow[$0] }
      guard parts.count == node.inputs.count, parts.allSatisfy({ $0.rank == 2 }),
        [1, -1].contains(node.integer("axis", default: 0))
      else { return nil }
      try spend(parts.reduce(0) { $0 + $1.columns.count })
      words.columns = parts.flatMap(\.columns)
    case (GraphNode.learningDomain, "ArrayFeatureExtractor"), ("", "Gather"):
      let isLast =
        node.identity.operator != "Gather" || [1, -1].contains(node.integer("axis", default: 0))
      let columns = words.columns
      guard isLast, words.rank == 2, let places = try integers(1, of: node), !places.isEmpty,
        places.allSatisfy({ columns.indices.contains($0) })
      else { return nil }
      try spend(places.count)
      words.columns = places.map { columns[$0] }
    default: return nil
    }
    return words
  }

  /// How an encoder converts strings to numbers.
  private struct Coding {
    enum Kind {
      /// One number for each category: 1 for the matching one, otherwise 0.
      case indicators
      /// A single number for each category, and one for all other words.
      case numbers([Float], others: Float)
    }

    let words: [String]
    let takesOthers: Bool
    let kind: Kind
  }

  /// The encoding of a node; `nil` if it is not an encoder of strings.
  private func coding(_ node: GraphNode) throws -> Coding? {
    guard node.identity.domain == GraphNode.learningDomain else { return nil }
    func checked(_ words: [String]) throws -> [String] {
      guard !words.isEmpty, Set(words).count == words.count else {
        throw refusal(of: node, expected: "categories, each of them once")
      }
      return words
    }
    switch node.identity.operator {
    case "OneHotEncoder":
      guard let words = node.texts("cats_strings"), !words.isEmpty else { return nil }
      return Coding(
        words: try checked(words), takesOthers: node.integer("zeros", default: 1) != 0,
        kind: .indicators)
    case "LabelEncoder":
      func tensor(_ name: String) throws -> ConstantTensor? {
        try node.tensor(name).map {
          try ConstantTensor($0, name: node.identity.name, file: file, beside: sideFiles)
        }
      }
      func texts() throws -> [String]? {
        if let words = node.texts("keys_strings"), !words.isEmpty { return words }
        return node.tensor("keys_tensor").flatMap {
          ConstantTensor(labels: $0, name: node.identity.name).texts
        }
      }
      guard let words = try texts() else { return nil }
      let numbers: [Float]
      let others: Float
      if let values = node.integers("values_int64s"), !values.isEmpty {
        (numbers, others) = (
          values.map(Float.init), Float(node.integer("default_int64", default: -1))
        )
      } else if let values = node.floats("values_floats"), !values.isEmpty {
        (numbers, others) = (values, node.float("default_float", default: 0))
      } else if let values = try tensor("values_tensor") {
        numbers = try values.numbers(file: file)
        others = try tensor("default_tensor")?.numbers(file: file).first ?? 0
      } else {
        throw refusal(of: node, expected: "a number for each category")
      }
      guard numbers.count == words.count, (numbers + [others]).allSatisfy(\.isFinite) else {
        throw refusal(of: node, expected: "a finite number for each category")
      }
      return Coding(
        words: try checked(words),
        takesOthers: ["default_int64", "default_float", "default_tensor"].contains(where: node.has),
        kind: .numbers(numbers, others: others))
    default: return nil
    }
  }

  private mutating func encoded(_ words: Words, by coding: Coding, _ node: GraphNode) throws -> Line
  {
    guard let encoding = builder.operation(of: 1) as? CategoryEncoding else {
      throw refusal(of: node, expected: "texts that come from the input")
    }
    let place = Place.node(node.identity)
    try spend(words.columns.count * coding.words.count)
    // The position of each of the encoder's categories in the network's encoding, column by column.
    let places = words.columns.flatMap { column in
      let known = encoding.columns[column]?.places ?? [:]
      return coding.words.compactMap { word in known[word].map { encoding.starts[column] + $0 } }
    }
    let count = coding.words.count
    let all = Line(value: 1, shape: [nil, encoding.width])
    let outer: [Int?] = words.rank == 1 ? [nil] : [nil, words.columns.count]
    let indicators = try apply(
      SparseMap.gather(Shape([encoding.width]), axis: 0, places: places), to: [all],
      shape: [nil, places.count], at: place)
    switch coding.kind {
    case .indicators:
      var line = indicators
      line.shape = outer + [count]
      return line
    case .numbers(let numbers, let others):
      let columns = words.columns.count
      var line = try apply(
        Dense(
          weights: Matrix(rows: columns * count, columns: columns) { target in
            for row in 0..<columns * count {
              for column in 0..<columns {
                target[row * columns + column] =
                  row / count == column ? numbers[row % count] - others : 0
              }
            }
          }, bias: [Float](repeating: others, count: columns)), to: [indicators],
        shape: [nil, columns], at: place)
      line.shape = outer
      return line
    }
  }
}

extension ConstantTensor {
  fileprivate var texts: [String]? {
    if case .texts(let texts) = values { texts } else { nil }
  }
}
