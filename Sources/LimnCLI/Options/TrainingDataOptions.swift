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
      "What each row of --data is to be answered with: its class, a whole number from 0 on; or what "
        + "--task says.", valueName: "file.npy|.csv"),
    completion: .file(extensions: ["npy", "csv"]))
  var labels: String?

  @Option(
    help: ArgumentHelp(
      "What --labels holds: classes; a column of 0 and 1 for each of several labels, none excluding "
        + "another; or one or more columns of numbers (default: classification, or what the values can "
        + "only be, and that is said).", valueName: "classification|multilabel|regression"))
  var task: OutputSchema.Task?

  @Option(
    help: ArgumentHelp(
      "The picture that a row of --data is, such as 28x28, 3x32x32 or 32x32x3.",
      valueName: "HxW|CxHxW|HxWxC"))
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
    if data == nil, task ?? .classification != .classification {
      throw ValidationError("The embedded digits are classes: --task belongs to --data.")
    }
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
    var (shape, inputs) = (array.rowShape, array.rows)
    if let (asked, layout) = try self.shape?.read(nil) {
      guard asked.count == shape.count else {
        throw CommandError.shapeForData(asked: asked, file: data, found: shape)
      }
      if layout == .channelsLast, shape != asked {
        let file = try InputFile(path: data, schema: InputSchema(asked, layout: layout))
        inputs = try file.rows(0..<file.count)
      }
      shape = asked
    }
    if let (row, column) = inputs.firstNonFinite() {
      throw DataError.nonFinite(file: data, row: row, column: column)
    }
    let lesson = try TargetFile(path: labels, count: array.rows.rows, data: data).lesson(task: task)
    let examples = LabeledSet(inputs: inputs, targets: lesson.targets)
    let name = lastComponent(of: data)
    let notes = [
      array.beginsWithIndex
        ? "the first column of \(name.shown()) has no name and numbers the rows, as pandas writes its index; "
          + "it is learnt from like any other. to_csv(…, index=False) leaves it out." : nil,
      lesson.note, Self.note(onClassesMissingIn: examples, labels: lastComponent(of: labels)),
    ]
    return TrainingData(
      name: name, examples: examples, shape: shape, factor: inputFactor ?? 1,
      featureNames: array.columnNames?.distinct, outputNames: lesson.names,
      notes: notes.compactMap { $0 })
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
      + "\(set.classCount - 1). Number the classes from 0 without gaps; numbers to be learnt as such want "
      + "--task regression."
  }
}

/// Examples, and how a network is to read them.
struct TrainingData {
  let name: String
  let examples: LabeledSet
  let shape: InputShape
  /// What inputs are multiplied by.
  let factor: Float
  /// One for each value of an example, and for each output, where they have names.
  var featureNames: [String]?
  var outputNames: [String]?
  /// What the user may not have meant.
  var notes: [String] = []
}
