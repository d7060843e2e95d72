import Limn

extension ReportError: TellableError {
  var complaint: Complaint {
    switch self {
    case .noMethods: Complaint("a report needs a method.", .usage)
    case .duplicateMethod(let name):
      Complaint("two methods would write the files of \(name).", .usage)
    case .emptyRange: Complaint("there is no row to explain.", .usage)
    case .rangeBeyondInputs(let lower, let upper, let count):
      Complaint(
        "there are no rows \(lower) to \(upper - 1): there are \(count), counted from 0.", .noInput)
    case .inputShape(let found, let expected):
      Complaint("the inputs have the shape \(found), and the model takes \(expected).", .badData)
    case .labelCount(let found, let expected):
      Complaint("there are \(found) labels for \(expected) rows.", .badData)
    case .noSuchLabel(let label, let row, let classCount):
      Complaint(
        "row \(row) is labelled \(label), and the model's classes are 0 to \(classCount - 1).",
        .badData)
    case .nonFiniteInput(let file, let row, let column):
      Complaint(
        "\(file), row \(row), value \(column): not a finite number; --skip-bad records such rows "
          + "and goes on.", .badData)
    case .nonFiniteScore(let row, let output):
      Complaint(
        "the model's score of class \(output) for row \(row) is not a finite number; "
          + "--skip-bad records such rows and goes on.", .badData)
    case .nonFiniteAttribution(let method, let row):
      Complaint("\(method) gives values that are not finite numbers for row \(row).", .badData)
    case .targetAgainstItself(let row, let label):
      Complaint(
        "row \(row) is explained for class \(label), which --against names as well; "
          + "--skip-bad records such rows and goes on.", .badData)
    case .evaluationWithoutRows(let rows):
      Complaint("\(rows) rows cannot be evaluated.", .usage)
    case .noSuchPart(let number, let count):
      Complaint("there is no part \(number)/\(count): parts are 1/\(max(count, 1)) and on.", .usage)
    case .stopped(let done, let total):
      Complaint(
        "stopped with \(done) of \(total) rows done; the same command goes on from there.",
        .interrupted)
    case .stoppedInEvaluation:
      Complaint(
        "stopped in the evaluation, with all rows done; the same command goes on from there.",
        .interrupted)
    case .folderInUse(let folder):
      Complaint("another process is at work in \(folder).", .cannotWrite)
    case .otherRun(let folder, let differences):
      Complaint(
        "\(folder) holds another run (\(words(for: differences))); --force replaces it.",
        .cannotWrite)
    case .foreignFile(let file):
      Complaint(
        "\(file) is no report of ours, and a report would replace it; --force lets it.",
        .cannotWrite)
    case .damaged(let file):
      Complaint("\(file) is not whole, or was changed; --force begins anew.", .badData)
    case .noParts(let folder):
      Complaint("no finished part of a report lies in \(folder).", .noInput)
    case .partsOfDifferentRuns(let first, let second, let differences):
      Complaint(
        "\(first) and \(second) are parts of different runs (\(words(for: differences))).", .badData
      )
    case .partsOfDifferentDivisions(let first, let second):
      Complaint("some parts are of \(first), others of \(second).", .badData)
    case .partTwice(let number, let count):
      Complaint("part \(number)/\(count) is named twice.", .usage)
    case .missingParts(let numbers, let count):
      Complaint(
        "part\(numbers.count == 1 ? "" : "s") "
          + "\(numbers.map { "\($0)/\(count)" }.joined(separator: ", ")) "
          + "\(numbers.count == 1 ? "is" : "are") missing.", .noInput)
    }
  }
}

/// "model a, here b; seed 1, here 2".
private func words(for differences: [RunPlan.Difference]) -> String {
  differences.map { "\($0.aspect): \($0.found) there, \($0.expected) here" }.joined(separator: "; ")
}
