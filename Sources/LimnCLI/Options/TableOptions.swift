import ArgumentParser
import Limn

/// The options for reading a table: the columns that are not features, and the format of numbers
/// and text.
struct TableOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The table's column with the true answer, as words or numbers; by name, or by number if columns have no "
        + "names.", valueName: "column"))
  var labelColumn: String?

  @Option(
    help: ArgumentHelp("The table's column with the names of its rows.", valueName: "column"))
  var idColumn: String?

  @Option(
    help: ArgumentHelp(
      "Columns of the table to leave out.", valueName: "column,…", visibility: .rare))
  var drop: ColumnList?

  @Option(
    help: ArgumentHelp(
      "The encoding of the table's text (default: UTF-8, or UTF-16 with a byte-order mark).",
      valueName: "name", visibility: .rare))
  var encoding: TextEncoding?

  @Flag(
    help: ArgumentHelp(
      "The table's numbers have decimal commas: 1,5.", visibility: .rare))
  var decimalComma = false

  /// The options that were given, by name.
  var given: [String] {
    [
      ("--label-column", labelColumn != nil), ("--id-column", idColumn != nil),
      ("--drop", drop != nil), ("--encoding", encoding != nil),
      ("--decimal-comma", decimalComma),
    ].filter(\.1).map(\.0)
  }

  /// - Throws: `ValidationError` for one of them without a file.
  func require(_ file: String?, option: String) throws {
    if file == nil, let first = given.first {
      throw ValidationError("\(first) belongs to \(option).")
    }
  }

  /// The name of the column of labels; `nil` if it is given by number.
  var labelName: String? { labelColumn.flatMap { Int($0) == nil ? $0 : nil } }

  /// Reports the numbers that replace missing values.
  func remark(on file: InputFile, schema: InputSchema) {
    guard file.imputedCount > 0 else { return }
    let numbers = schema.imputed.sorted { $0.key < $1.key }.map {
      "\(NumberText.trimmed(Double($0.value), digits: 6)) for \(schema.name(of: $0.key).quoted)"
    }
    let shown = numbers.prefix(6).joined(separator: ", ")
    let rest = numbers.count > 6 ? " and \(numbers.count - 6) more" : ""
    StandardStream.error.show(
      TerminalText([
        "Note: \(file.imputedCount.grouped) missing values of \(lastComponent(of: file.path).shown()) "
          + "are filled in by the model itself: \(shown)\(rest)."
      ]))
  }

  var columns: TableColumns {
    TableColumns(
      label: labelColumn, id: idColumn, dropped: drop?.names ?? [], encoding: encoding,
      usesDecimalComma: decimalComma)
  }
}

extension TextEncoding: ExpressibleByArgument {}

/// Columns by name, separated by commas.
struct ColumnList: ExpressibleByArgument, Equatable {
  let names: [String]

  init(names: [String]) { self.names = names }

  init?(argument: String) {
    names = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard names.allSatisfy({ !$0.isEmpty }) else { return nil }
  }
}
