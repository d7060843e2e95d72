import Limn

/// What can be wrong between a command's options and the data they name.
enum CommandError: Error, Equatable {
  /// A word where a command belongs, what was to have the command, and the name that is nearest.
  case noSuchCommand(String, of: String, nearest: String?)
  case noSuchDigit(Int)
  /// A name without characters, by its place in the list.
  case emptyName(number: Int, of: String)
  /// A name that stands twice in a list.
  case sameName(String, in: String)
  /// A file that is no text in UTF-8; the line counts from 1, the place of the byte from 0.
  case notText(file: String, line: Int, offset: Int, byte: UInt8)
  /// A class or output that goes by none of the model's names.
  case noSuchOutput(String, names: [String]?)
  /// A digit for a model that takes another number of values.
  case digitForModel(of: InputShape)
  /// A page to draw on asked for a model that takes no picture.
  case noPictureToDraw(InputShape)
  /// Rows for a page on which a picture is drawn.
  case rowsForPicture(InputShape)
  /// Examples to train on for a model of another input.
  case dataForModel(InputShape, model: InputShape)
  /// A picture for a program, of which no size is known.
  case shapeOfPicture
  /// A row's name that no row has.
  case noSuchID(String, file: String, hasIDs: Bool)
  /// A name that several rows have.
  case ambiguousID(String, file: String, rows: [Int])
  /// A picture's shape for a model that takes another number of values.
  case shapeForModel(asked: InputShape, model: InputShape)
  /// A picture's shape that the layout asked for does not read as one.
  case shapeForLayout([Int])
  /// A layout of channels for a model whose input has none.
  case layoutWithoutChannels(ImageLayout, model: InputShape)
  /// Ink on paper asked of a model that takes colours.
  case inkOfColours(InputShape)
  /// A folder without a PNG or JPEG file.
  case noPictures(folder: String)
  /// Superpixels, blurred or mean absence asked where several inputs are explained at once.
  case ofOnePicture(option: String, instead: String)
  /// Superpixels of what is no picture.
  case superpixelsOfVector(InputShape)
  /// The digits' mean for inputs that need not be digits.
  case meanOfUnknownInputs
  /// An option that looks inside a network, for a program.
  case noNetwork(option: String)
  /// A layer that the scores do not depend on.
  case layerWithoutPath(String)
  /// Tabular LIME for inputs of which no data are known.
  case noBackground
  /// Data, by their name, in which no feature varies.
  case constantBackground(String)
  /// A feature that goes by none of the names, and is no column's number.
  case noSuchFeature(String, names: [String])
  /// A row that a report has no explanation of, by its id or its place.
  case noSuchNamedRow(String, in: String)
  /// A baseline file of several rows.
  case baselineRows(file: String, count: Int)
  /// A segment map of another number of values than the model takes.
  case segmentMap(file: String, shape: [Int], expected: InputShape)
  /// Masks that are neither one for each input nor one for all.
  case masks(file: String, shape: [Int], pixels: Int, count: Int)
  /// A picture's shape for rows of another number of values.
  case shapeForData(asked: InputShape, file: String, found: InputShape)
  /// A column of labels too many or too few.
  case labelColumns(file: String, found: Int, expected: Int, task: OutputSchema.Task)
  /// A label's answer that is neither 0 nor 1.
  case badFlag(file: String, row: Int, column: Int, value: Float)
  /// Columns of 0 and 1 with one 1 in each row, which may be classes or labels.
  case unclearTask(file: String, columns: Int)
  /// Another number of labels than of examples.
  case labelCount(file: String, found: Int, data: String, expected: Int)
  /// A class that is no whole number from 0 up to, but not including, `most`.
  case badLabel(file: String, row: Int, value: Float, most: Int)
  /// A row of a table whose label is missing.
  case noLabel(file: String, row: Int)
  /// A column of labels with too few classes, or too many.
  case classesInColumn(file: String, count: Int, most: Int)
  /// A file that is not a training history.
  case badHistory(file: String, reason: String)
  /// The embedded digits for a model of another number of classes, or of none.
  case digitClasses(model: OutputSchema)
  /// Something that Limn did not make stands where it would write, under a name nobody gave.
  case foreignFile(String)
  /// One file that would be read and written.
  case readAndWritten(String)
  /// One file for two results.
  case writtenTwice(String)
}
