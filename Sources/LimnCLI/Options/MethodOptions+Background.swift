import ArgumentParser
import Limn

extension MethodOptions {
  /// The replacement for absent features in each method.
  ///
  /// - Parameters:
  ///   - inputs: the file of the inputs, if there is one: for a table, its own rows are the
  ///     reference unless another is given.
  ///   - ofEach: whether each of several inputs may have its own baseline.
  ///   - isOfDigits: whether the inputs are on the scale of the embedded digits.
  /// - Throws: ``CommandError``, `DataError`, `FileError`.
  func absence(
    _ baseline: BaselineOptions, of explained: ExplainedModel, input: NamedInput? = nil,
    ofEach: Bool = false, inputs: InputFile?, columns: TableColumns, isOfDigits: Bool
  ) throws -> Absence {
    let model = explained.model
    let methods = methods(of: model)
    let named = try background.map { path in
      ReferenceData(
        try InputFile(
          path: path, schema: model.input, columns: columns.whereThere,
          features: explained.columnNames), schema: model.input)
    }
    // A single row would be compared with itself.
    let own = inputs.flatMap { file in
      file.isRowsOfTable(for: model) && file.count > 1
        ? ReferenceData(file, schema: model.input) : nil
    }
    let isOfTable = own != nil || inputs?.isRowsOfTable(for: model) == true
    let data = named ?? own
    let point = try baseline.read(
      for: explained, data: data, isOfTable: isOfTable, isOfDigits: isOfDigits, input: input,
      ofEach: ofEach, columns: columns)
    // A baseline given by the user applies to all methods.
    let masking = named ?? (baseline.baseline == nil ? own : nil)
    if backgroundRows != nil, masking == nil {
      throw ValidationError(
        "--background-rows goes with --background, or with a table whose rows are the background.")
    }
    var (tableName, table) = (String?.none, Matrix?.none)
    let sample = try masking.map { try $0.sample(backgroundRows ?? .standard, seed: seed) }
    if methods.contains(.tabularLIME) {
      let rows: (rows: Matrix, name: String)
      if let data {
        rows = (try data.rows(), data.name)
      } else if isOfDigits {
        rows = (try TrainingDigits.inputs(), "the training digits")
      } else {
        throw CommandError.noBackground
      }
      guard rows.rows.varies else { throw CommandError.constantBackground(rows.name) }
      (tableName, table) = (rows.name, rows.rows)
    }
    return Absence(
      baseline: point, methods: methods, involved: involved, sample: sample?.name,
      tableName: tableName, background: sample?.0, table: table, isOfDigits: isOfDigits,
      isWithoutData: isOfTable && data == nil && baseline.baseline == nil)
  }
}

extension InputFile {
  /// Whether its rows belong to a table: plain vectors in a text file or with names.
  fileprivate func isRowsOfTable(for model: any Model) -> Bool {
    guard case .vector = model.inputShape else { return false }
    return isTable || model.input.names != nil
  }
}

/// The replacement for absent features in each method, and its name.
struct Absence {
  let baseline: NamedBaseline
  private let methods: [MethodName]
  /// The methods, including those inside of others.
  private let involved: [MethodName]
  /// The name of the rows used by methods that show and hide features; `nil` for none.
  private let sample: String?
  /// The name of the table.
  private let tableName: String?
  /// The background for methods that show and hide features, if it is not the baseline.
  private let rows: Background?
  /// The rows for methods that take the scale of features from data; `nil` if there are none.
  let table: Matrix?
  /// Whether the inputs are on the scale of the embedded digits.
  let isOfDigits: Bool
  /// Whether a table's row is explained against zeros because there are no data.
  private let isWithoutData: Bool

  fileprivate init(
    baseline: NamedBaseline, methods: [MethodName], involved: [MethodName], sample: String?,
    tableName: String?, background: Background?, table: Matrix?, isOfDigits: Bool,
    isWithoutData: Bool
  ) {
    self.baseline = baseline
    (self.methods, self.involved) = (methods, involved)
    (self.sample, self.tableName) = (sample, tableName)
    rows = background
    self.table = table
    self.isOfDigits = isOfDigits
    self.isWithoutData = isWithoutData
  }

  /// The background for methods that show and hide features.
  var background: Background { rows ?? .baseline(baseline.baseline) }

  /// Whether each input has its own background in methods that show and hide features.
  var hasOwnBackgrounds: Bool { rows == nil && baseline.own != nil }

  /// The replacement for one of several inputs.
  func resolved(for input: [Float]) throws -> Absence {
    Absence(
      baseline: try baseline.resolved(for: input), methods: methods, involved: involved,
      sample: sample, tableName: tableName, background: rows, table: table,
      isOfDigits: isOfDigits, isWithoutData: isWithoutData)
  }

  /// The replacement at a layer: the activations of its units when the features are absent.
  ///
  /// - Parameter front: the network up to the layer.
  /// - Throws: `AttributionError`.
  func seen(through front: Network) throws -> Absence {
    let width = front.inputShape.count
    let start = front.scores(of: Matrix(row: try baseline.baseline.row(width: width)))
    let moved = NamedBaseline(name: baseline.name, baseline: .values(start.elements))
    var background: Background?
    if case .rows(let rows) = self.rows { background = .rows(front.scores(of: rows)) }
    return Absence(
      baseline: moved, methods: methods, involved: involved, sample: sample,
      tableName: tableName, background: background,
      table: table.map { front.scores(of: $0) }, isOfDigits: false, isWithoutData: isWithoutData)
  }

  /// "zeros", "zeros; for lime and shap the rows of rows.npy".
  var name: String { ([baseline.name] + exceptions(for: involved)).joined(separator: "; ") }

  /// The name without a baseline that no method uses.
  var nameForMethods: String { name(for: methods, involved: involved) }

  /// The name for some of the methods.
  func name(for methods: [MethodName]) -> String { name(for: methods, involved: methods) }

  private func name(for methods: [MethodName], involved: [MethodName]) -> String {
    let start = usesBaseline(methods) ? [baseline.name] : []
    return (start + exceptions(for: involved)).joined(separator: "; ")
  }

  /// The descriptions for methods that do not use the baseline.
  private func exceptions(for involved: [MethodName]) -> [String] {
    let masked = involved.filter(\.isMasking).map(\.rawValue)
    return [
      sample.flatMap { masked.isEmpty ? nil : "for \(masked.joined(separator: " and ")) \($0)" },
      tableName.map { "for \(MethodName.tabularLIME.rawValue) the mean of \($0)" },
    ].compactMap { $0 }
  }

  private func usesBaseline(_ methods: [MethodName]) -> Bool {
    methods.contains { $0 != .tabularLIME && (sample == nil || !$0.isMasking) }
  }

  /// Warns if zeros are used because no data were given.
  func remark() {
    guard isWithoutData, usesBaseline(methods) else { return }
    StandardStream.error.show(
      TerminalText([
        "Note: the table has one row, so absent features are zeros: name rows to compare it with, "
          + "--background FILE."
      ]))
  }
}

extension Matrix {
  /// Whether any two rows differ.
  fileprivate var varies: Bool {
    (1..<max(1, rows)).contains { !self[row: $0].elementsEqual(self[row: 0]) }
  }
}
