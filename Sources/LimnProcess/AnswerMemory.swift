import LimnCore
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A cache of a program's answers, so that no row is sent twice: methods and tests ask about the
/// same coalitions of the same row, and an answer is expensive. Two rows are the same if they are
/// bitwise equal.
///
/// It keeps two generations, each of at most half the bytes: when the young one is full it becomes
/// the old one, and the previous old one is dropped.
final class AnswerMemory: Sendable {
  private struct State {
    /// The generation that new answers enter, and the one before it.
    var young: AnsweredRows
    var old: AnsweredRows?
    /// The hashes of the rows whose answers are under way.
    var asked: Set<UInt64> = []
    var known = 0
  }

  private let state: Mutex<State>
  private let width: Int
  /// The maximum number of rows in each generation.
  private let most: Int

  /// - Parameters:
  ///   - columns: the number of values in a row.
  ///   - width: the number of scores for a row.
  ///   - bytes: the maximum size of both generations together.
  /// - Returns: `nil` if a generation would hold fewer than 256 rows.
  init?(columns: Int, width: Int, bytes: Int) {
    most = bytes / 2 / AnsweredRows.bytes(columns: columns, width: width)
    guard most >= AnsweredRows.blockSize else { return nil }
    self.width = width
    state = Mutex(State(young: AnsweredRows(columns: columns, width: width)))
  }

  /// The number of answers that came from the cache.
  var known: Int { state.withLock(\.known) }

  /// The scores of a batch; `ask` is called only with the rows that are neither cached nor under
  /// way.
  ///
  /// - Throws: any error of `ask`; `CancellationError`.
  func scores(
    of inputs: Matrix, work: Work, ask: (Matrix) throws -> Matrix
  ) throws -> Matrix {
    let hashes = (0..<inputs.rows).map { AnsweredRows.hash(of: inputs[row: $0]) }
    var result = [Float](repeating: 0, count: inputs.rows * width)
    var open = Array(0..<inputs.rows)
    while !open.isEmpty {
      try work.checkpoint()
      let (mine, others) = claim(open, of: inputs, hashes, into: &result)
      if !mine.isEmpty {
        let answers: Matrix
        do {
          answers = try ask(mine.count == inputs.rows ? inputs : inputs.rows(at: mine))
        } catch {
          state.withLock { state in for row in mine { state.asked.remove(hashes[row]) } }
          throw error
        }
        take(answers, to: mine, of: inputs, hashes, into: &result)
      } else if !others.isEmpty {
        // Another thread is waiting for these answers.
        usleep(500)
      }
      open = others
    }
    return Matrix(rows: inputs.rows, columns: width, elements: result)
  }

  /// Copies the cached answers and claims the rows that no other thread is asking about.
  private func claim(
    _ open: [Int], of inputs: Matrix, _ hashes: [UInt64], into result: inout [Float]
  ) -> (mine: [Int], others: [Int]) {
    var (mine, others) = ([Int](), [Int]())
    state.withLock { state in
      for row in open {
        let place = row * width
        if state.young.copy(inputs[row: row], hashes[row], to: &result, at: place)
          || state.old?.copy(inputs[row: row], hashes[row], to: &result, at: place) == true
        {
          state.known += 1
        } else if state.asked.insert(hashes[row]).inserted {
          mine.append(row)
        } else {
          others.append(row)
        }
      }
    }
    return (mine, others)
  }

  private func take(
    _ answers: Matrix, to rows: [Int], of inputs: Matrix, _ hashes: [UInt64],
    into result: inout [Float]
  ) {
    state.withLock { state in
      for (answer, row) in rows.enumerated() {
        if state.young.count == most {
          state.old = state.young
          state.young = AnsweredRows(columns: inputs.columns, width: width)
        }
        state.young.append(inputs[row: row], answers[row: answer], hashes[row])
        state.asked.remove(hashes[row])
      }
    }
    for (answer, row) in rows.enumerated() {
      for (score, value) in answers[row: answer].enumerated() {
        result[row * width + score] = value
      }
    }
  }
}

/// A hash table from rows, by their bits, to answers.
private struct AnsweredRows {
  private let columns: Int
  private let size: Int
  private var blocks: [[Float]] = []
  private var hashes: [UInt64] = []
  /// Open addressing: indices of rows by hash, −1 for an empty slot. The size is a power of two.
  private var table: [Int32]
  private(set) var count = 0

  static let blockSize = 256

  /// The bytes a row takes, with its hash and up to four slots of the table.
  static func bytes(columns: Int, width: Int) -> Int { 4 * (columns + width) + 16 + 16 }

  init(columns: Int, width: Int) {
    self.columns = columns
    size = columns + width
    table = [Int32](repeating: -1, count: 1024)
  }

  /// A hash of a row's bits: each value is mixed in by a multiplication, whose upper half is then
  /// folded into the lower (multiplicative hashing; Knuth, "The Art of Computer Programming",
  /// volume 3, section 6.4).
  static func hash(of row: some Collection<Float>) -> UInt64 {
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
    for value in row {
      hash = (hash ^ UInt64(value.bitPattern)) &* 0xD6E8_FEB8_6659_FD93
      hash ^= hash >> 32
    }
    return hash
  }

  /// Copies the answer to a row to `place`, and returns whether there is one.
  func copy(
    _ row: some Collection<Float>, _ hash: UInt64, to target: inout [Float], at place: Int
  ) -> Bool {
    var slot = Int(truncatingIfNeeded: hash) & (table.count - 1)
    while table[slot] >= 0 {
      let found = Int(table[slot])
      if hashes[found] == hash, has(row, at: found) {
        let (block, start) = (found / Self.blockSize, found % Self.blockSize * size + columns)
        for score in 0..<size - columns { target[place + score] = blocks[block][start + score] }
        return true
      }
      slot = (slot + 1) & (table.count - 1)
    }
    return false
  }

  private func has(_ row: some Collection<Float>, at place: Int) -> Bool {
    let (block, start) = (place / Self.blockSize, place % Self.blockSize * size)
    return zip(row, blocks[block][start..<start + columns])
      .allSatisfy { $0.bitPattern == $1.bitPattern }
  }

  mutating func append(
    _ row: some Collection<Float>, _ answer: some Collection<Float>, _ hash: UInt64
  ) {
    if count.isMultiple(of: Self.blockSize) {
      blocks.append([])
      blocks[blocks.count - 1].reserveCapacity(Self.blockSize * size)
    }
    blocks[blocks.count - 1] += row
    blocks[blocks.count - 1] += answer
    hashes.append(hash)
    count += 1
    if 2 * count > table.count {
      table = [Int32](repeating: -1, count: 2 * table.count)
      for place in 0..<count { enter(place) }
    } else {
      enter(count - 1)
    }
  }

  private mutating func enter(_ place: Int) {
    var slot = Int(truncatingIfNeeded: hashes[place]) & (table.count - 1)
    while table[slot] >= 0 { slot = (slot + 1) & (table.count - 1) }
    table[slot] = Int32(place)
  }
}
