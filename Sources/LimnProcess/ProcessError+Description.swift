import LimnText

extension ProcessError: CustomStringConvertible {
  public var description: String {
    let words =
      lastWords.isEmpty ? "it printed no message" : "its last messages: \(lastWords.quoted)"
    if case .setting(let name, let found, let range) = fault {
      return
        "the predictor \(command.shown(columns: 60).quoted) cannot be run with \(found) \(name): "
        + (range.upperBound == .max
          ? "the number must be at least \(range.lowerBound)."
          : "the number must be from \(range.lowerBound) to \(range.upperBound).")
    }
    return "the predictor \(command.shown(columns: 60).quoted) \(fault.words); \(words)."
  }
}

extension ProcessError.Fault {
  fileprivate var words: String {
    switch self {
    case .notStarted(let reason):
      "could not be started (\(reason))"
    case .ended(.status(let status)):
      "exited with status \(status) instead of answering"
    case .ended(.signal(let signal)):
      "was killed by signal \(signal) instead of answering"
    case .closedStreams:
      "closed its standard input or output before its answer was complete"
    case .timeout(let seconds, let received):
      "gave no complete answer within \(seconds.formattedSeconds)"
        + (received > 0 ? ": only \(received.grouped) bytes of it arrived" : "")
    case .text(let text):
      "wrote \(text.shown(columns: 60).quoted) to its standard output, where only frames are "
        + "allowed (messages belong on standard error)"
    case .introduction(let reason):
      "introduced itself with a line that cannot be read (\(reason))"
    case .rowCount(let found, let expected):
      "answered with \(found.grouped) \(found == 1 ? "row" : "rows") where \(expected.grouped) "
        + "\(expected == 1 ? "is" : "are") expected"
    case .width(let found, let expected?):
      "answered with \(found.grouped) \(found == 1 ? "score" : "scores") for a row where \(expected) "
        + "\(expected == 1 ? "is" : "are") expected"
    case .width(let found, nil):
      "answered with \(found.grouped) scores for a row: a model has from 1 to "
        + "\(Predictor.mostOutputs.grouped)"
    case .nonFinite(let row, let output):
      "answered with a number that is not finite, at score \(output) of row \(row) of its input"
    case .notProbabilities(let row, let sum):
      "answered row \(row) of its input with scores that are not probabilities: their sum is "
        + "\(sum.formattedSum) (state what they are in its first line, or with --task)"
    case .setting(let name, let found, _): "cannot be run with \(found) \(name)"
    case .unasked(let bytes):
      "wrote \(bytes.grouped) unexpected \(bytes == 1 ? "byte" : "bytes") to its standard "
        + "output, where only frames are allowed (messages belong on standard error)"
    }
  }
}

extension Double {
  fileprivate var formattedSeconds: String {
    let text = self == rounded() && abs(self) < 1e9 ? String(Int(self)) : String(self)
    return text + (self == 1 ? " second" : " seconds")
  }

  /// Rounded to four decimal places.
  fileprivate var formattedSum: String {
    guard abs(self) < 1e9 else { return String(self) }
    return String((self * 10_000).rounded() / 10_000)
  }
}
