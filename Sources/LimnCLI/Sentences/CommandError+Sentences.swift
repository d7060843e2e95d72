import Limn

extension CommandError: TellableError {
  var complaint: Complaint {
    switch self {
    case .noSuchCommand(let name, let parent, let nearest):
      Complaint(
        "\(parent) has no command \(name.quoted): "
          + (nearest.map { "did you mean \($0)?" } ?? "see '\(parent) --help' for those it has."),
        .usage)
    case .noSuchOption(let name, let command, let nearest):
      Complaint(
        "\(command) has no option \(name.shown()): "
          + (nearest.map { "did you mean \($0)?" }
            ?? "see '\(command) --help-all' for those it has."),
        .usage)
    case .noSuchDigit(let index):
      Complaint(
        "there is no digit \(index): the embedded digits are 0 to \(Digits.all.count - 1).",
        .noInput)
    case .emptyName(let number, let list):
      Complaint("name \(number) of \(list) is empty: each class or feature needs one.", .usage)
    case .sameName(let name, let list):
      Complaint(
        "\"\(name)\" stands twice in \(list): each class or feature needs a name of its own.",
        .usage)
    case .notText(let file, let line, let offset, let byte):
      Complaint(
        "\(file), line \(line): byte \(offset), \(hexadecimal(byte)), is no text in UTF-8: save the names in that encoding, one a line.",
        .badData)
    case .noSuchOutput(let name, let names):
      Complaint(
        names.map { "the model has no class or output \"\(name)\": it has \(Self.listed($0))." }
          ?? "the model's outputs have no names, and \"\(name)\" is no number: give its number, or "
          + "name them with --class-names.", .usage)
    case .digitForModel(let shape):
      Complaint(
        "the model takes \(shape) values, and a digit has \(Digits.inputShape): "
          + "name an input of the model's with --image or --input.", .usage)
    case .noPictureToDraw(let shape):
      Complaint(
        "the model takes a plain vector of \(shape), and no rows are given: name a table of "
          + "them with --input, or say with --shape which picture it is.", .usage)
    case .rowsForPicture(let shape):
      Complaint(
        "--input is for models of tables, and the model takes a picture of \(shape): leave it out, and "
          + "draw.", .usage)
    case .dataForModel(let found, let model):
      Complaint(
        "the examples of --data are rows of \(found), and the model takes \(model): leave one of the "
          + "two out, or say with --shape which picture a row is.", .usage)
    case .shapeOfPicture:
      Complaint(
        "a predictor does not say what size of picture it takes: say it with --shape HEIGHTxWIDTH.",
        .usage)
    case .noSuchID(let id, let file, let hasIDs):
      Complaint(
        hasIDs
          ? "no row of \(file.shown()) is called \(id.quoted)."
          : "--row takes a number, not \(id.quoted): rows have names where --id-column says in which column.",
        hasIDs ? .noInput : .usage)
    case .ambiguousID(let id, let file, let rows):
      Complaint(
        "\(rows.count) rows of \(file.shown()) are called \(id.quoted), among them \(rows[0]) and \(rows[1]): "
          + "leave out --id-column and name one by its number.", .usage)
    case .shapeForModel(let asked, let model):
      Complaint(
        "--shape \(asked) has \(asked.count) values, and the model takes \(model.count).", .usage)
    case .shapeForLayout(let sizes):
      Complaint(
        "--shape \(words(for: sizes)) has no 1, 3 or 4 channels in that place: --layout nchw is of "
          + "CxHxW, and nhwc of HxWxC.", .usage)
    case .layoutWithoutChannels(let layout, let model):
      Complaint(
        "--layout \(layout.rawValue) is of a picture with several channels, and the model takes "
          + "\(model): say with --shape which picture its values are.", .usage)
    case .noPictures(let folder):
      Complaint(
        "\(folder) holds no picture: expected files that end in .png, .jpg or .jpeg.", .noInput)
    case .inkOfColours(let shape):
      Complaint("--dark-ink is of grey pictures, and the model takes \(shape).", .usage)
    case .ofOnePicture(let option, let instead):
      Complaint(
        "\(option) follows one picture, and several inputs are explained here: \(instead).", .usage)
    case .superpixelsOfVector(let shape):
      Complaint(
        "--segments slic:N divides a picture, and the model takes a plain vector of \(shape): say "
          + "with --shape which picture it is.", .usage)
    case .noLabel(let file, let row):
      Complaint("\(file), row \(row): there is no label.", .badData)
    case .classesInColumn(let file, let count, let most):
      Complaint(
        "\(file): the column of labels holds \(count) \(count == 1 ? "class" : "classes"); there "
          + "must be from 2 to \(most).", .badData)
    case .meanOfUnknownInputs:
      Complaint(
        "--baseline mean and median are of a table's rows or of --background, and there are neither: "
          + "name rows with --background, or a file of one row.", .usage)
    case .noSuchFeature(let text, let names):
      Complaint(
        "no feature is called \(text.quoted): there are \(names.prefix(8).map(\.quoted).joined(separator: ", "))"
          + (names.count > 8 ? " and \(names.count - 8) more." : "."), .usage)
    case .noSuchNamedRow(let name, let folder):
      Complaint(
        "\(folder) has no explanation of a row \(name.quoted): name its id or its place as "
          + "predictions.csv has them.", .noInput)
    case .noNetwork(let option):
      Complaint(
        "\(option) looks inside a network, and a program shows none: name a network with --model.",
        .usage)
    case .layerWithoutPath(let name):
      Complaint(
        "the score does not depend on \(name.quoted): choose another --layer.", .usage)
    case .noBackground:
      Complaint(
        "lime-tabular takes the scale of each feature from data, and none are known for this "
          + "model's inputs: name some rows with --background.", .usage)
    case .constantBackground(let name):
      Complaint(
        "no feature varies in \(name), and lime-tabular perturbs each by how much it does: name "
          + "more rows with --background.", .badData)
    case .baselineRows(let file, let count):
      Complaint("\(file) has \(count) rows, and a baseline is one.", .badData)
    case .segmentMap(let file, let shape, let expected):
      Complaint(
        "\(file) has the shape \(words(for: shape)), and a segment map has a number for each of "
          + "the input's \(expected) values.", .badData)
    case .masks(let file, let shape, let pixels, let count):
      Complaint(
        "\(file) has the shape \(words(for: shape)), and masks have \(pixels) numbers for each of the "
          + "\(count) inputs, or once for all.", .badData)
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
            + "say --task multilabel or --task regression."
          : "\(file) has \(found) \(found == 1 ? "column" : "columns"), and the model gives "
            + "\(expected) \(task == .regression ? "numbers" : "labels") for each row.", .badData)
    case .badFlag(let file, let row, let column, let value):
      Complaint(
        "\(file), row \(row), column \(column): \(value) is no answer to a label; each is 1 for yes or "
          + "0 for no.", .badData)
    case .unclearTask(let file, let columns):
      Complaint(
        "\(file) has one 1 in each row of \(columns) columns, which may be a class or labels: say "
          + "--task multilabel, or give the number of each row's class in one column.", .usage)
    case .badLabel(let file, let row, let value, let most):
      Complaint(
        "\(file), row \(row): \(value) is no class; classes are whole numbers from 0 to "
          + "\(most - 1)\(most < 10_000 ? "" : "; numbers to be learnt as such want --task regression").",
        .badData)
    case .badHistory(let file, let reason):
      Complaint("\(file) is not a training history: \(reason).", .badData)
    case .digitClasses(let output):
      Complaint(
        (output.classCount.map { "the model tells \($0) classes apart" }
          ?? "the model's answer is no class but a \(output.task.rawValue)")
          + ", and the digits are \(Digits.classCount): name a "
          + "set of the model's with --input and --labels.", .usage)
    case .foreignFile(let path):
      Complaint(
        "\(path) is in the way, and limn did not make it: move it, or name another place.",
        .cannotWrite)
    case .readAndWritten(let path):
      Complaint(
        "\(path) is an input, and a result would replace it: name another place for the result.",
        .usage)
    case .writtenTwice(let path):
      Complaint("two results would go to \(path): name a place for each.", .usage)
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
