import LimnCore

/// Encodes table columns as numbers that a layer can take: numeric columns unchanged, categorical
/// columns one-hot, with one output for each category.
///
/// As an operation of the network, the encoding is part of the model's file, and explanations refer
/// to columns. A value that represents no known category is encoded as zeros.
///
/// The derivative with respect to a category's index is 0, because there is nothing between two
/// categories. Gradient-based methods work on the encoded values; see ``Network/behindCategories``.
public struct CategoryEncoding: Operation, Equatable {
  /// The categories of each column; `nil` for a numeric column.
  public let columns: [Categories?]
  /// The index of each column's first output, followed by the total number of outputs.
  public let starts: [Int]

  /// Creates an encoding for columns; `nil` is a numeric column, which passes through unchanged.
  public init(_ columns: [Categories?]) {
    self.columns = columns
    starts = columns.reduce(into: [0]) { $0.append($0[$0.count - 1] + ($1?.words.count ?? 1)) }
  }

  /// Creates the encoding for a table's schema.
  ///
  /// - Parameter schema: the schema of a table row.
  public init(_ schema: InputSchema) {
    self.init((0..<schema.shape.count).map { schema.categories[$0] })
  }

  /// The categories of the categorical columns, by column.
  public var categories: [Int: Categories] {
    Dictionary(
      uniqueKeysWithValues: columns.enumerated().compactMap { column, categories in
        categories.map { (column, $0) }
      })
  }

  /// The number of outputs.
  public var width: Int { starts[columns.count] }

  /// The indices of the one-hot outputs.
  public var indicators: Set<Int> {
    Set(columns.indices.filter { columns[$0] != nil }.flatMap { starts[$0]..<starts[$0 + 1] })
  }

  public var kind: String { "CategoryEncoding" }

  public var setting: String? { "\(columns.count { $0 != nil }) of \(columns.count) columns" }

  public func outputShape(for inputs: [Shape]) throws -> Shape {
    let input = try inputs.only(for: kind)
    guard input.count == columns.count else {
      throw NetworkError.layerWidth(layer: kind, found: input.count, expected: columns.count)
    }
    return Shape([width])
  }

  public func forward(_ inputs: [Matrix]) -> (output: Matrix, saved: Saved) {
    (encoded(inputs[0]), .nothing)
  }

  /// Encodes rows of column values.
  ///
  /// - Parameter rows: `n × columns.count`.
  /// - Returns: `n × width`.
  public func encoded(_ rows: Matrix) -> Matrix {
    precondition(rows.columns == columns.count, "\(rows.columns) of \(columns.count) columns")
    return Matrix(rows: rows.rows, columns: width) { target in
      for row in 0..<rows.rows {
        for (column, categories) in columns.enumerated() {
          let start = row * width + starts[column]
          guard let categories else {
            target[start] = rows[row, column]
            continue
          }
          for place in 0..<categories.words.count { target[start + place] = 0 }
          if let place = categories.place(of: rows[row, column]), place < categories.words.count {
            target[start + place] = 1
          }
        }
      }
    }
  }

  public func inputGradients(_ outputGradient: Matrix, saved: Saved) -> [Matrix] {
    [
      Matrix(rows: outputGradient.rows, columns: columns.count) { target in
        for row in 0..<outputGradient.rows {
          for (column, categories) in columns.enumerated() {
            target[row * columns.count + column] =
              categories == nil ? outputGradient[row, starts[column]] : 0
          }
        }
      }
    ]
  }

  /// Sums the values of each column's outputs.
  ///
  /// - Parameter values: ``width`` values.
  /// - Returns: one sum for each column.
  public func columnSums(_ values: [Double]) -> [Double] {
    precondition(values.count == width, "\(values.count) values for \(width) numbers")
    return columns.indices.map { values[starts[$0]..<starts[$0 + 1]].reduce(0, +) }
  }
}

extension Network {
  /// The categorical encoding at the beginning of the network, and the network after it; `nil` if
  /// all features are numeric.
  public var behindCategories: (encoding: CategoryEncoding, network: Network)? {
    guard let encoding = nodes.first?.operation as? CategoryEncoding,
      let network = part(from: 1, holding: [Float](repeating: 0, count: inputShape.count))
    else { return nil }
    return (encoding, network)
  }

  /// The same network preceded by an operation that encodes categories.
  ///
  /// - Parameter schema: the schema of a table row, whose encoding must have as many values as the
  ///   network takes.
  /// - Throws: `NetworkError` if the encoding does not fit, or if the network is not a chain of
  ///   layers.
  public func encodingCategories(of schema: InputSchema) throws -> Network {
    let whole = try Network(
      inputShape: schema.shape, layers: [CategoryEncoding(schema)] + layers)
    return try whole.named(features: schema.names, outputs: output.givenNames, task: output.task)
  }
}
