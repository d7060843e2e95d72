import LimnCore
import LimnText

extension DataError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .badShares(let validation, let test):
      "shares of \(validation) for validation and \(test) for the test do not divide a set."
    case .noSuchRow(let file, let row, let count):
      "\(file) has no row \(row): its rows are 0 to \(count - 1)."
    case .malformed(let file, let place, let expected):
      "\(file), \(place.words): expected \(expected)."
    case .unsupportedElementType(let file, let descriptor):
      "\(file) holds values of the type \(descriptor.shown()), which is no number type that is read."
    case .arrayTooLarge(let file, let shape):
      "\(file) claims to hold \(words(for: shape)) values, more than there can be."
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
    case .notWhole(let file, let index, let value):
      "\(file), value \(index): \(value) is not a whole number of 64 bits."
    case .nonFinite(let file, let row, let column):
      "\(file), row \(row), value \(column): not a finite number."
    case .wrongWidth(let file, let shape, let expected):
      "\(file) has the shape \(words(for: shape)), and the model takes rows of \(expected)."
    case .noRows(let file):
      "\(file) has no rows."
    case .unknownFormat(let file):
      "\(file) is neither an .npy nor a .csv file."
    case .badImage(let file, let error):
      "\(file): \(error)"
    case .wrongImageSize(let file, let width, let height, let expectedWidth, let expectedHeight):
      "\(file) has \(width)×\(height) pixels, and the model takes \(expectedWidth)×"
        + "\(expectedHeight)."
    case .channelNumbers(let name, let found, let channels):
      "\(found) numbers for the \(name) of \(channels) channel\(channels == 1 ? "" : "s"): give one "
        + "for all, or one for each."
    case .badFull(let value):
      "the full value of a picture must be above 0, not \(value)."
    case .badMean(let value):
      "a channel's mean must be a finite number, not \(value)."
    case .badDeviation(let value):
      "a channel's deviation must be above 0, not \(value)."
    case .imageForVector(let file, let count):
      "the model takes a plain vector of \(count) values, not a picture such as \(file)."
    }
  }
}

extension DataError.Place {
  fileprivate var words: String {
    switch self {
    case .byte(let offset): "byte \(offset)"
    case .cell(let line, let column): "line \(line), column \(column)"
    }
  }
}
