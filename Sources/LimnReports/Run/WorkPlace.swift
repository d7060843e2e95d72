import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A folder with a run's work. It belongs to the run only if it contains the run's mark, and even
/// then only files that a run writes are removed. Links are never followed.
struct WorkPlace: Sendable {
  let path: String

  /// The owner of a folder.
  enum Owner: Sendable, Hashable {
    /// There is no folder, or an empty one.
    case nobody
    /// The folder contains the mark.
    case run
    /// Something else made it, or it is not a folder.
    case stranger
  }

  var mark: String { "\(path)/\(Self.markName)" }

  static let markName = "limn-run"
  static let plan = "plan.json"
  static let page = "page.json"
  static let evaluation = "evaluation"
  static let published = "published.json"
  static let chunks = "chunks"
  static let staged = "staged"

  private static let markText = "A run of limn keeps its work in this folder, and takes it away.\n"

  /// - Throws: `FileError.cannotRead`.
  func owner() throws -> Owner {
    switch try Folder.standing(at: path) {
    case .nothing: return .nobody
    case .file, .other: return .stranger
    case .folder: break
    }
    if try Folder.standing(at: mark) == .file {
      return try FileBytes.read(mark) == Array(Self.markText.utf8) ? .run : .stranger
    }
    // A run that was killed while it wrote its mark leaves a partial one.
    let names = try Folder.names(in: path)
    return names.allSatisfy({ Self.isInTheMaking($0, of: Self.markName) }) ? .nobody : .stranger
  }

  /// Creates the folder with the mark in it. An existing empty folder is used, since it contains
  /// nothing to lose.
  ///
  /// - Throws: `ReportError.foreignFile`, `FileError`.
  func claim() throws {
    switch try owner() {
    case .run: return
    case .stranger: throw ReportError.foreignFile(path)
    case .nobody:
      try Folder.create(path)
      // Even if several processes claim the folder at once, only one mark is created and none is
      // replaced, because the mark is also the lock.
      let draft = "\(mark).\(getpid()).partial"
      try AtomicFile.write(Array(Self.markText.utf8), to: draft)
      try Folder.moveWhereNothingStands(draft, to: mark)
    }
  }

  /// - Throws: `ReportError.foreignFile` with the first item that is in the way of a run's files
  ///   and that no run makes: a link, a folder in place of a file, or a file in place of a folder.
  func requireOwnPlaces() throws {
    func require(_ standing: Folder.Standing, at name: String) throws {
      let found = try Folder.standing(at: "\(path)/\(name)")
      guard found == .nothing || found == standing else {
        throw ReportError.foreignFile("\(path)/\(name)")
      }
    }
    for name in [Self.plan, Self.page, Self.evaluation, Self.published] {
      try require(.file, at: name)
    }
    for name in [Self.chunks, Self.staged, "\(Self.staged)/\(ReportSummary.arraysFolder)"] {
      try require(.folder, at: name)
    }
  }

  /// Removes the files that a run wrote here, except the mark; all other files stay.
  ///
  /// - Throws: `FileError`.
  func clear() throws {
    // The plan is removed first, because without it the rest cannot be resumed.
    try Folder.removeFile("\(path)/\(Self.plan)")
    try clear(Self.chunks, where: Self.isChunk)
    try clearStaged()
    for name in [Self.page, Self.evaluation, Self.published] {
      try Folder.removeFile("\(path)/\(name)")
    }
    let own = [Self.plan, Self.page, Self.evaluation, Self.published, Self.markName]
    for name in try Folder.names(in: path)
    where own.contains(where: { Self.isInTheMaking(name, of: $0) }) {
      try Folder.removeFile("\(path)/\(name)")
    }
  }

  /// Removes the results that are stored here until all are complete.
  func clearStaged() throws {
    try clear("\(Self.staged)/\(ReportSummary.arraysFolder)", where: Self.isArray)
    try clear(Self.staged) { name in
      ReportSummary.fileNames.contains {
        name == $0 || Self.isInTheMaking(name, of: $0)
      }
    }
  }

  /// Removes the mark, and the folder if it is then empty.
  func abandon() throws {
    try Folder.removeFile(mark)
    try Folder.removeIfEmpty(path)
  }

  /// The first item here that no run wrote; `nil` if there is none.
  func stranger() throws -> String? {
    try requireOwnPlaces()
    let files = [Self.plan, Self.page, Self.evaluation, Self.published, Self.markName]
    let folders = [Self.chunks, Self.staged]
    for name in try Folder.names(in: path)
    where !folders.contains(name)
      && !files.contains(where: { name == $0 || Self.isInTheMaking(name, of: $0) })
    {
      return name
    }
    if let name = try Folder.names(in: "\(path)/\(Self.chunks)").first(where: { !Self.isChunk($0) })
    {
      return "\(Self.chunks)/\(name)"
    }
    return nil
  }

  private func clear(_ folder: String, where isOwn: (String) -> Bool) throws {
    let folder = "\(path)/\(folder)"
    guard try Folder.standing(at: folder) == .folder else { return }
    for name in try Folder.names(in: folder) where isOwn(name) {
      let file = "\(folder)/\(name)"
      if try Folder.standing(at: file) == .file { try Folder.removeFile(file) }
    }
    try Folder.removeIfEmpty(folder)
  }

  /// "0000003.chunk", and a chunk that was being written when its run ended.
  private static func isChunk(_ name: String) -> Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 2, parts[0].count >= 7, isNumber(parts[0]), parts[1] == "chunk" else {
      return false
    }
    return parts.count == 2 || isInTheMaking(name, of: "\(parts[0]).chunk")
  }

  private static func isArray(_ name: String) -> Bool {
    if name.hasSuffix(".npy") { return true }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    let file = parts.dropLast(2).joined(separator: ".")
    return file.hasSuffix(".npy") && isInTheMaking(name, of: file)
  }

  /// "plan.json.1234.partial" of "plan.json".
  private static func isInTheMaking(_ name: String, of file: String) -> Bool {
    guard name.hasPrefix(file), name.count > file.count else { return false }
    let parts = name.dropFirst(file.count).split(separator: ".", omittingEmptySubsequences: false)
    // "", "1234", "partial", and repeated if a draft was itself being written.
    guard parts.first?.isEmpty == true, parts.count >= 3, parts.count % 2 == 1 else { return false }
    return stride(from: 1, to: parts.count, by: 2).allSatisfy {
      isNumber(parts[$0]) && parts[$0 + 1] == "partial"
    }
  }

  private static func isNumber(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
}
