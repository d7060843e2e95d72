import Limn

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A folder of results in the making. Files gather in a folder beside it and are moved into place
/// together by ``commit()``; let go before that, nothing is left of them.
///
/// Files of the same names are replaced, others in the folder stay.
struct OutputFolder: ~Copyable {
  let path: String
  /// The names of the files, in the order they were written.
  private(set) var names: [String] = []
  /// Where the files gather: inside the folder if it is there, otherwise what will become it.
  private let staging: String
  private let exists: Bool
  /// The missing parents that were made, outermost first.
  private let madeParents: [String]
  private var isCommitted = false

  /// - Throws: `FileError.cannotWrite`.
  init(path: String) throws {
    let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFDIR {
      throw FileError.cannotWrite(path: path, reason: "Not a directory")
    }
    // The process number keeps two runs apart that write to the same folder.
    let staging = exists ? "\(path)/.limn-\(getpid()).partial" : "\(path).\(getpid()).partial"
    let madeParents = exists ? [] : try Self.makeParents(of: path)
    guard mkdir(staging, 0o777) == 0 else {
      let reason = systemReason()
      for parent in madeParents.reversed() { rmdir(parent) }
      throw FileError.cannotWrite(path: path, reason: reason)
    }
    self.path = path
    self.staging = staging
    self.exists = exists
    self.madeParents = madeParents
  }

  deinit {
    guard !isCommitted else { return }
    for name in names { unlink("\(staging)/\(name)") }
    rmdir(staging)
    for parent in madeParents.reversed() { rmdir(parent) }
  }

  /// Adds a file.
  ///
  /// - Throws: `FileError.cannotWrite`.
  mutating func write(_ bytes: [UInt8], as name: String) throws {
    try add(name) { try AtomicFile.write(bytes, to: $0) }
  }

  /// Adds an array file.
  ///
  /// - Throws: `FileError.cannotWrite`.
  mutating func write(_ values: [Double], shape: InputShape, as name: String) throws {
    try add(name) {
      try NPYWriter.write(values.map { Float($0) }, shape: shape.dimensions, to: $0)
    }
  }

  /// Moves all files into place.
  ///
  /// - Throws: `FileError.cannotWrite`.
  consuming func commit() throws {
    if exists {
      for name in names { try move("\(staging)/\(name)", to: "\(path)/\(name)") }
      rmdir(staging)
    } else {
      try move(staging, to: path)
    }
    isCommitted = true
  }

  private mutating func add(_ name: String, _ write: (String) throws -> Void) throws {
    do {
      try write("\(staging)/\(name)")
    } catch FileError.cannotWrite(_, let reason) {
      throw FileError.cannotWrite(path: "\(path)/\(name)", reason: reason)
    }
    names.append(name)
  }

  private func move(_ source: String, to target: String) throws {
    guard rename(source, target) == 0 else {
      throw FileError.cannotWrite(path: target, reason: systemReason())
    }
  }

  /// Makes the folders that are missing above `path`.
  private static func makeParents(of path: String) throws -> [String] {
    var made: [String] = []
    for end in path.indices.dropFirst() where path[end] == "/" {
      let parent = String(path[..<end])
      var status = stat()
      if stat(parent, &status) == 0 { continue }
      guard mkdir(parent, 0o777) == 0 else {
        let reason = systemReason()
        for parent in made.reversed() { rmdir(parent) }
        throw FileError.cannotWrite(path: path, reason: reason)
      }
      made.append(parent)
    }
    return made
  }
}

/// What `errno` says.
private func systemReason() -> String {
  String(cString: strerror(errno))
}
