import ArgumentParser
import Limn

/// Which inputs a report is about: a range of the embedded digits, or rows of a file.
struct ReportInputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Embedded handwritten digits, 0 to 1796: one, or first-last.", valueName: "range"))
  var digits: RowRange?

  @Option(
    help: ArgumentHelp(
      "An array or a table, one input in each row.", valueName: "file.npy|.csv"),
    completion: .file(extensions: ["npy", "csv"]))
  var input: String?

  @Option(
    help: ArgumentHelp(
      "The rows of --input to explain, counted from 0 (default: all).", valueName: "range"))
  var rows: RowRange?

  @Option(
    help: ArgumentHelp(
      "The class of each row of --input, for accuracy and confusion.", valueName: "file.npy|.csv"),
    completion: .file(extensions: ["npy", "csv"]))
  var labels: String?

  func validate() throws {
    guard (digits == nil) != (input == nil) else {
      throw ValidationError(
        digits == nil
          ? "Name the inputs: --digits RANGE, or --input FILE.npy or FILE.csv."
          : "Name the inputs with --digits or with --input, not both.")
    }
    if rows != nil, input == nil { throw ValidationError("--rows belongs to --input.") }
    if labels != nil, input == nil { throw ValidationError("--labels belongs to --input.") }
  }

  /// The shape that the inputs themselves show, for a model that takes a plain vector.
  var naturalShape: InputShape? { digits == nil ? nil : Digits.inputShape }

  /// The inputs for a model of `shape`.
  ///
  /// - Throws: ``CommandError``, `ReportError`, `DataError`, `FileError`.
  func read(shape: InputShape, classCount: Int) throws -> ReportInputs {
    if let digits {
      guard shape.count == Digits.inputShape.count else {
        throw CommandError.digitForModel(of: shape)
      }
      return try ReportInputs(digits: digits.rows)
    }
    guard let input else { preconditionFailure("validate() has seen an input") }
    let file = try InputFile(path: input, shape: shape)
    let rows = rows?.rows ?? 0..<file.count
    return try ReportInputs(
      file, rows: rows, labels: readLabels(of: rows, count: file.count, classCount: classCount))
  }

  private func readLabels(of rows: Range<Int>, count: Int, classCount: Int) throws -> [Int]? {
    guard let labels else { return nil }
    let file = try InputFile(path: labels, shape: .vector(1))
    guard file.count == count else {
      throw ReportError.labelCount(found: file.count, expected: count)
    }
    guard rows.upperBound <= count else { return [] }
    return try file.rows(rows).elements.enumerated().map { index, value in
      guard let label = Int(exactly: value), (0..<classCount).contains(label) else {
        throw CommandError.badLabel(
          file: labels, row: rows.lowerBound + index, value: value, most: classCount)
      }
      return label
    }
  }
}

/// "17" or "0-199", both ends included.
struct RowRange: ExpressibleByArgument {
  let rows: Range<Int>

  init?(argument: String) {
    let ends = argument.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
      first >= 0, first <= last, last < Int.max
    else { return nil }
    rows = first..<last + 1
  }
}

extension Shard: ExpressibleByArgument {
  /// "2/4".
  public init?(argument: String) {
    let numbers = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let number = numbers[0], let count = numbers[1] else { return nil }
    do { try self.init(number, of: count) } catch { return nil }
  }
}
