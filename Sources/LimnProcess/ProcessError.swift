/// What can be wrong with a model that is another program.
public struct ProcessError: Error, Equatable {
  /// The command, as it was given.
  public let command: String
  /// What went wrong.
  public let fault: Fault
  /// The end of what the program wrote to its standard error; empty where it wrote nothing.
  public let lastWords: String

  /// What went wrong between the program and us.
  public enum Fault: Sendable, Hashable {
    /// It could not be started, for the system's reason.
    case notStarted(reason: String)
    /// It ended in place of an answer.
    case ended(Ending)
    /// It closed its standard output or input and went on.
    case closedStreams
    /// No whole answer within so many seconds; so many bytes of it had come.
    case timeout(seconds: Double, received: Int)
    /// Text where a frame belongs.
    case text(String)
    /// A first line that is no JSON object as the guide has it.
    case introduction(reason: String)
    /// An answer with another number of rows than were asked about.
    case rowCount(found: Int, expected: Int)
    /// Another number of scores for a row than before, or a number that no model has.
    case width(found: Int, expected: Int?)
    /// A NaN or an infinity, counted in the rows of one frame.
    case nonFinite(row: Int, output: Int)
    /// Scores that are said to be probabilities, and are none.
    case notProbabilities(row: Int, sum: Double)
    /// A setting that no program can be run with.
    case setting(String, found: Int, range: ClosedRange<Int>)
    /// Bytes behind an answer, or before the first question.
    case unasked(bytes: Int)
  }

  /// How a program ended.
  public enum Ending: Sendable, Hashable {
    /// It ended by itself with an exit status.
    case status(Int32)
    /// It was ended by a signal.
    case signal(Int32)
  }
}
