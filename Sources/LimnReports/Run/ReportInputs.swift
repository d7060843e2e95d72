import LimnCore
import LimnData

/// The rows that a report explains, read as they are needed.
public struct ReportInputs: Sendable {
  /// The name of the inputs: "embedded digits", "scans.npy".
  public let name: String
  /// The shape of one input.
  public let shape: InputShape
  /// The rows of the source that are explained.
  public let rows: Range<Int>
  /// The target of each explained row, if known.
  public let targets: Targets?
  let sha256: String
  private let source: Source
  /// The state of the files when their digest was started; empty without a file.
  private let marks: [FileMark]

  private enum Source {
    case matrix(Matrix)
    case file(InputFile)
  }

  /// Embedded digits by their index.
  ///
  /// - Throws: ``ReportError/emptyRange``, ``ReportError/rangeBeyondInputs(lower:upper:count:)``.
  public init(digits rows: Range<Int>) throws {
    let all = Digits.all
    try Self.check(rows, count: all.count)
    name = "embedded digits"
    shape = Digits.inputShape
    self.rows = rows
    targets = all.targets.examples(in: rows)
    sha256 = SHA256.digest(of: all.inputs.elements.map { UInt8($0) })
    source = .matrix(all.inputs)
    marks = []
  }

  /// Rows of a file, all of them if `rows` is `nil`.
  ///
  /// Cost: one pass over the file, for its digest.
  ///
  /// - Parameters:
  ///   - file: the file to read.
  ///   - rows: the rows to explain, counted from 0.
  ///   - targets: the target of each explained row.
  ///   - name: the name of the inputs; the file's name if `nil`.
  /// - Throws: ``ReportError``, `FileError.cannotRead`.
  public init(
    _ file: InputFile, rows: Range<Int>? = nil, targets: Targets? = nil, name: String? = nil
  ) throws {
    let rows = rows ?? 0..<file.count
    try Self.check(rows, count: file.count)
    if let targets, targets.count != rows.count {
      throw ReportError.labelCount(found: targets.count, expected: rows.count)
    }
    self.name = name ?? file.path.split(separator: "/").last.map(String.init) ?? file.path
    shape = file.shape
    self.rows = rows
    self.targets = targets
    marks = try file.contents.map { try FileMark(of: $0) }
    sha256 = try Self.digest(of: file)
    source = .file(file)
  }

  /// The number of inputs.
  public var count: Int { rows.count }

  /// The digest that identifies the targets; `nil` without any.
  var targetsSHA256: String? {
    targets.map { targets in
      switch targets {
      case .classes(let labels, _): return SHA256.digest(of: "\(labels)".utf8)
      case .flags(let values), .numbers(let values):
        var writer = ByteWriter()
        writer.append(values.elements)
        return SHA256.digest(of: writer.bytes)
      }
    }
  }

  /// The file with the rows; `nil` for the embedded digits.
  public var file: InputFile? {
    if case .file(let file) = source { file } else { nil }
  }

  /// The names of the features, if the source has any.
  public var featureNames: [String]? {
    if case .file(let file) = source { file.columnNames } else { nil }
  }

  /// The names of the explained rows, if the source has ids or consists of pictures.
  public var rowNames: [String]? { file?.ids.map { Array($0[rows]) } }

  /// The name of a row, by its index in the source.
  func title(ofRow row: Int) -> String {
    switch source {
    case .matrix: "Digit \(row)"
    case .file(let file): file.ids?[row] ?? "Row \(row)"
    }
  }

  /// The rows in `range`, counted from the first explained row.
  ///
  /// - Throws: `DataError.nonFinite`, with the row's index in the source; `FileError`.
  func values(_ range: Range<Int>) throws -> Matrix {
    let range = range.lowerBound + rows.lowerBound..<range.upperBound + rows.lowerBound
    switch source {
    case .matrix(let matrix): return matrix.rows(range)
    case .file(let file): return try file.rows(range)
    }
  }

  /// Whether the file still has the same bytes. Cost: one pass over it.
  ///
  /// - Throws: `FileError.cannotRead`.
  func areUnchanged() throws -> Bool {
    guard case .file(let file) = source else { return true }
    return try Self.digest(of: file) == sha256
  }

  /// Whether the file has the same identity, size and time of change: a check that does not read
  /// its bytes.
  var looksUnchanged: Bool {
    guard case .file(let file) = source else { return true }
    do {
      return try file.contents.map { try FileMark(of: $0) } == marks
    } catch {
      return false
    }
  }

  private static func check(_ rows: Range<Int>, count: Int) throws {
    guard !rows.isEmpty else { throw ReportError.emptyRange }
    guard rows.lowerBound >= 0, rows.upperBound <= count else {
      throw ReportError.rangeBeyondInputs(
        lower: rows.lowerBound, upper: rows.upperBound, count: count)
    }
  }

  /// The digest of a file; for several files, the digest of their digests.
  private static func digest(of file: InputFile) throws -> String {
    let digests = try file.contents.map { try digest(ofFile: $0) }
    if digests.count == 1 { return digests[0] }
    return SHA256.digest(of: digests.joined(separator: "\n").utf8)
  }

  private static func digest(ofFile path: String) throws -> String {
    let file = try ReadableFile(path: path)
    let piece = 1 << 20
    var hash = SHA256()
    for start in stride(from: 0, to: file.size, by: piece) {
      hash.append(try file.bytes(at: start, count: piece))
    }
    return hash.digest()
  }
}
