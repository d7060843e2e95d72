import Limn

extension CommandError: TellableError {
  var complaint: Complaint {
    switch self {
    case .noSuchCommand(let name, let parent, let nearest):
      Complaint(
        "\(parent) has no command \(name.quoted): "
          + (nearest.map { "did you mean \($0)?" } ?? "see '\(parent) --help' for its commands."),
        .usage)
    case .noSuchOption(let name, let command, let nearest):
      Complaint(
        "\(command) has no option \(name.shown()): "
          + (nearest.map { "did you mean \($0)?" }
            ?? "see '\(command) --help-all' for its options."),
        .usage)
    case .noSuchDigit(let index):
      Complaint(
        "there is no digit \(index): the embedded digits are 0 to \(Digits.all.count - 1).",
        .noInput)
    case .emptyName(let number, let list):
      Complaint("name \(number) of \(list) is empty: each class or feature needs one.", .usage)
    case .sameName(let name, let list):
      Complaint(
        "\"\(name)\" appears twice in \(list): each class or feature needs a name of its own.",
        .usage)
    case .notText(let file, let line, let offset, let byte):
      Complaint(
        "\(file), line \(line): byte \(offset), \(hexadecimal(byte)), is not valid UTF-8: save "
          + "the names as UTF-8, one per line.",
        .badData)
    case .noSuchOutput(let name, let names):
      Complaint(
        names.map { "the model has no class or output \"\(name)\": it has \(Self.listed($0))." }
          ?? "the model's outputs have no names, and \"\(name)\" is not a number: give a "
          + "number, or name the outputs with --class-names.", .usage)
    case .digitForModel(let shape):
      Complaint(
        "the model takes \(shape) values, and a digit has \(Digits.inputShape): "
          + "give an input for the model with --image or --input.", .usage)
    case .noPictureToDraw(let shape):
      Complaint(
        "the model takes a plain vector of \(shape), and no rows are given: give a table of them "
          + "with --input, or the vector's image shape with --shape.", .usage)
    case .rowsForPicture(let shape):
      Complaint(
        "--input is for models of tables, and the model takes an image of \(shape): leave it out, "
          + "and draw.", .usage)
    case .dataForModel(let found, let model):
      Complaint(
        "the examples of --data are rows of \(found), and the model takes \(model): leave one of "
          + "the two out, or give a row's image shape with --shape.", .usage)
    case .shapeOfPicture:
      Complaint(
        "a predictor does not state the size of its images: give it with --shape HEIGHTxWIDTH.",
        .usage)
    case .noSuchID(let id, let file, let hasIDs):
      Complaint(
        hasIDs
          ? "no row of \(file.shown()) is called \(id.quoted)."
          : "--row takes a number, not \(id.quoted): to choose a row by name, give the column of names with --id-column.",
        hasIDs ? .noInput : .usage)
    case .ambiguousID(let id, let file, let rows):
      Complaint(
        "\(rows.count) rows of \(file.shown()) are called \(id.quoted), among them \(rows[0]) and \(rows[1]): "
          + "leave out --id-column and give a row number.", .usage)
    case .shapeForModel(let asked, let model):
      Complaint(
        "--shape \(asked) has \(asked.count) values, and the model takes \(model.count).", .usage)
    case .shapeForLayout(let sizes):
      Complaint(
        "--shape \(words(for: sizes)) does not have 1, 3 or 4 channels where --layout expects "
          + "them: nchw means CxHxW, and nhwc HxWxC.", .usage)
    case .layoutWithoutChannels(let layout, let model):
      Complaint(
        "--layout \(layout.rawValue) is for images with several channels, and the model takes "
          + "\(model): give its image shape with --shape.", .usage)
    case .noPictures(let folder):
      Complaint(
        "\(folder) contains no images: expected files that end in .png, .jpg or .jpeg.", .noInput)
    case .inkOfColours(let shape):
      Complaint(
        "--dark-ink is for grey images, and the model takes \(shape): leave it out.", .usage)
    case .ofOnePicture(let option, let instead):
      Complaint(
        "\(option) depends on a single image, and several inputs are explained here: "
          + "\(instead).", .usage)
    case .superpixelsOfVector(let shape):
      Complaint(
        "--segments slic:N divides an image, and the model takes a plain vector of \(shape): give "
          + "the vector's image shape with --shape.", .usage)
    case .noLabel(let file, let row):
      Complaint("\(file), row \(row): there is no label.", .badData)
    case .classesInColumn(let file, let count, let most):
      Complaint(
        "\(file): the column of labels holds \(count) \(count == 1 ? "class" : "classes"); there "
          + "must be from 2 to \(most).", .badData)
    case .meanOfUnknownInputs:
      Complaint(
        "--baseline mean and median need a table's rows or --background, and neither is given: "
          + "give rows with --background, or a file with one row as the baseline.", .usage)
    case .noSuchFeature(let text, let names):
      Complaint(
        "no feature is called \(text.quoted): the features are \(names.prefix(8).map(\.quoted).joined(separator: ", "))"
          + (names.count > 8 ? " and \(names.count - 8) more." : "."), .usage)
    case .noSuchNamedRow(let name, let folder):
      Complaint(
        "\(folder) has no explanation of a row \(name.quoted): give its id or its number as in "
          + "predictions.csv.", .noInput)
    case .noNetwork(let option):
      Complaint(
        "\(option) looks inside a network, which a predictor does not allow: give a network with "
          + "--model.",
        .usage)
    case .layerWithoutPath(let name):
      Complaint(
        "the score does not depend on \(name.quoted): choose another --layer.", .usage)
    case .noBackground:
      Complaint(
        "lime-tabular takes the scale of each feature from data, and there is none for this "
          + "model's inputs: give some rows with --background.", .usage)
    case .constantBackground(let name):
      Complaint(
        "no feature varies in \(name), and lime-tabular perturbs each in proportion to its "
          + "variation: give more rows with --background.", .badData)
    case .baselineRows(let file, let count):
      Complaint("\(file) has \(count) rows, and a baseline needs exactly one.", .badData)
    case .segmentMap(let file, let shape, let expected):
      Complaint(
        "\(file) has the shape \(words(for: shape)), and a segment map has a number for each of "
          + "the input's \(expected) values.", .badData)
    case .masks(let file, let shape, let pixels, let count):
      Complaint(
        "\(file) has the shape \(words(for: shape)), and masks need \(pixels) numbers for each of the "
          + "\(count) inputs, or one mask for all.", .badData)
    case .shapeForData(let asked, let file, let found):
      Complaint(
        "--shape \(asked) has \(asked.count) values, and the rows of \(file) have \(found.count).",
        .usage)
    case .labelCount(let file, let found, let data, let expected):
      Complaint(
        "\(file) has \(found) labels for the \(expected) rows of \(data).", .badData)
    case .labelColumns(let file, let found, let expected, let task):
      Complaint(
        task == .classification
          ? "\(file) has \(found) columns, and a row has one class: give its number in one column, or "
            + "use --task multilabel or --task regression."
          : "\(file) has \(found) \(found == 1 ? "column" : "columns"), and the model gives "
            + "\(expected) \(task == .regression ? "numbers" : "labels") for each row.", .badData)
    case .badFlag(let file, let row, let column, let value):
      Complaint(
        "\(file), row \(row), column \(column): \(value) is not a valid label: labels are 1 for "
          + "yes and 0 for no.", .badData)
    case .unclearTask(let file, let columns):
      Complaint(
        "\(file) has a single 1 in each row of \(columns) columns, which may mean a class or labels: use "
          + "--task multilabel, or give the number of each row's class in one column.", .usage)
    case .badLabel(let file, let row, let value, let most):
      Complaint(
        "\(file), row \(row): \(value) is not a class; classes are whole numbers from 0 to "
          + "\(most - 1)\(most < 10_000 ? "" : "; to learn numbers, use --task regression").",
        .badData)
    case .badHistory(let file, let reason):
      Complaint("\(file) is not a training history: \(reason).", .badData)
    case .digitClasses(let output):
      Complaint(
        (output.classCount.map { "the model has \($0) classes" }
          ?? "the model's task is \(output.task.rawValue)")
          + ", and the digits have \(Digits.classCount): give examples for the model with --input "
          + "and --labels.", .usage)
    case .foreignFile(let path):
      Complaint(
        "\(path) already exists, and limn did not make it: move it, or choose another path.",
        .cannotWrite)
    case .readAndWritten(let path):
      Complaint(
        "\(path) is an input, and a result would replace it: choose another path for the result.",
        .usage)
    case .writtenTwice(let path):
      Complaint("two results would be written to \(path): give each a path of its own.", .usage)
    }
  }
}

extension CommandError {
  /// The first few names, and the number of the others.
  fileprivate static func listed(_ names: [String]) -> String {
    let shown = names.prefix(12).joined(separator: ", ")
    return names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown
  }
}
