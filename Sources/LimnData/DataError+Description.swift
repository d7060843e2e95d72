import LimnCore
import LimnText

extension DataError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .badShares(let validation, let test):
      "shares of \(validation) for validation and \(test) for the test are not possible: neither may be "
        + "negative, nor their sum above 1."
    case .noExamples:
      "there are no examples."
    case .exampleCount(let name, let found, let expected):
      "there are \(found) \(name) for \(expected) examples."
    case .noSuchClass(let label, let row, let count):
      "the class of example \(row) is \(label): classes are 0 to \(count - 1)."
    case .confusionCounts(let classes):
      "a confusion matrix of \(classes) classes needs \(classes) counts for each, none of them negative."
    case .noSuchRow(let file, let row, let count):
      "\(file) has no row \(row): its rows are 0 to \(count - 1)."
    case .notUTF8(let file, let place, let byte):
      "\(file), \(place.words): expected text in UTF-8, but found the byte \(hexadecimal(byte))."
    case .parquet(let file):
      "\(file) is a Parquet file, which Limn does not read."
    case .encodingOfArray(let file):
      "\(file) is an array, which has no text encoding."
    case .malformed(let file, let place, let expected):
      "\(file), \(place.words): expected \(expected)."
    case .unsupportedElementType(let file, let descriptor):
      "\(file) holds values of type \(descriptor.shown()), which Limn does not read."
    case .arrayTooLarge(let file, let shape):
      "\(file) claims to hold \(words(for: shape)) values, more than is possible."
    case .wrongLength(let file, let bytes, let expected):
      "\(file) has \(bytes) bytes, and its header promises \(expected)."
    case .notANumber(let file, let place, let text):
      "\(file), \(place.words): \(text.quoted) is not a number."
    case .ragged(let file, let line, let cells, let expected):
      "\(file), line \(line): \(cells) cells where the lines before have \(expected)."
    case .tooManyCells(let file, let line, let most):
      "\(file), line \(line): more than \(most.grouped) cells, the most that are read."
    case .indexColumn(let file, let columns, let expected):
      "\(file) has \(columns) columns, and the model takes rows of \(expected): the first column has "
        + "no name and numbers the rows, as pandas writes its index."
    case .missingValue(let file, let place, let column):
      "\(file), \(place.words)\(column.map { " (\($0.quoted))" } ?? ""): the value is missing. "
        + "Leave the row out, or fill in the value as in the model's training data."
    case .unknownCategory(let file, let place, let column, let word, let known):
      "\(file), \(place.words)\(column.map { " (\($0.quoted))" } ?? ""): \(word.quoted) is not "
        + "one of the model's categories, \(known.listed)."
    case .wordAmongNumbers(let file, let place, let column, let text):
      "\(file), \(place.words) (\(column.quoted)): \(text.quoted) is not a number, and the column "
        + "holds numbers."
    case .tooManyCategories(let file, let column, let count, let most):
      "\(file): the column \(column.quoted) holds \(count == CategorySearch.most ? "at least " : "")"
        + "\(count.grouped) different words, "
        + (count > most
          ? "more than the \(most.grouped) categories allowed." : "none of them twice.")
    case .decimalComma(let file, let place, let text):
      "\(file), \(place.words): \(text.quoted) has a comma where a point is expected."
    case .noSuchColumn(let file, let name, let names, let count):
      "\(file) has no column \(name.quoted): "
        + (names.map { "its columns are \($0.listed)." }
          ?? "it has no header row, and its \(count) columns are 0 to \(count - 1).")
    case .columnTwice(let file, let name):
      "\(file) has two columns \(name.quoted)."
    case .unnamedColumn(let file, let feature):
      "\(file): feature \(feature) has no name, and a model with categories takes its columns by "
        + "name."
    case .columnNames(let file, let missing, let unknown, let hasIndex):
      "\(file) does not have the model's features: "
        + [
          missing.isEmpty ? nil : "it lacks \(missing.listed)",
          unknown.isEmpty ? nil : "the model does not know \(unknown.listed)",
        ].compactMap { $0 }.joined(separator: ", and ")
        + (hasIndex ? ": the first column numbers the rows, as pandas writes its index." : ".")
    case .columnsOfArray(let file):
      "\(file) is an array, which has no named columns."
    case .unknownLabel(let file, let row, let label, let classes):
      "\(file), row \(row): \(label.quoted) is not one of the classes \(classes.listed)."
    case .labelIsNoNumber(let file, let row, let label):
      "\(file), row \(row): the label \(label.quoted) is not a finite number."
    case .noSuchMember(let file, let name, let members):
      name.map { "\(file) holds no array \($0.quoted): its arrays are \(members.listed)." }
        ?? "\(file) holds the arrays \(members.listed): choose one with \(argument(for: file)):NAME."
    case .noArchive(let file):
      "\(file) is not an .npz archive, and only those have named arrays: leave the name out."
    case .packed(let file, let member):
      "\(file): \(member.quoted) is encrypted, or compressed in a way that Limn does not read."
    case .notWhole(let file, let index, let value):
      "\(file), value \(index): \(value) is not a 64-bit integer."
    case .nonFinite(let file, let row, let column):
      "\(file), row \(row), value \(column): not a finite number."
    case .wrongWidth(let file, let shape, let expected):
      "\(file) has the shape \(words(for: shape)), and the model takes rows of \(expected)."
    case .noRows(let file):
      "\(file) has no rows."
    case .unknownFormat(let file):
      "\(file) is not in a format that Limn reads: .npy, .npz, .csv or .tsv."
    case .badImage(let file, let error):
      "\(file): \(error)"
    case .wrongImageSize(let file, let width, let height, let expectedWidth, let expectedHeight):
      "\(file) has \(width)×\(height) pixels, and the model takes \(expectedWidth)×"
        + "\(expectedHeight)."
    case .channelNumbers(let name, let found, let channels):
      "\(found) numbers for the \(name) of \(channels) channel\(channels == 1 ? "" : "s"): give one "
        + "for all, or one for each."
    case .badFull(let value):
      "the full value of an image must be above 0, not \(value)."
    case .badMean(let value):
      "a channel's mean must be a finite number, not \(value)."
    case .badDeviation(let value):
      "a channel's standard deviation must be above 0, not \(value)."
    case .imageForVector(let file, let count):
      "the model takes a plain vector of \(count) values, not an image such as \(file)."
    case .noInk(let file):
      "\(file) has no ink to centre, as nearly all its pixels have the same tone."
    case .centredColours(let file, let shape):
      "\(file) cannot be centred by its ink, as the model takes colour images (\(shape))."
    }
  }
}

/// The name of a file on the command line.
private func argument(for file: String) -> String {
  file == SpooledFile.standardInputName ? InputFile.standardInput : file
}

extension DataError.Place {
  fileprivate var words: String {
    switch self {
    case .byte(let offset): "byte \(offset)"
    case .cell(let line, let column): "line \(line), column \(column)"
    }
  }
}

extension [String] {
  /// The first names and the number of further ones: "'a', 'b' and 7 more".
  fileprivate var listed: String {
    let shown = prefix(8).map(\.quoted)
    guard count > shown.count else { return shown.joined(separator: ", ") }
    return shown.joined(separator: ", ") + " and \(count - shown.count) more"
  }
}
