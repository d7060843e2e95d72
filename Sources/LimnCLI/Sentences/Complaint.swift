/// An error on the command line: one sentence and an exit status.
struct Complaint: Equatable {
  let sentence: String
  let status: ExitStatus

  /// - Parameter sentence: the sentence, which is escaped so that it stays on one line.
  init(_ sentence: String, _ status: ExitStatus) {
    self.sentence = sentence.escaped
    self.status = status
  }

  /// `nil` for an error that is not Limn's own, such as those of the argument parser.
  init?(about error: any Error) {
    guard let error = error as? any TellableError else { return nil }
    self = error.complaint
  }
}

/// The exit statuses of a failed command (sysexits.h).
enum ExitStatus: Int32 {
  /// Wrong usage.
  case usage = 64
  /// Invalid data.
  case badData = 65
  /// A missing input.
  case noInput = 66
  /// A system library or a predictor that is missing or fails.
  case unavailable = 69
  /// A bug in Limn.
  case internalError = 70
  /// An output that cannot be written.
  case cannotWrite = 73
  /// Stopped by a signal: 128 plus the number of SIGINT, the shells' convention for Ctrl-C.
  case interrupted = 130
}

/// An error for which the command line has a sentence and a status; those of each type are in a
/// file of their own in this folder.
protocol TellableError: Error {
  var complaint: Complaint { get }
}

/// An error of the library, which has its own sentence; the command line adds the status, and
/// options that solve the problem.
protocol DescribedError: TellableError, CustomStringConvertible {
  var status: ExitStatus { get }
  /// The setting with which the sentence starts, and the corresponding command-line option: "the
  /// number of steps", "--steps".
  var setting: (words: String, option: String)? { get }
  /// Advice on how to solve the problem: "leave --segments out".
  var wayOut: String? { get }
}

extension DescribedError {
  var setting: (words: String, option: String)? { nil }
  var wayOut: String? { nil }

  var complaint: Complaint {
    var sentence = description
    if let setting, sentence.hasPrefix(setting.words) {
      sentence = setting.option + sentence.dropFirst(setting.words.count)
    }
    guard let wayOut else { return Complaint(sentence, status) }
    if sentence.hasSuffix(".") { sentence.removeLast() }
    return Complaint("\(sentence): \(wayOut).", status)
  }
}
