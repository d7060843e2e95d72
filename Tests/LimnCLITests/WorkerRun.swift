import Limn
import TestSupport
import Testing

/// Runs of `limn worker`: what goes in as frames or lines, and what comes out.
enum WorkerRun {
  /// Digits as frames of so many rows each.
  static func frames(of rows: Matrix, sizes: [Int]) -> [UInt8] {
    var (bytes, next) = ([UInt8](), 0)
    for size in sizes {
      bytes += frame(rows.rows(next..<next + size))
      next += size
    }
    precondition(next == rows.rows)
    return bytes
  }

  static func frame(_ rows: Matrix) -> [UInt8] {
    head(rows.rows, rows.columns) + rows.elements.flatMap { [UInt8].littleEndian($0) }
  }

  static func head(_ rows: Int, _ columns: Int) -> [UInt8] {
    [rows, columns].flatMap { count in (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
    }
  }

  /// The frames of an answer.
  static func answers(in bytes: [UInt8]) throws -> [Matrix] {
    func count(at place: Int) -> Int {
      (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
    var (frames, place) = ([Matrix](), 0)
    while place < bytes.count {
      let (rows, columns) = (count(at: place), count(at: place + 4))
      try #require(bytes.count >= place + 8 + 4 * rows * columns)
      let values = (0..<rows * columns).map {
        Float(bitPattern: UInt32(count(at: place + 8 + 4 * $0)))
      }
      frames.append(Matrix(rows: rows, columns: columns, elements: values))
      place += 8 + 4 * rows * columns
    }
    return frames
  }

  /// Runs a worker on bytes, and gives what it says and its frames.
  static func work(
    _ arguments: [String], on bytes: [UInt8], in folder: borrowing Folder
  ) throws -> (outcome: Command.Outcome, frames: [Matrix]) {
    try folder.put("in.bin", bytes)
    let outcome = try Command(output: .device("out.bin"), preparation: "exec <in.bin").run(
      ["worker"] + arguments, in: folder)
    return (outcome, try answers(in: try folder.bytes("out.bin")))
  }

  static func lines(
    _ text: String, _ arguments: [String], in folder: borrowing Folder
  ) throws -> (outcome: Command.Outcome, lines: [[String: JSON]]) {
    try folder.put("in.jsonl", text)
    let outcome = try Command(preparation: "exec <in.jsonl").run(
      ["worker", "--lines"] + arguments, in: folder)
    let lines = try outcome.output.split(separator: "\n").compactMap { try JSON(String($0)).object }
    return (outcome, lines)
  }

  static func isSame(_ a: some Collection<Float>, _ b: some Collection<Float>) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { $0.bitPattern == $1.bitPattern }
  }
}
