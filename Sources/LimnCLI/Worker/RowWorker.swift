import Limn

/// Explains rows by their numbers, and says in which columns the answer to one lies.
struct RowWorker: Sendable {
  let explainer: RowExplainer
  let input: InputSchema
  let output: OutputSchema
  let columns: AnswerColumns
  let work: Work

  /// The values of one row.
  var width: Int { input.shape.count }

  /// Explains `rows`, in their order.
  ///
  /// - Parameters:
  ///   - rows: `n × width`, a picture's values as the model's file orders them.
  ///   - numbers: of each row in its run; what comes of it depends on the remainder by
  ///     `RowExplainer.standardBlockRows`.
  ///   - refused: why a row cannot be explained, by its index, where that is known already.
  /// - Throws: what is no fault of a row's.
  func explained(_ rows: Matrix, numbers: [Int], refused: [Int: String] = [:]) throws
    -> [ExplainedRow]
  {
    let (rows, faults) = checked(rows, refused)
    let blocks = blocks(of: rows.rows, numbers, without: faults)
    let explain: @Sendable (Int, Work) throws -> [ExplainedRow] = { index, work in
      let block = blocks[index]
      return try explainer.explain(rows.rows(at: block.rows), at: block.places, work: work)
    }
    // As many blocks as there are threads go side by side; with what is left over each has several.
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

  /// Rows that are explained together, and where they stand.
  private struct Block {
    let number: Int
    var rows: [Int] = []
    var places: [Int] = []
  }

  /// The rows in blocks; where a number comes again, or a smaller one, another block begins.
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

  /// The rows as the model takes them: a picture's channels first, what is missing replaced where the
  /// model says by what; and why others cannot be explained.
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
    return "\(columnTitle(column)) is \(value), and none of the \(categories.words.count) "
      + "categories"
  }

  /// "value 3", "value 3, "age,"": a feature by its number and its name.
  func columnTitle(_ column: Int) -> String {
    "value \(column)" + (input.names.map { " (\($0[column].shown(columns: 60)))" } ?? "")
  }
}

/// Which column of an answer holds what.
struct AnswerColumns: Sendable {
  /// Neighbouring columns that belong together.
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
  ///   - methods: their names.
  ///   - width: the values of one input.
  ///   - outputs: those of the model.
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

  /// Rows of columns; of a row without an explanation each is NaN.
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
