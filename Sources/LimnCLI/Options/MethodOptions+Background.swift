import Limn

extension MethodOptions {
  /// What absent features are to the methods.
  ///
  /// - Parameter isOfDigits: whether the inputs are on the scale of the embedded digits.
  /// - Throws: ``CommandError``, `DataError`, `FileError`.
  func absence(
    _ baseline: NamedBaseline, schema: InputSchema, isOfDigits: Bool
  ) throws -> Absence {
    let named = try background.map { path in
      let file = try InputFile(path: path, schema: schema)
      return NamedBackground(name: lastComponent(of: path), rows: try file.rows(0..<file.count))
    }
    let masked = involved.filter(\.isMasking)
    var (exceptions, table) = ([String](), Matrix?.none)
    let sample = named.map {
      (backgroundRows ?? .standard).sample(of: $0.rows, named: $0.name, seed: seed)
    }
    if let sample, !masked.isEmpty {
      let names = masked.map(\.rawValue).joined(separator: " and ")
      exceptions.append("for \(names) \(sample.name)")
    }
    if methods.contains(.tabularLIME) {
      guard let named = try named ?? (isOfDigits ? .trainingDigits() : nil) else {
        throw CommandError.noBackground
      }
      guard named.varies else { throw CommandError.constantBackground(named.name) }
      exceptions.append("for \(MethodName.tabularLIME.rawValue) the mean of \(named.name)")
      table = named.rows
    }
    return Absence(
      baseline: baseline, exceptions: exceptions,
      usesBaseline: methods.contains {
        $0 != .tabularLIME && (named == nil || !$0.isMasking)
      },
      background: sample?.0 ?? .baseline(baseline.baseline), table: table,
      isOfDigits: isOfDigits)
  }
}

/// What absent features are to each method, and in words.
struct Absence {
  let baseline: NamedBaseline
  /// What it is to methods that do not start from the baseline.
  private let exceptions: [String]
  private let usesBaseline: Bool
  /// For methods that show and hide features.
  let background: Background
  /// For methods that take the scale of features from data; `nil` where there is none.
  let table: Matrix?
  /// Whether the inputs are on the scale of the embedded digits.
  let isOfDigits: Bool

  fileprivate init(
    baseline: NamedBaseline, exceptions: [String], usesBaseline: Bool, background: Background,
    table: Matrix?, isOfDigits: Bool
  ) {
    self.baseline = baseline
    self.exceptions = exceptions
    self.usesBaseline = usesBaseline
    self.background = background
    self.table = table
    self.isOfDigits = isOfDigits
  }

  /// The same behind a layer: what its units give where the features are absent.
  ///
  /// - Parameter front: the network up to the layer.
  /// - Throws: `AttributionError`.
  func seen(through front: Network) throws -> Absence {
    let width = front.inputShape.count
    let start = front.scores(of: Matrix(row: try baseline.baseline.row(width: width)))
    let moved = NamedBaseline(name: baseline.name, baseline: .values(start.elements))
    var background = Background.baseline(moved.baseline)
    if case .rows(let rows) = self.background { background = .rows(front.scores(of: rows)) }
    return Absence(
      baseline: moved, exceptions: exceptions, usesBaseline: usesBaseline, background: background,
      table: table.map { front.scores(of: $0) }, isOfDigits: false)
  }

  /// "zeros", "zeros; for lime and shap the rows of rows.npy".
  var name: String { ([baseline.name] + exceptions).joined(separator: "; ") }

  /// The same without a baseline that no method starts from.
  var nameForMethods: String { usesBaseline ? name : exceptions.joined(separator: "; ") }
}

/// Rows of data, and what they are called.
private struct NamedBackground {
  let name: String
  let rows: Matrix

  static func trainingDigits() throws -> NamedBackground {
    NamedBackground(name: "the training digits", rows: try TrainingDigits.inputs())
  }

  /// Whether any two rows differ.
  var varies: Bool {
    (1..<max(1, rows.rows)).contains { !rows[row: $0].elementsEqual(rows[row: 0]) }
  }
}
