import ArgumentParser
import Limn

/// What a network is trained on.
struct TrainingDataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Your own examples, one in each row (default: the embedded digits).",
      valueName: "file.npy|.csv"), completion: .file(extensions: ["npy", "csv"]))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "The class of each row of --data, whole numbers from 0 on.", valueName: "file.npy|.csv"),
    completion: .file(extensions: ["npy", "csv"]))
  var labels: String?

  @Option(
    help: ArgumentHelp("The picture that a row of --data is, such as 28x28.", valueName: "HxW"))
  var shape: ImageShape?

  @Option(
    help: ArgumentHelp(
      "What input values are multiplied by, so that the network sees numbers around 1 "
        + "(default: 1/16 for the digits, 1 for --data).", valueName: "x"))
  var inputFactor: Float?

  @Option(
    help: ArgumentHelp(
      "Which examples train, validate and test: the seed that divides them.", valueName: "n"))
  var splitSeed: UInt64 = 0

  func validate() throws {
    if data != nil, labels == nil { throw ValidationError("--data needs --labels.") }
    if data == nil, labels != nil { throw ValidationError("--labels belongs to --data.") }
    if data == nil, shape != nil { throw ValidationError("--shape belongs to --data.") }
  }

  /// - Throws: ``CommandError``, `DataError`, `FileError`.
  func read() throws -> TrainingData {
    guard let data, let labels else {
      return TrainingData(
        name: "the embedded digits", examples: Digits.all, shape: Digits.inputShape,
        factor: inputFactor ?? 1 / Digits.fullInk)
    }
    let array = try ArrayContent(path: data)
    var shape = array.rowShape
    if let asked = self.shape?.inputShape {
      guard asked.count == shape.count else {
        throw CommandError.shapeForData(asked: asked, file: data, found: shape)
      }
      shape = asked
    }
    if let (row, column) = array.rows.firstNonFinite() {
      throw DataError.nonFinite(file: data, row: row, column: column)
    }
    let classes = try ClassFile(path: labels, count: array.rows.rows, data: data)
      .classes(classCount: Self.mostClasses)
    let examples = LabeledSet(
      inputs: array.rows, labels: classes, classCount: (classes.max() ?? 0) + 1)
    let name = lastComponent(of: data)
    let notes = [
      array.beginsWithIndex
        ? "the first column of \(name.shown()) has no name and numbers the rows, as pandas writes its index; "
          + "it is learnt from like any other. to_csv(…, index=False) leaves it out." : nil,
      Self.note(onClassesMissingIn: examples, labels: lastComponent(of: labels)),
    ]
    return TrainingData(
      name: name, examples: examples, shape: shape, factor: inputFactor ?? 1,
      featureNames: array.columnNames, notes: notes.compactMap { $0 })
  }

  /// What to say of classes without an example, below the largest there is.
  private static func note(onClassesMissingIn set: LabeledSet, labels: String) -> String? {
    let present = Set(set.labels)
    let missing = (0..<set.classCount).filter { !present.contains($0) }
    guard let first = missing.first else { return nil }
    let words =
      missing.count == 1
      ? "class \(first) has" : "\(missing.count) classes, the first of them \(first), have"
    return
      "\(words) no example in \(labels.shown()): the network gets an output for each class from 0 to "
      + "\(set.classCount - 1). Number the classes from 0 without gaps."
  }

  /// A class that far from 0 is a mistake, and would make a network as wide.
  private static let mostClasses = 10_000
}

/// Examples, and how a network is to read them.
struct TrainingData {
  let name: String
  let examples: LabeledSet
  let shape: InputShape
  /// What inputs are multiplied by.
  let factor: Float
  /// One for each feature, where the data names them.
  var featureNames: [String]?
  /// What the user may not have meant.
  var notes: [String] = []
}
