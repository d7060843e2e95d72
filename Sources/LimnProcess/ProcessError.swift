/// An error of a model that runs as another program.
public struct ProcessError: Error, Equatable {
  /// The command line, as given.
  public let command: String
  /// What went wrong.
  public let fault: Fault
  /// The last lines the program wrote to its standard error; empty if it wrote nothing.
  public let lastWords: String

  /// The ways in which running a program can fail.
  public enum Fault: Sendable, Hashable {
    /// The program could not be started; `reason` is the operating system's.
    case notStarted(reason: String)
    /// The program ended instead of answering.
    case ended(Ending)
    /// The program closed its standard input or output and kept running.
    case closedStreams
    /// No complete answer arrived within the time limit; `received` is the number of bytes that
    /// did.
    case timeout(seconds: Double, received: Int)
    /// Text on standard output instead of a frame.
    case text(String)
    /// A first line that starts like a JSON object but does not have the documented form.
    case introduction(reason: String)
    /// An answer whose number of rows differs from the question's.
    case rowCount(found: Int, expected: Int)
    /// A number of scores for a row that differs from earlier answers or, where `expected` is
    /// `nil`, lies outside 1…``Predictor/mostOutputs``.
    case width(found: Int, expected: Int?)
    /// A score that is NaN or infinite, at a row and an output of one frame.
    case nonFinite(row: Int, output: Int)
    /// Scores that are declared as probabilities but are not: outside 0…1, or with a sum other than
    /// 1 for a softmax, to within 0.001.
    case notProbabilities(row: Int, sum: Double)
    /// A setting outside its permitted range.
    case setting(String, found: Int, range: ClosedRange<Int>)
    /// Bytes after an answer, or before a question was sent completely.
    case unasked(bytes: Int)
  }

  /// How a program ended.
  public enum Ending: Sendable, Hashable {
    /// The program exited with a status.
    case status(Int32)
    /// The program was terminated by a signal.
    case signal(Int32)
  }
}
