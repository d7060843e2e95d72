import Limn

/// An error in a command's options or in the data they name.
enum CommandError: Error, Equatable {
  /// An unknown command, its parent command, and the most similar name.
  case noSuchCommand(String, of: String, nearest: String?)
  /// An option that a command does not have, the command, and the option of it that is nearest.
  case noSuchOption(String, of: String, nearest: String?)
  case noSuchDigit(Int)
  /// An empty name, by its position in the list.
  case emptyName(number: Int, of: String)
  /// A name that occurs twice in a list.
  case sameName(String, in: String)
  /// A file that is not UTF-8 text; the line is counted from 1, the byte's offset from 0.
  case notText(file: String, line: Int, offset: Int, byte: UInt8)
  /// A class or output that is none of the model's names.
  case noSuchOutput(String, names: [String]?)
  /// A digit for a model with a different number of input values.
  case digitForModel(of: InputShape)
  /// A request for a drawing page for a model that does not take pictures.
  case noPictureToDraw(InputShape)
  /// Rows for a drawing page.
  case rowsForPicture(InputShape)
  /// Training examples for a model with a different input.
  case dataForModel(InputShape, model: InputShape)
  /// A picture for a program whose picture size is unknown.
  case shapeOfPicture
  /// An id that no row has.
  case noSuchID(String, file: String, hasIDs: Bool)
  /// An id that several rows have.
  case ambiguousID(String, file: String, rows: [Int])
  /// A picture shape for a model with a different number of input values.
  case shapeForModel(asked: InputShape, model: InputShape)
  /// Sizes that are not a picture shape in the requested layout.
  case shapeForLayout([Int])
  /// A channel layout for a model whose input has no channels.
  case layoutWithoutChannels(ImageLayout, model: InputShape)
  /// A request for dark ink for a model that takes colours.
  case inkOfColours(InputShape)
  /// A folder without a PNG or JPEG file.
  case noPictures(folder: String)
  /// Superpixels, or a blurred or mean baseline, where several inputs are explained at once.
  case ofOnePicture(option: String, instead: String)
  /// Superpixels of an input that is not a picture.
  case superpixelsOfVector(InputShape)
  /// The digits' mean for inputs that may not be digits.
  case meanOfUnknownInputs
  /// An option that needs a network, for a program.
  case noNetwork(option: String)
  /// A layer that the scores do not depend on.
  case layerWithoutPath(String)
  /// Tabular LIME without background data.
  case noBackground
  /// Background data, by name, in which no feature varies.
  case constantBackground(String)
  /// A feature that is neither one of the names nor the number of a column.
  case noSuchFeature(String, names: [String])
  /// A row without an explanation in a report, by its id or its index.
  case noSuchNamedRow(String, in: String)
  /// A baseline file with several rows.
  case baselineRows(file: String, count: Int)
  /// A segment map whose number of values is not that of the model's input.
  case segmentMap(file: String, shape: [Int], expected: InputShape)
  /// Masks that are neither one for each input nor one for all.
  case masks(file: String, shape: [Int], pixels: Int, count: Int)
  /// A picture shape for rows with a different number of values.
  case shapeForData(asked: InputShape, file: String, found: InputShape)
  /// Too many or too few columns of labels.
  case labelColumns(file: String, found: Int, expected: Int, task: OutputSchema.Task)
  /// A label that is neither 0 nor 1.
  case badFlag(file: String, row: Int, column: Int, value: Float)
  /// Columns of 0 and 1 with one 1 in each row, which may be classes or labels.
  case unclearTask(file: String, columns: Int)
  /// A number of labels that is not the number of examples.
  case labelCount(file: String, found: Int, data: String, expected: Int)
  /// A class that is not an integer from 0 up to, but not including, `most`.
  case badLabel(file: String, row: Int, value: Float, most: Int)
  /// A row of a table whose label is missing.
  case noLabel(file: String, row: Int)
  /// A column of labels with too few classes, or too many.
  case classesInColumn(file: String, count: Int, most: Int)
  /// A file that is not a training history.
  case badHistory(file: String, reason: String)
  /// The embedded digits for a model with a different number of classes, or without classes.
  case digitClasses(model: OutputSchema)
  /// A file that Limn did not make has the name of an output that the user did not name.
  case foreignFile(String)
  /// A file that would be both read and written.
  case readAndWritten(String)
  /// A file that would be written twice.
  case writtenTwice(String)
}
