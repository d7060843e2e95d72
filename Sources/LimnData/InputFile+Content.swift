import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The location of an input file's bytes: the file itself, or a temporary copy of other content.
extension InputFile {
  /// The format of a file's content.
  enum Format {
    case array, archive, table

    init?(name: String) {
      let name = name.lowercased()
      if name.hasSuffix(".npy") {
        self = .array
      } else if name.hasSuffix(".npz") {
        self = .archive
      } else if name.hasSuffix(".csv") || name.hasSuffix(".tsv") {
        self = .table
      } else {
        return nil
      }
    }

    /// Detects the format of content without a name from its first bytes.
    init(beginning bytes: [UInt8]) {
      self =
        bytes.starts(with: NPYHeader.magic)
        ? .array : bytes.starts(with: [0x50, 0x4B, 3, 4]) ? .archive : .table
    }
  }

  /// The location of the bytes, and their format.
  struct Content {
    /// The name used in errors.
    let name: String
    var path: String
    var format: Format?
    var spool: SpooledFile?
  }
}

extension InputFile.Content {
  /// - Throws: `DataError.malformed` for an array or an archive, `.parquet`; `FileError`.
  init(table: [UInt8], named name: String) throws {
    guard InputFile.Format(beginning: table) == .table else {
      throw DataError.malformed(
        file: name, at: .byte(0), expected: "a table in text, with commas, semicolons or tabs")
    }
    guard !table.starts(with: Array("PAR1".utf8)) else { throw DataError.parquet(file: name) }
    let spool = try SpooledFile { write in try table.withUnsafeBytes(write) }
    self.init(name: name, path: spool.path, format: .table, spool: spool)
  }

  /// - Throws: `FileError`; `DataError.noSuchMember`, `.noArchive`, `.malformed`, `.packed`.
  init(of path: String) throws {
    let isPiped = InputFile.isStandardInput(path)
    self.init(name: isPiped ? SpooledFile.standardInputName : path, path: path)
    var member: String?
    if isPiped {
      let file = try SpooledFile.standardInput()
      (spool, self.path) = (file, file.path)
      format = InputFile.Format(
        beginning: try ReadableFile(path: file.path).bytes(at: 0, count: 6))
      if path != InputFile.standardInput {
        member = String(path.dropFirst(InputFile.standardInput.count + 1))
        guard format == .archive else { throw DataError.noArchive(file: name) }
      }
    } else if let colon = path.lastIndex(of: ":"), path[..<colon].lowercased().hasSuffix(".npz") {
      (self.path, format) = (String(path[..<colon]), .archive)
      member = String(path[path.index(after: colon)...])
    } else {
      format = InputFile.Format(name: path)
      if format != nil, InputFile.isPipe(path) {
        let bytes = try FileBytes.read(path)
        let file = try SpooledFile { write in try bytes.withUnsafeBytes(write) }
        (spool, self.path) = (file, file.path)
      }
    }
    if format == .archive {
      let file = try InputFile.member(
        member, of: self.path, name: isPiped ? name : self.path)
      (spool, self.path, format) = (file, file.path, .array)
    }
  }
}

extension InputFile {
  /// Unpacks an array of an archive: the named one, or the only one if `member` is `nil`.
  fileprivate static func member(_ member: String?, of path: String, name: String) throws
    -> SpooledFile
  {
    let archive = try ZipArchive(path: path, name: name)
    func title(_ name: String) -> String {
      name.hasSuffix(".npy") ? String(name.dropLast(4)) : name
    }
    let found = archive.members.filter { archived in
      member.map { archived.name == $0 || title(archived.name) == $0 }
        ?? archived.name.hasSuffix(".npy")
    }
    guard found.count == 1 else {
      throw DataError.noSuchMember(
        file: name, name: member, members: archive.members.map { title($0.name) })
    }
    return try SpooledFile { try archive.unpack(found[0], to: $0) }
  }

  /// Whether a path is a named pipe, which can only be read once and sequentially.
  fileprivate static func isPipe(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
  }

  /// The names of the columns of a table in memory; columns without a name are called by their
  /// number, counted from 0.
  ///
  /// - Parameters:
  ///   - table: the text of the table.
  ///   - name: the name used in errors.
  /// - Throws: `DataError.noRows`, `.malformed`, `.notUTF8`, `.parquet`, `.ragged`,
  ///   `.tooManyCells`; `FileError`.
  public static func columns(ofTable table: [UInt8], named name: String) throws -> [String] {
    let content = try Content(table: table, named: name)
    let text = try decoded(content.path, as: nil, name: name) ?? content.spool
    var reader = try CSVReader(path: text?.path ?? content.path, name: name, blockSize: 1 << 14)
    var columns = CSVColumns()
    guard try columns.nextRecord(of: &reader, file: name) != nil, let width = columns.width else {
      throw DataError.noRows(file: name)
    }
    return (0..<width).map { column in
      columns.heading.map { $0[column] }.flatMap { $0.isEmpty ? nil : $0 } ?? "\(column)"
    }
  }
}
