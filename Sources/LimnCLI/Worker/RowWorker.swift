import Limn

/// Explains numbered rows, and defines the columns of an answer.
struct RowWorker: Sendable {
  let explainer: RowExplainer
  let input: InputSchema
  let output: OutputSchema
  let columns: AnswerColumns
  let work: Work

  /// The number of values of one row.
  var width: Int { input.shape.count }

  /// Explains `rows`, in order.
  ///
  /// - Parameters:
  ///   - rows: `n × width`, with a picture's values in the order of the model file.
  ///   - numbers: the number of each row in its run; the result depends on the remainder modulo
  ///     `RowExplainer.standardBlockRows`.
  ///   - refused: the reasons why rows cannot be explained, by index, if known already.
  /// - Throws: errors that no single row causes.
  func explained(_ rows: Matrix, numbers: [Int], refused: [Int: String] = [:]) throws
    -> [ExplainedRow]
  {
    let (rows, faults) = checked(rows, refused)
    let blocks = blocks(of: rows.rows, numbers, without: faults)
    let explain: @Sendable (Int, Work) throws -> [ExplainedRow] = { index, work in
      let block = blocks[index]
      return try explainer.explain(rows.rows(at: block.rows), at: block.places, work: work)
    }
    // Blocks are computed in parallel, one per thread; the remaining blocks get several threads
    // each.
    let even = blocks.count / work.workers * work.workers
    let found =
      try parallelMap(count: even, work: work, explain)
      + parallelMap(count: blocks.count - even, work: work) { try explain(even + $0, $1) }
    var results = faults.mapValues { ExplainedRow.bad(reason: $0) }
    for (block, answers) in zip(blocks, found) {
      for (row, answer) in zip(block.rows, answers) { results[row] = answer }
    }
    return (0..<rows.rows).compactMap { results[$0] }
  }

  /// Rows that are explained together, with their positions.
  private struct Block {
    let number: Int
    var rows: [Int] = []
    var places: [Int] = []
  }

  /// The rows in blocks; a repeated or smaller number starts another block.
  private func blocks(of count: Int, _ numbers: [Int], without faults: [Int: String]) -> [Block] {
    let size = RowExplainer.standardBlockRows
    var blocks: [Block] = []
    for row in 0..<count where faults[row] == nil {
      let (number, place) = (numbers[row] / size, numbers[row] % size)
      if let last = blocks.last, last.number == number, (last.places.last ?? -1) < place {
      } else {
        blocks.append(Block(number: number))
      }
      blocks[blocks.count - 1].rows.append(row)
      blocks[blocks.count - 1].places.append(place)
    }
    return blocks
  }

  /// The rows in the model's format, with a picture's channels first and missing values imputed if
  /// the model defines how; and the reasons why others cannot be explained.
  private func checked(_ rows: Matrix, _ refused: [Int: String]) -> (Matrix, [Int: String]) {
    var faults = refused
    let places = input.layout.places(of: input.shape)
    guard places != nil || !input.categories.isEmpty || rows.firstNonFinite() != nil else {
      return (rows, faults)
    }
    let checked = Matrix(rows: rows.rows, columns: rows.columns) { target in
      for row in 0..<rows.rows {
        for column in 0..<rows.columns {
          var value = rows[row, places?[column] ?? column]
          if value.isNaN, let imputed = input.imputed[column] { value = imputed }
          if faults[row] == nil, let fault = fault(value, column) { faults[row] = fault }
          target[row * rows.columns + column] = value
        }
      }
    }
    return (checked, faults)
  }

  private func fault(_ value: Float, _ column: Int) -> String? {
    guard value.isFinite else {
      return "\(columnTitle(column)) is not a finite number"
    }
    guard let categories = input.categories[column], categories.place(of: value) == nil else {
      return nil
    }
    return
      "\(columnTitle(column)) is \(value), which is not one of its \(categories.words.count) categories"
  }

  /// "value 3", "value 3, "age,"": a feature by its number and its name.
  func columnTitle(_ column: Int) -> String {
    "value \(column)" + (input.names.map { " (\($0[column].shown(columns: 60)))" } ?? "")
  }
}

/// The columns of an answer.
struct AnswerColumns: Sendable {
  /// A group of adjacent columns.
  struct Group: Sendable, Encodable {
    /// "shap", "shap-error", "outputs", "target".
    let name: String
    /// The first column, counted from 0.
    let first: Int
    let count: Int
  }

  let groups: [Group]
  let hasErrors: Bool
  private let hasOutputs: Bool

  var count: Int { groups.reduce(0) { $0 + $1.count } }

  /// - Parameters:
  ///   - methods: the names of the methods.
  ///   - width: the number of values of one input.
  ///   - outputs: the number of the model's outputs.
  init(methods: [String], width: Int, outputs: Int, hasErrors: Bool, hasOutputs: Bool) {
    var parts = methods.flatMap { method in
      [(method, width)] + (hasErrors ? [("\(method)-error", width)] : [])
    }
    if hasOutputs { parts += [("outputs", outputs), ("target", 1)] }
    var first = 0
    groups = parts.map { name, count in
      defer { first += count }
      return Group(name: name, first: first, count: count)
    }
    self.hasErrors = hasErrors
    self.hasOutputs = hasOutputs
  }

  /// The answers as a table; a row without an explanation has NaN in each column.
  func table(_ rows: [ExplainedRow]) -> Matrix {
    Matrix(rows: rows.count, columns: count) { target in
      target.initialize(repeating: .nan)
      for (index, row) in rows.enumerated() {
        guard case .explained(let values, let output, let attributions) = row else { continue }
        var place = index * count
        func put(_ number: Float) {
          target[place] = number
          place += 1
        }
        for attribution in attributions {
          for value in attribution.values { put(Float(value)) }
          guard hasErrors else { continue }
          if let errors = attribution.standardErrors {
            for error in errors { put(Float(error)) }
          } else {
            for _ in attribution.values { put(0) }
          }
        }
        if hasOutputs {
          for value in values { put(value) }
          put(Float(output))
        }
      }
    }
  }
}
