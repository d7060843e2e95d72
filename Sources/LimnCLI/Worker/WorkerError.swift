import Limn

/// An error that ends a worker before its input ends.
enum WorkerError: Error, Equatable {
  /// A frame that takes more than `most` bytes together with its answer.
  case frameTooLarge(rows: Int, columns: Int, most: Int)
  /// Text instead of a frame.
  case text(String)
  /// The input ended within a frame.
  case cutOff(found: Int, expected: Int)
  /// The worker was told to end.
  case stopped(rows: Int)
  /// A program whose number of input values is unknown.
  case widthUnknown
}

extension WorkerError: TellableError {
  var complaint: Complaint {
    switch self {
    case .frameTooLarge(let rows, let columns, let most):
      Complaint(
        "a frame of \(rows.grouped) × \(columns.grouped) numbers takes, with its answer, more than the "
          + "\(most.grouped) bytes of a worker: send fewer rows in a frame.", .badData)
    case .text(let text):
      Complaint(
        "standard input begins with text, \(text.quoted), where a frame is expected: --lines "
          + "takes one JSON document per line.", .badData)
    case .cutOff(let found, let expected):
      Complaint(
        "standard input ends within a frame, after \(found.grouped) of its \(expected.grouped) bytes: "
          + "its rows were not explained.", .badData)
    case .stopped(let rows):
      Complaint("stopped; \(rows.grouped) rows were answered.", .interrupted)
    case .widthUnknown:
      Complaint(
        "a worker needs to know what the predictor takes before the first row arrives: give "
          + "similar rows with --background, or their shape with --shape.", .usage)
    }
  }
}

/// Notes on standard error about rows that could not be explained, up to a maximum number.
struct BadRowNotes {
  private var count = 0
  private static let most = 100

  mutating func add(row: Int, _ reason: String) {
    count += 1
    guard count <= Self.most else { return }
    StandardStream.error.show(TerminalText(["Note: row \(row): \(reason)."]))
  }

  /// Reports at the end the number of further rows without a note.
  func close() {
    guard count > Self.most else { return }
    StandardStream.error.show(
      TerminalText(["Note: \((count - Self.most).grouped) more rows could not be explained."]))
  }
}
