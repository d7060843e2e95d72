import LimnText

extension ProcessError: CustomStringConvertible {
  public var description: String {
    let words = lastWords.isEmpty ? "it said nothing more" : "its last words: \(lastWords.quoted)"
    if case .setting(let name, let found, let range) = fault {
      return
        "the predictor \(command.shown(columns: 60).quoted) cannot be run with \(found) \(name): "
        + (range.upperBound == .max
          ? "\(range.lowerBound) or more." : "from \(range.lowerBound) to \(range.upperBound).")
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
      "ended with status \(status) in place of an answer"
    case .ended(.signal(let signal)):
      "was ended by signal \(signal) in place of an answer"
    case .closedStreams:
      "closed its standard input or output before its answer was whole"
    case .timeout(let seconds, let received):
      "gave no whole answer within \(seconds.formattedSeconds)"
        + (received > 0 ? ": \(received.grouped) bytes of it came" : "")
    case .text(let text):
      "wrote \(text.shown(columns: 60).quoted) to its standard output, where only frames may stand "
        + "(messages belong on standard error)"
    case .introduction(let reason):
      "introduced itself with a line that cannot be read (\(reason))"
    case .rowCount(let found, let expected):
      "answered \(found.grouped) \(found == 1 ? "row" : "rows") to \(expected.grouped)"
    case .width(let found, let expected?):
      "answered \(found.grouped) \(found == 1 ? "score" : "scores") for a row where \(expected) "
        + "\(expected == 1 ? "is" : "are") expected"
    case .width(let found, nil):
      "answered \(found.grouped) scores for a row: a model has from 1 to "
        + "\(Predictor.mostOutputs.grouped)"
    case .nonFinite(let row, let output):
      "answered with a number that is not finite, at score \(output) of row \(row) of what it was given"
    case .notProbabilities(let row, let sum):
      "answered row \(row) of what it was given with scores that are no probabilities, of sum "
        + "\(sum.formattedSum) (what its scores are it can say in its first line, or --task)"
    case .setting(let name, let found, _): "cannot be run with \(found) \(name)"
    case .unasked(let bytes):
      "wrote \(bytes.grouped) \(bytes == 1 ? "byte" : "bytes") that nobody asked for to its standard "
        + "output, where only frames may stand (messages belong on standard error)"
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
