import LimnCore
import LimnData

/// One of a report's array files while it is written.
final class ArrayFile {
  private var writer: NPYWriter?

  /// - Throws: `FileError.cannotWrite`.
  init(path: String, rows: Int, rowShape: [Int]) throws {
    writer = try NPYWriter(path: path, rows: rows, rowShape: rowShape)
  }

  /// - Throws: `FileError.cannotWrite`.
  func append(_ values: [Float], width: Int) throws {
    try writer?.append(
      Matrix(rows: values.count / width, columns: width, elements: values))
  }

  /// - Throws: `FileError.cannotWrite`.
  func finish() throws {
    if let writer = writer.take() { try writer.finish() }
  }
}

/// The arrays of one method and view: values, and standard errors if there are any.
struct SeriesFiles {
  private let values: ArrayFile
  private let errors: ArrayFile?
  private let width: Int

  init(folder: String, _ names: SeriesNames, rows: Int, shape: [Int]) throws {
    values = try ArrayFile(path: "\(folder)/\(names.values)", rows: rows, rowShape: shape)
    errors = try names.errors.map {
      try ArrayFile(path: "\(folder)/\($0)", rows: rows, rowShape: shape)
    }
    width = shape.reduce(1, *)
  }

  func append(_ series: Series) throws {
    try values.append(series.values, width: width)
    // A chunk without errors is exact, except for its bad rows.
    try errors?.append(series.errors ?? series.values.map { $0.isNaN ? .nan : 0 }, width: width)
  }

  func finish() throws {
    try values.finish()
    try errors?.finish()
  }
}

/// The paths of a method and view's arrays in a report's folder.
struct SeriesNames: Sendable, Hashable {
  let values: String
  let errors: String?

  init(method: String, view: View, hasErrors: Bool) {
    let stem =
      "\(ReportSummary.arraysFolder)/\(method)" + (view == .rival ? "-against-rival" : "")
    values = "\(stem).npy"
    errors = hasErrors ? "\(stem)-error.npy" : nil
  }
}

/// The arrays of one method's pair interactions.
struct PairFiles {
  private let values: ArrayFile
  private let errors: ArrayFile?
  private let size: Int

  init(folder: String, _ names: PairNames, rows: Int, players: Int) throws {
    let shape = [players, players]
    values = try ArrayFile(path: "\(folder)/\(names.values)", rows: rows, rowShape: shape)
    errors = try names.errors.map {
      try ArrayFile(path: "\(folder)/\($0)", rows: rows, rowShape: shape)
    }
    size = players * players
  }

  /// - Parameter series: the pairs of a chunk of `rows` rows; `nil` if all rows are bad.
  func append(_ series: PairSeries?, rows: Int) throws {
    let numbers = series?.values ?? [Float](repeating: .nan, count: rows * size)
    try values.append(numbers, width: size)
    try errors?.append(series?.errors ?? numbers.map { $0.isNaN ? .nan : 0 }, width: size)
  }

  func finish() throws {
    try values.finish()
    try errors?.finish()
  }
}

/// The paths of a method's pair arrays in a report's folder.
struct PairNames: Sendable, Hashable {
  let values: String
  let errors: String?

  init(method: String, hasErrors: Bool) {
    let stem = "\(ReportSummary.arraysFolder)/\(method)-pairs"
    values = "\(stem).npy"
    errors = hasErrors ? "\(stem)-error.npy" : nil
  }
}

extension RunPlan {
  /// The views of this run: also the target against a rival if there is another class and the
  /// objective names none.
  var views: [View] {
    View.views(of: model.output, against: objective.against)
  }

  /// The paths of all arrays that the run might write.
  var arrayNames: [String] { methods.flatMap(arrayNames(of:)) }

  func arrayNames(of method: Method) -> [String] {
    let series = views.flatMap { view in
      let names = SeriesNames(method: method.name, view: view, hasErrors: true)
      return [names.values, names.errors]
    }
    let pairs = PairNames(method: method.name, hasErrors: true)
    return (series + [pairs.values, pairs.errors]).compactMap(\.self)
  }
}
