import LimnCore

/// The columns of a table as numbers that a layer can take: a number as it is, and of a column of categories
/// for each category a 1 where the row has it, otherwise a 0 (one-hot).
///
/// As an operation of the network it is in the model's file, and whoever explains the network sees columns.
/// A number that stands for no category gives zeros alone.
///
/// Its derivative by a category's number is 0: there is nothing between two categories. Methods that take
/// gradients take them behind it; see ``Network/behindCategories``.
public struct CategoryEncoding: Operation, Equatable {
  /// What each column holds; `nil` for numbers.
  public let columns: [Categories?]
  /// Where each column's numbers begin; the last one's end closes the list.
  public let starts: [Int]

  /// An encoding of columns; `nil` is a column of numbers, which passes unchanged.
  public init(_ columns: [Categories?]) {
    self.columns = columns
    starts = columns.reduce(into: [0]) { $0.append($0[$0.count - 1] + ($1?.words.count ?? 1)) }
  }

  /// The encoding that a table's schema asks for.
  ///
  /// - Parameter schema: of a table's row.
  public init(_ schema: InputSchema) {
    self.init((0..<schema.shape.count).map { schema.categories[$0] })
  }

  /// The columns' categories, by column.
  public var categories: [Int: Categories] {
    Dictionary(
      uniqueKeysWithValues: columns.enumerated().compactMap { column, categories in
        categories.map { (column, $0) }
      })
  }

  /// How many numbers it makes.
  public var width: Int { starts[columns.count] }

  /// The numbers that say whether a row has a category.
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

  /// Rows of columns as rows of numbers.
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

  /// For each column the sum of its numbers' values.
  ///
  /// - Parameter values: ``width`` of them.
  public func columnSums(_ values: [Double]) -> [Double] {
    precondition(values.count == width, "\(values.count) values for \(width) numbers")
    return columns.indices.map { values[starts[$0]..<starts[$0 + 1]].reduce(0, +) }
  }
}

extension Network {
  /// The encoding of categories that the network begins with, and the network behind it, which takes
  /// numbers; `nil` for one whose features all are numbers.
  public var behindCategories: (encoding: CategoryEncoding, network: Network)? {
    guard let encoding = nodes.first?.operation as? CategoryEncoding,
      let network = part(from: 1, holding: [Float](repeating: 0, count: inputShape.count))
    else { return nil }
    return (encoding, network)
  }

  /// The same network behind a first operation that encodes categories.
  ///
  /// - Parameter schema: of a table's row; encoded it has as many numbers as the network takes.
  /// - Throws: `NetworkError` where it has not, or for a network that is not a chain of layers.
  public func encodingCategories(of schema: InputSchema) throws -> Network {
    let whole = try Network(
      inputShape: schema.shape, layers: [CategoryEncoding(schema)] + layers)
    return try whole.named(features: schema.names, outputs: output.givenNames, task: output.task)
  }
}
