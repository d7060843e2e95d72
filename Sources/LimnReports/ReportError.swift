import LimnCore
import LimnData

/// What can be wrong with a batch report.
public enum ReportError: Error, Equatable {
  /// A report without a method.
  case noMethods
  /// Two methods that would write the same files.
  case duplicateMethod(String)
  /// A method that has no configuration and whose settings nobody named: two runs of it could not be
  /// distinguished.
  case unnamedSettings(method: String)
  /// A method whose name cannot be that of files.
  case methodName(String)
  /// A range of rows without a row.
  case emptyRange
  /// Rows that are not there; `count` is how many there are, from 0.
  case rangeBeyondInputs(lower: Int, upper: Int, count: Int)
  /// Inputs of another shape than the model takes.
  case inputShape(found: InputShape, expected: InputShape)
  /// A request that no plan holds: a name without an end, a shape beyond all bounds.
  case impossible(field: String)
  /// A model of more outputs than a report's tables are made for.
  case tooManyClasses(found: Int, most: Int)
  /// Labels that are not one for each row, or outside the model's classes.
  case labelCount(found: Int, expected: Int)
  /// A label that names no class, with its row.
  case noSuchLabel(Int, row: Int, classCount: Int)
  /// Labels of another kind than the model's answer, or another number of them for each row.
  case labelsOfTask(found: OutputSchema.Task, expected: OutputSchema.Task)
  /// A label's answer that is neither 0 nor 1, or a true number that is not finite.
  case badLabel(row: Int, column: Int)
  /// A value of an input that is NaN or infinity; the row counts from 0 in its file.
  case nonFiniteInput(file: String, row: Int, column: Int)
  /// A picture that cannot be taken: the file, and why.
  case badPicture(DataError)
  /// A model that answered one input, a row of the inputs counted from 0, with NaN or infinity.
  case nonFiniteScore(row: Int, output: Int)
  /// A method whose value for one input is NaN or infinity.
  case nonFiniteAttribution(method: String, row: Int)
  /// A row whose target is the class it is to be set against.
  case targetAgainstItself(row: Int, label: Int)
  /// An evaluation of fewer than one row.
  case evaluationWithoutRows(Int)
  /// A part that is not there: parts are counted from 1.
  case noSuchPart(Int, of: Int)

  /// The run was stopped; what is done is kept, and the same run continues from there.
  case stopped(done: Int, total: Int)
  /// The run was stopped while its methods were tested; the same run continues from there.
  case stoppedInEvaluation
  /// Another process is at work on the same run in the folder.
  case folderInUse(String)
  /// The folder holds another run, which differs in the named aspects.
  case otherRun(folder: String, differences: [RunPlan.Difference])
  /// Something that no run made, by its record or its mark, stands where a run would write: a file, a
  /// folder, a link.
  case foreignFile(String)
  /// A file of a run that does not hold what was written.
  case damaged(file: String)
  /// A plan with a field that no run writes as it stands there.
  case changed(file: String, field: String)
  /// A file of a run in place of another run's.
  case ofAnotherRun(file: String)
  /// Inputs that changed while a run read them; what it computed of them is removed.
  case inputsChanged(String)

  /// A folder in which no finished part of a run lies.
  case noParts(folder: String)
  /// Parts of different runs.
  case partsOfDifferentRuns(String, String, differences: [RunPlan.Difference])
  /// Parts of one run that was divided in different ways.
  case partsOfDifferentDivisions(Int, Int)
  /// Two copies of one part.
  case partTwice(Int, of: Int)
  /// Parts that are not there, counted from 1.
  case missingParts([Int], of: Int)
  /// A folder without a finished report.
  case noReport(String)
  /// A report of pictures, or of a version that kept no inputs, where one of a table is wanted.
  case noTable(String)
  /// A report of classes or labels where one of numbers is wanted.
  case noNumbers(String)
  /// A report of a regression that was not told what is right.
  case noTrueNumbers(String)
  /// A method that a report does not have.
  case noSuchMethod(String, in: String, methods: [String])
}

extension ReportError {
  /// Whether a plan cannot be read as one.
  var isOfPlan: Bool {
    switch self {
    case .damaged, .changed: true
    default: false
    }
  }
}
