import Limn

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Answers each line, a JSON document, with a line, in order, until the input ends. Lines that have
/// arrived are explained together, without waiting for further ones.
struct LineStream: ~Copyable {
  private let worker: RowWorker
  private var input: StandardInput
  /// The number of the next row without its own number.
  private var next: Int
  private var answered = 0

  /// The maximum number of lines explained together, and that of their bytes, unless a single line
  /// has more.
  private let mostRows: Int
  private static let mostBytes = 1 << 24
  /// The maximum number of bytes of a line: more than any row needs.
  private let mostLine: Int

  /// - Parameter first: the number of the first row.
  init(_ worker: RowWorker, first: Int, until cancellation: Cancellation) {
    self.worker = worker
    next = first
    input = StandardInput(until: cancellation)
    mostRows = 8 * RowExplainer.standardBlockRows * worker.work.workers
    mostLine = 1 << 20 + 128 * worker.width
  }

  /// - Throws: `StreamError`, `FileError`, ``WorkerError``, and errors that no single row causes.
  mutating func run() throws {
    do {
      while let lines = try read() { try answer(lines) }
    } catch is CancellationError {
      throw WorkerError.stopped(rows: answered)
    }
  }

  private enum Line: Sendable {
    case whole(Data)
    /// The line was too long and was skipped.
    case tooLong
  }

  /// The lines that have arrived, at least one; `nil` at the end.
  private mutating func read() throws -> [Line]? {
    try input.checkpoint()
    guard let first = try line(waits: true) else { return nil }
    var (lines, size) = ([first], 0)
    while lines.count < mostRows, size < Self.mostBytes, let line = try line(waits: false) {
      if case .whole(let data) = line { size += data.count }
      lines.append(line)
    }
    return lines
  }

  /// The next line without its line end; `nil` at the end of the input, or if it has not arrived
  /// and is not waited for.
  private mutating func line(waits: Bool) throws -> Line? {
    var searched = 0
    while true {
      let waiting = input.waiting
      if let end = waiting.dropFirst(searched).firstIndex(of: UInt8(ascii: "\n")) {
        let count = end - waiting.startIndex
        let line = Data(waiting[..<end])
        _ = input.take(count + 1)
        return count > mostLine ? .tooLong : .whole(line)
      }
      searched = waiting.count
      if searched > mostLine {
        guard waits else { return nil }
        return try passOver()
      }
      if input.isAtEnd {
        guard searched > 0 else { return nil }
        return .whole(Data(input.take(searched)))
      }
      if waits {
        _ = try input.await(searched + 1)
      } else if try !input.readWhatIsThere() {
        return nil
      }
    }
  }

  /// Skips the rest of a line that is too long.
  private mutating func passOver() throws -> Line {
    while true {
      let waiting = input.waiting
      if let end = waiting.firstIndex(of: UInt8(ascii: "\n")) {
        _ = input.take(end - waiting.startIndex + 1)
        return .tooLong
      }
      _ = input.take(waiting.count)
      guard try input.await(1) else { return .tooLong }
    }
  }

  private mutating func answer(_ lines: [Line]) throws {
    let (worker, most) = (worker, mostLine)
    let documents = try parallelMap(count: lines.count, work: worker.work) { index in
      ReadRow(lines[index], by: worker, mostBytes: most)
    }
    let numbers = documents.map { document in
      let number = document.number ?? next
      next = number + 1
      return number
    }
    var values: [Float] = []
    values.reserveCapacity(documents.count * worker.width)
    var refused: [Int: String] = [:]
    for (index, document) in documents.enumerated() {
      switch document.values {
      case .success(let row): values += row
      case .failure(let fault):
        values += repeatElement(0, count: worker.width)
        refused[index] = fault.reason
      }
    }
    let rows = try worker.explained(
      Matrix(rows: documents.count, columns: worker.width, elements: values), numbers: numbers,
      refused: refused)
    let answers = try parallelMap(count: rows.count, work: worker.work) { index in
      worker.line(rows[index], id: documents[index].id, number: numbers[index])
    }
    try StandardStream.output.write(Array(answers.joined()))
    answered += rows.count
  }

  /// The row read from a line.
  private struct ReadRow: Sendable {
    var id: String?
    var number: Int?
    let values: Result<[Float], RowFault>

    init(_ line: Line, by worker: RowWorker, mostBytes: Int) {
      guard case .whole(let data) = line else {
        values = .failure(RowFault(reason: "the line has more than \(mostBytes.grouped) bytes"))
        return
      }
      do {
        let document = try JSONDecoder().decode(RowDocument.self, from: data)
        id = document.id?.json
        number = document.row
        do throws(RowFault) {
          values = .success(try worker.values(of: document))
        } catch {
          values = .failure(error)
        }
      } catch let error as DecodingError {
        values = .failure(RowFault(reason: error.clause))
      } catch {
        values = .failure(RowFault(reason: "the line is not a JSON document"))
      }
    }
  }
}

extension DecodingError {
  /// A clause that describes the error of a line.
  fileprivate var clause: String {
    switch self {
    case .keyNotFound(let key, _): "the document has no \(key.stringValue.quoted)"
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      if let key = context.codingPath.first {
        "\(key.stringValue.quoted) cannot be read: \(context.debugDescription.shown(columns: 120))"
      } else {
        "the line is not a JSON document with the row's values"
      }
    @unknown default: "the line is not a JSON document with the row's values"
    }
  }
}

extension RowWorker {
  /// The answer to a row as a line of JSON.
  fileprivate func line(_ row: ExplainedRow, id: String?, number: Int) -> [UInt8] {
    var text = "{"
    if let id { text += "\"id\":\(id)," }
    text += "\"row\":\(number),"
    switch row {
    case .bad(let reason): text += "\"error\":\(reason.jsonString)}\n"
    case .explained(let values, let target, let attributions):
      text += "\"target\":\(target),"
      if let name = output.names?[target] { text += "\"name\":\(name.jsonString)," }
      text += "\"outputs\":\(Self.list(values)),\"methods\":{"
      for (index, attribution) in attributions.enumerated() {
        if index > 0 { text += "," }
        text += "\(attribution.method.jsonString):{\"values\":"
        text += Self.list(attribution.values.lazy.map { Float($0) })
        if columns.hasErrors, let errors = attribution.standardErrors {
          text += ",\"standardErrors\":" + Self.list(errors.lazy.map { Float($0) })
        }
        text += "}"
      }
      text += "}}\n"
    }
    return Array(text.utf8)
  }

  /// The numbers as a JSON list, each with enough digits to tell it from its neighbours.
  private static func list(_ numbers: some Collection<Float>) -> String {
    var text = "["
    for number in numbers {
      if text.utf8.count > 1 { text += "," }
      text += number.description
    }
    return text + "]"
  }
}
