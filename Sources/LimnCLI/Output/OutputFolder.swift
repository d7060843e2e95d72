import Limn

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A folder of results while it is written. Files are collected in a staging folder and moved into
/// place together by ``commit()``. If the value is released before that, or the process is told to
/// end, they are removed.
///
/// Files with the same names are replaced if they belong to an earlier explanation; foreign files
/// are refused by name. Other files in the folder stay. If several runs write to the folder at
/// once, each moves all of its files before the next one does.
struct OutputFolder: ~Copyable {
  let path: String
  /// The names of the files, in the order they were written.
  private(set) var names: [String] = []
  /// The staging folder: inside the folder if it exists, otherwise one that is renamed to it.
  private let staging: String
  private let exists: Bool
  /// The missing parents that were created, outermost first.
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
    if exists { try Self.requireReplaceable([Self.numbers, "panel.png"], in: path) }
    // The process number distinguishes two runs that write to the same folder.
    let staging = exists ? "\(path)/.limn-\(getpid()).partial" : "\(path).\(getpid()).partial"
    let madeParents = try Self.make(staging, for: path)
    self.path = path
    self.staging = staging
    self.exists = exists
    self.madeParents = madeParents
  }

  deinit {
    guard !isCommitted else { return }
    UnfinishedFiles.end(noted) {
      for name in names { unlink("\(staging)/\(name)") }
      rmdir(staging)
      for parent in madeParents.reversed() { rmdir(parent) }
    }
  }

  /// The paths of all unfinished files and folders.
  private var noted: [String] { madeParents + [staging] + names.map { "\(staging)/\($0)" } }

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
      try moveFiles()
    } else if !(try becomeFolder()) {
      // Another run has created it in the meantime.
      try moveFiles()
    }
    isCommitted = true
  }

  /// The file with an explanation's numbers, by which its folder is recognised.
  static let numbers = "explanation.json"

  /// - Throws: `CommandError.foreignFile` with the first file of `names` that does not belong to an
  ///   explanation by Limn: a picture is recognised by its metadata, an array by the file of
  ///   numbers next to it.
  private static func requireReplaceable(_ names: [String], in path: String) throws {
    let file = "\(path)/\(numbers)"
    let isExplained = try Folder.standing(at: file) == .file && OwnFile.isExplanation(file)
    for name in names {
      try OwnFile.requireReplaceable("\(path)/\(name)") {
        try isExplained && (!name.hasSuffix(".png") || OwnFile.isPicture($0))
      }
    }
  }

  private mutating func add(_ name: String, _ write: (String) throws -> Void) throws {
    let place = "\(staging)/\(name)"
    // Noted before it is created, so that it never exists without being noted.
    UnfinishedFiles.begin(place) {}
    names.append(name)
    do {
      try write(place)
    } catch FileError.cannotWrite(_, let reason) {
      throw FileError.cannotWrite(path: "\(path)/\(name)", reason: reason)
    }
  }

  /// Renames the staging folder to the final name; returns `false` if a folder has that name
  /// already.
  private func becomeFolder() throws -> Bool {
    try UnfinishedFiles.change { paths in
      if rename(staging, path) == 0 {
        paths.removeAll { noted.contains($0) }
        return true
      }
      guard [ENOTEMPTY, EEXIST].contains(errno) else {
        throw FileError.cannotWrite(path: path, reason: systemReason())
      }
      return false
    }
  }

  /// Moves the files into the folder while no other run does.
  private func moveFiles() throws {
    let lock = FolderLock(path)
    try Self.requireReplaceable(names, in: path)
    // The numbers are moved first, because they identify the other files as an explanation's.
    let names = names.filter { $0 == Self.numbers } + names.filter { $0 != Self.numbers }
    try UnfinishedFiles.end(noted) {
      for name in names {
        guard rename("\(staging)/\(name)", "\(path)/\(name)") == 0 else {
          throw FileError.cannotWrite(path: "\(path)/\(name)", reason: systemReason())
        }
      }
      rmdir(staging)
    }
    lock.release()
  }

  /// Creates a folder and its missing parents.
  ///
  /// - Returns: the created parents, outermost first.
  private static func make(_ staging: String, for path: String) throws -> [String] {
    var attempt = 1
    while true {
      let madeParents = try makeParents(of: path)
      if UnfinishedFiles.begin(staging, { mkdir(staging, 0o777) == 0 }) { return madeParents }
      let (code, reason) = (errno, systemReason())
      // Another run that failed may have removed its parents, which are also this run's.
      let mayTryAgain = code == ENOENT && attempt < 5
      UnfinishedFiles.end(madeParents + [staging]) {
        for parent in madeParents.reversed() { rmdir(parent) }
      }
      guard mayTryAgain else { throw FileError.cannotWrite(path: path, reason: reason) }
      attempt += 1
    }
  }

  /// Creates the missing parents of `path`.
  private static func makeParents(of path: String) throws -> [String] {
    var made: [String] = []
    for end in path.indices.dropFirst() where path[end] == "/" {
      let parent = String(path[..<end])
      var status = stat()
      if stat(parent, &status) == 0 { continue }
      let isMade = UnfinishedFiles.begin(parent) { mkdir(parent, 0o777) == 0 }
      guard isMade else {
        let (isThere, reason) = (errno == EEXIST, systemReason())
        UnfinishedFiles.end([parent]) {}
        // Another run has just created it.
        if isThere { continue }
        UnfinishedFiles.end(made) { for parent in made.reversed() { rmdir(parent) } }
        throw FileError.cannotWrite(path: path, reason: reason)
      }
      made.append(parent)
    }
    return made
  }
}

/// The system's message for `errno`.
private func systemReason() -> String {
  String(cString: strerror(errno))
}
