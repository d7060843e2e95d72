/// An error as the command line tells it: one sentence and an exit status.
struct Complaint: Equatable {
  let sentence: String
  let status: ExitStatus

  /// - Parameter sentence: on one line, whatever the names in it hold.
  init(_ sentence: String, _ status: ExitStatus) {
    self.sentence = sentence.escaped
    self.status = status
  }

  /// `nil` for an error that is none of ours, such as those of the argument parser.
  init?(about error: any Error) {
    guard let error = error as? any TellableError else { return nil }
    self = error.complaint
  }
}

/// How a failed command ends (sysexits.h).
enum ExitStatus: Int32 {
  /// The command was used wrongly.
  case usage = 64
  /// Data that are not what they should be.
  case badData = 65
  /// An input that is not there.
  case noInput = 66
  /// A library of the system's, or a predictor, that is not there or does not do its work.
  case unavailable = 69
  /// A bug of ours.
  case internalError = 70
  /// An output that cannot be written.
  case cannotWrite = 73
  /// Stopped by Ctrl-C, as shells say it: 128 and the signal's number.
  case interrupted = 130
}

/// An error that the command line has a sentence and a status for; each type's are in a file of their own,
/// here.
protocol TellableError: Error {
  var complaint: Complaint { get }
}

/// An error of the library's, which has its sentence itself: the command line adds the status, and the
/// options by which a person gets on.
protocol DescribedError: TellableError, CustomStringConvertible {
  var status: ExitStatus { get }
  /// The setting that the sentence begins with, and the option it has on the command line: "the number of
  /// steps", "--steps".
  var setting: (words: String, option: String)? { get }
  /// What to do about it: "leave --segments out".
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
