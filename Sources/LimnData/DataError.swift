import LimnCore
import LimnGraphics

/// An error in external data. `file` is the path as it was given.
public enum DataError: Error, Equatable {
  /// The shares of a split are negative or add up to more than 1.
  case badShares(validation: Double, test: Double)
  /// The set of examples is empty.
  case noExamples
  /// The numbers of examples and of labels, predictions or source rows differ.
  case exampleCount(of: String, found: Int, expected: Int)
  /// The class of example `row` is not in `0..<count`.
  case noSuchClass(Int, row: Int, count: Int)
  /// A confusion matrix is not square or has negative counts.
  case confusionCounts(classes: Int)

  /// The text is not valid UTF-8; `byte` is the first invalid byte.
  case notUTF8(file: String, at: Place, byte: UInt8)
  /// The file is a Parquet file.
  case parquet(file: String)
  /// A text encoding was specified for an array.
  case encodingOfArray(file: String)
  /// The file violates its format.
  case malformed(file: String, at: Place, expected: String)
  /// The array's elements are not numbers; `descriptor` is NumPy's name for their type.
  case unsupportedElementType(file: String, descriptor: String)
  /// The header declares more values than an array can hold.
  case arrayTooLarge(file: String, shape: [Int])
  /// The array file's length does not match its header.
  case wrongLength(file: String, bytes: Int, expected: Int)

  /// The cell is not a number.
  case notANumber(file: String, at: Place, text: String)
  /// The line has a different number of cells than the lines before.
  case ragged(file: String, line: Int, cells: Int, expected: Int)

  /// The line has more cells than the limit.
  case tooManyCells(file: String, line: Int, most: Int)
  /// The rows have one value more than the model's input, and the first column numbers the rows.
  case indexColumn(file: String, columns: Int, expected: InputShape)
  /// The cell has no value; `column` is the name of its column, if it has one.
  case missingValue(file: String, at: Place, column: String?)
  /// The word is not one of the categories known for its column.
  case unknownCategory(file: String, at: Place, column: String?, word: String, known: [String])
  /// The column contains words as well as numbers.
  case wordAmongNumbers(file: String, at: Place, column: String, text: String)
  /// The column has too many different words for categories, or no word twice.
  case tooManyCategories(file: String, column: String, count: Int, most: Int)
  /// The number has a decimal comma, which was not specified.
  case decimalComma(file: String, at: Place, text: String)
  /// The column does not exist, by name or by number.
  case noSuchColumn(file: String, name: String, names: [String]?, count: Int)
  /// Two columns have the same name.
  case columnTwice(file: String, name: String)
  /// A feature has no name, but the model matches columns by name; features are counted from 0.
  case unnamedColumn(file: String, feature: Int)
  /// The columns are not the model's features; lists the missing and the unknown ones.
  case columnNames(file: String, missing: [String], unknown: [String], hasIndex: Bool)
  /// Columns were named for a file without columns, such as an array.
  case columnsOfArray(file: String)
  /// The label is not one of the classes; rows are counted from 0.
  case unknownLabel(file: String, row: Int, label: String, classes: [String])
  /// The label is not a number, but numbers are expected; rows are counted from 0.
  case labelIsNoNumber(file: String, row: Int, label: String)
  /// The archive does not have the requested array; `members` lists those it has.
  case noSuchMember(file: String, name: String?, members: [String])
  /// An array was requested by name from a file that is not an archive.
  case noArchive(file: String)
  /// The member of the archive is encrypted or uses an unsupported compression method.
  case packed(file: String, member: String)
  /// The value is not an integer of 64 bits; values are counted from 0.
  case notWhole(file: String, index: Int, value: Double)

  /// The value is NaN, infinite, or beyond the range of `Float`; rows and columns are counted from
  /// 0.
  case nonFinite(file: String, row: Int, column: Int)
  /// The rows have a different number of values than the model's input.
  case wrongWidth(file: String, shape: [Int], expected: InputShape)
  /// The file has no rows.
  case noRows(file: String)
  /// The row does not exist; rows are counted from 0.
  case noSuchRow(file: String, row: Int, count: Int)
  /// The file name does not end in .npy, .npz, .csv or .tsv.
  case unknownFormat(file: String)

  /// The picture file cannot be read.
  case badImage(file: String, GraphicsError)
  /// The picture's size differs from the model's input.
  case wrongImageSize(
    file: String, width: Int, height: Int, expectedWidth: Int, expectedHeight: Int)
  /// The number of means or deviations is neither 1 nor the number of channels.
  case channelNumbers(of: String, found: Int, channels: Int)
  /// The full value is not positive.
  case badFull(Float)
  /// The mean is not finite.
  case badMean(Float)
  /// The deviation is not positive.
  case badDeviation(Float)
  /// A picture was given to a model that takes a plain vector of `count` values.
  case imageForVector(file: String, count: Int)
  /// The picture to be centred contains no ink.
  case noInk(file: String)
  /// Centring by ink was requested for a model that takes colours.
  case centredColours(file: String, shape: InputShape)

  /// A position in a file.
  public enum Place: Sendable, Hashable {
    /// A byte offset, counted from 0.
    case byte(Int)
    /// A cell of a text file; lines and columns are counted from 1.
    case cell(line: Int, column: Int)
  }
}
