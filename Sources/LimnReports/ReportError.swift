import LimnCore
import LimnData

/// An error of a batch report.
public enum ReportError: Error, Equatable {
  /// A report without a method.
  case noMethods
  /// Two methods that would write the same files.
  case duplicateMethod(String)
  /// A method without a configuration and without explicit settings, so that two runs of it could
  /// not be distinguished.
  case unnamedSettings(method: String)
  /// A method whose name cannot be used in file names.
  case methodName(String)
  /// An empty range of rows.
  case emptyRange
  /// Rows that do not exist; `count` is the number of rows, which are counted from 0.
  case rangeBeyondInputs(lower: Int, upper: Int, count: Int)
  /// Inputs whose shape is not that of the model's input.
  case inputShape(found: InputShape, expected: InputShape)
  /// A request outside the limits of a plan, such as an overlong name or an oversized shape.
  case impossible(field: String)
  /// A model with more outputs than a report's tables support.
  case tooManyClasses(found: Int, most: Int)
  /// A number of labels that is not the number of rows.
  case labelCount(found: Int, expected: Int)
  /// A label that names no class, with its row.
  case noSuchLabel(Int, row: Int, classCount: Int)
  /// Labels that do not fit the model's task, or the wrong number of them per row.
  case labelsOfTask(found: OutputSchema.Task, expected: OutputSchema.Task)
  /// A label that is neither 0 nor 1, or a true number that is not finite.
  case badLabel(row: Int, column: Int)
  /// A value of an input that is NaN or infinity; the row counts from 0 in its file.
  case nonFiniteInput(file: String, row: Int, column: Int)
  /// A picture that cannot be used, with the file and the reason.
  case badPicture(DataError)
  /// A model that answered one input, a row of the inputs counted from 0, with NaN or infinity.
  case nonFiniteScore(row: Int, output: Int)
  /// A method whose value for one input is NaN or infinity.
  case nonFiniteAttribution(method: String, row: Int)
  /// A row whose target is also the class it is compared with.
  case targetAgainstItself(row: Int, label: Int)
  /// An evaluation of fewer than one row.
  case evaluationWithoutRows(Int)
  /// A part that does not exist; parts are counted from 1.
  case noSuchPart(Int, of: Int)

  /// The run was stopped; finished chunks are kept, and the same run continues from there.
  case stopped(done: Int, total: Int)
  /// The run was stopped while its methods were tested; the same run continues from there.
  case stoppedInEvaluation
  /// Another process is working on the same run in the folder.
  case folderInUse(String)
  /// The folder holds another run, which differs in the named aspects.
  case otherRun(folder: String, differences: [RunPlan.Difference])
  /// A foreign file, folder or link, which no run made according to its record or mark, is in the
  /// way of a run's files.
  case foreignFile(String)
  /// A file of a run whose content is damaged.
  case damaged(file: String)
  /// A plan with a field whose value no run writes.
  case changed(file: String, field: String)
  /// A file that belongs to a different run.
  case ofAnotherRun(file: String)
  /// Inputs that changed while a run read them; its results are discarded.
  case inputsChanged(String)

  /// A folder without a finished part of a run.
  case noParts(folder: String)
  /// Parts of different runs.
  case partsOfDifferentRuns(String, String, differences: [RunPlan.Difference])
  /// Parts of one run from different divisions.
  case partsOfDifferentDivisions(Int, Int)
  /// Two copies of one part.
  case partTwice(Int, of: Int)
  /// Missing parts, counted from 1.
  case missingParts([Int], of: Int)
  /// A folder without a finished report.
  case noReport(String)
  /// A report of pictures, or of a version that kept no inputs, where a report of a table is
  /// needed.
  case noTable(String)
  /// A report of classes or labels where a report of a regression is needed.
  case noNumbers(String)
  /// A report of a regression without true numbers.
  case noTrueNumbers(String)
  /// A method that a report does not have.
  case noSuchMethod(String, in: String, methods: [String])
}

extension ReportError {
  /// Whether the error is about reading a plan.
  var isOfPlan: Bool {
    switch self {
    case .damaged, .changed: true
    default: false
    }
  }
}
