extension ReportError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noMethods:
      "a report needs at least one method."
    case .duplicateMethod(let name):
      "two methods would write the files of \(name)."
    case .unnamedSettings(let name):
      "the settings of \(name) are not named, so two runs of it cannot be told apart."
    case .methodName(let name):
      "a method cannot be called \(name): files are named after it, so it may have only lowercase letters, digits and hyphens."
    case .impossible(let field):
      "a report cannot hold this run's \(field): it is too long or invalid."
    case .tooManyClasses(let found, let most):
      "a report covers at most \(most) classes, and the model has \(found)."
    case .noReport(let folder):
      "\(folder) holds no report: it has no \(ReportSummary.fileName)."
    case .noTable(let folder):
      "\(folder) holds no report of a table: rows of images have no features with names to plot, and "
        + "earlier versions kept no \(ReportSummary.inputsName)."
    case .noNumbers(let folder):
      "\(folder) is not a report of a regression, as its model predicts classes or labels."
    case .noTrueNumbers(let folder):
      "\(folder) has no true numbers, as the report was made without them."
    case .noSuchMethod(let method, let folder, let methods):
      "\(folder) has no values of \(method): its methods are \(methods.joined(separator: ", "))."
    case .emptyRange:
      "there is no row to explain."
    case .rangeBeyondInputs(let lower, let upper, let count):
      "there are no rows \(lower) to \(upper - 1): the inputs have \(count) rows, counted from 0."
    case .inputShape(let found, let expected):
      "the inputs have the shape \(found), and the model takes \(expected)."
    case .labelCount(let found, let expected):
      "there are \(found) labels for \(expected) rows."
    case .labelsOfTask(let found, let expected):
      "the labels are for the task \(found.rawValue), and the model's task is \(expected.rawValue)."
    case .badLabel(let row, let column):
      "row \(row), column \(column) of the labels must be 0 or 1 for a label, or a finite number for a regression."
    case .noSuchLabel(let label, let row, let classCount):
      "row \(row) is labelled \(label), and the model's classes are 0 to \(classCount - 1)."
    case .badPicture(let error): "\(error)"
    case .nonFiniteInput(let file, let row, let column):
      "\(file), row \(row), value \(column): not a finite number."
    case .nonFiniteScore(let row, let output):
      "the model's score of class \(output) for row \(row) is not a finite number."
    case .nonFiniteAttribution(let method, let row):
      "\(method) gives values that are not finite numbers for row \(row)."
    case .targetAgainstItself(let row, let label):
      "row \(row) is explained for class \(label), and against the same class."
    case .evaluationWithoutRows(let rows):
      "an evaluation needs at least 1 row, not \(rows)."
    case .noSuchPart(let number, let count):
      "there is no part \(number)/\(count): parts are 1/\(max(count, 1)) to "
        + "\(max(count, 1))/\(max(count, 1))."
    case .stopped(let done, let total):
      "stopped with \(done) of \(total) rows done; the same command continues from there."
    case .stoppedInEvaluation:
      "stopped in the evaluation, with all rows done; the same command continues from there."
    case .folderInUse(let folder):
      "another process is working in \(folder)."
    case .otherRun(let folder, let differences):
      "\(folder) holds another run (\(words(for: differences)))."
    case .foreignFile(let file):
      "\(file) already exists, and no run of limn made it."
    case .damaged(let file):
      "\(file) is incomplete or was changed."
    case .changed(let file, let field):
      "\(file) was changed, as its \(field) cannot come from a run."
    case .ofAnotherRun(let file):
      "\(file) belongs to a different run than the plan next to it."
    case .inputsChanged(let name):
      "\(name) changed while the run read it, so the results were discarded."
    case .noParts(let folder):
      "\(folder) contains no finished part of a report."
    case .partsOfDifferentRuns(let first, let second, let differences):
      "\(first) and \(second) are parts of different runs (\(words(for: differences)))."
    case .partsOfDifferentDivisions(let first, let second):
      "some parts belong to a division into \(first), others to one into \(second)."
    case .partTwice(let number, let count):
      "part \(number)/\(count) is given twice."
    case .missingParts(let numbers, let count):
      "part\(numbers.count == 1 ? "" : "s") "
        + "\(numbers.prefix(8).map { "\($0)/\(count)" }.joined(separator: ", ")) "
        + (numbers.count > 8 ? "and \(numbers.count - 8) more " : "")
        + "\(numbers.count == 1 ? "is" : "are") missing."
    }
  }
}

/// "model a, here b; seed 1, here 2".
private func words(for differences: [RunPlan.Difference]) -> String {
  differences.map { "\($0.aspect): \($0.found) there, \($0.expected) here" }.joined(separator: "; ")
}
