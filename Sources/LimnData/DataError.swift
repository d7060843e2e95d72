import LimnCore
import LimnGraphics

/// What can be wrong with data that comes from outside. `file` is the path as it was given.
public enum DataError: Error, Equatable {
  /// Shares of a split that are negative or together more than the whole.
  case badShares(validation: Double, test: Double)
  /// A set of examples that is asked what only some example can answer.
  case noExamples
  /// Another number of labels, predictions or source rows than of examples.
  case exampleCount(of: String, found: Int, expected: Int)
  /// A class that is none of those counted, and the example that it is of.
  case noSuchClass(Int, row: Int, count: Int)
  /// A confusion matrix that is not square, or counts below 0.
  case confusionCounts(classes: Int)

  /// Text that is not in UTF-8, and its first byte that shows it.
  case notUTF8(file: String, at: Place, byte: UInt8)
  /// A Parquet file.
  case parquet(file: String)
  /// An encoding of text named for an array.
  case encodingOfArray(file: String)
  /// A file that breaks its format's grammar.
  case malformed(file: String, at: Place, expected: String)
  /// An array of another type than a number, by NumPy's name for it.
  case unsupportedElementType(file: String, descriptor: String)
  /// A header that promises more than there can be.
  case arrayTooLarge(file: String, shape: [Int])
  /// An array file of another length than its header promises.
  case wrongLength(file: String, bytes: Int, expected: Int)

  /// A cell that is not a number.
  case notANumber(file: String, at: Place, text: String)
  /// A line with another number of cells than the lines before.
  case ragged(file: String, line: Int, cells: Int, expected: Int)

  /// A line of more cells than are read.
  case tooManyCells(file: String, line: Int, most: Int)
  /// Rows wider by one than a model's input, the first column of which numbers the rows.
  case indexColumn(file: String, columns: Int, expected: InputShape)
  /// A cell without a value, and its column's name where it has one.
  case missingValue(file: String, at: Place, column: String?)
  /// A word that is none of the categories that a column is known to have.
  case unknownCategory(file: String, at: Place, column: String?, word: String, known: [String])
  /// A word in a column that holds numbers too.
  case wordAmongNumbers(file: String, at: Place, column: String, text: String)
  /// A column of more different words than categories are likely to be, or of none twice.
  case tooManyCategories(file: String, column: String, count: Int, most: Int)
  /// A number with a comma before its fraction, where none was announced.
  case decimalComma(file: String, at: Place, text: String)
  /// A column that is not there, by name or number.
  case noSuchColumn(file: String, name: String, names: [String]?, count: Int)
  /// Two columns of one name.
  case columnTwice(file: String, name: String)
  /// A feature without a name where a model takes its columns by name; counted from 0.
  case unnamedColumn(file: String, feature: Int)
  /// Columns that are not the model's features: those it misses and those it does not know.
  case columnNames(file: String, missing: [String], unknown: [String], hasIndex: Bool)
  /// Columns named of a file that has none, such as an array.
  case columnsOfArray(file: String)
  /// A label that is none of the classes; the row is counted from 0.
  case unknownLabel(file: String, row: Int, label: String, classes: [String])
  /// A label that is no number where numbers are to be found; the row is counted from 0.
  case labelIsNoNumber(file: String, row: Int, label: String)
  /// An array asked of an archive that has no such, with those it has.
  case noSuchMember(file: String, name: String?, members: [String])
  /// An array asked by name of what is no archive.
  case noArchive(file: String)
  /// A member of an archive that is encrypted or packed in a way that is not read.
  case packed(file: String, member: String)
  /// A value that is not a whole number of 64 bits where one is wanted; counted from 0.
  case notWhole(file: String, index: Int, value: Double)

  /// A NaN or an infinity, or a number beyond `Float`; row and column are counted from 0.
  case nonFinite(file: String, row: Int, column: Int)
  /// Rows of another width than a model's input.
  case wrongWidth(file: String, shape: [Int], expected: InputShape)
  /// A file without a row.
  case noRows(file: String)
  /// A row that is not there; rows are counted from 0.
  case noSuchRow(file: String, row: Int, count: Int)
  /// A file whose name ends in none of .npy, .npz, .csv and .tsv.
  case unknownFormat(file: String)

  /// A picture file that cannot be read.
  case badImage(file: String, GraphicsError)
  /// An image of another size than a model's input.
  case wrongImageSize(
    file: String, width: Int, height: Int, expectedWidth: Int, expectedHeight: Int)
  /// Another number of means or deviations than an image's channels, or one for all.
  case channelNumbers(of: String, found: Int, channels: Int)
  /// A full value that is not above 0.
  case badFull(Float)
  /// A mean that is not finite.
  case badMean(Float)
  /// A deviation that is not above 0.
  case badDeviation(Float)
  /// An image for a model that takes a plain vector of `count` values.
  case imageForVector(file: String, count: Int)
  /// A picture without ink, which was to be centred.
  case noInk(file: String)
  /// A picture for a model of colours, which was to be centred by its ink.
  case centredColours(file: String, shape: InputShape)

  /// Where in a file something stands.
  public enum Place: Sendable, Hashable {
    /// A byte, counted from 0.
    case byte(Int)
    /// A cell of a text file, line and column counted from 1.
    case cell(line: Int, column: Int)
  }
}
