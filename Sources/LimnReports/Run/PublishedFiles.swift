import LimnCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The files in an output folder that a run put there, by their paths: those in a report's own
/// record, or those that a run noted before it was killed while publishing them. No other file in
/// the folder is ever replaced or removed.
struct PublishedFiles: Sendable, Hashable {
  private(set) var names: Set<String> = []
  /// The version of the run in the record; `nil` without a record.
  private(set) var version: String?

  /// The part of a report's record that every version writes.
  private struct Record: Decodable {
    struct Run: Decodable { let version: String }
    let run: Run
    let files: [String]
  }

  /// No files.
  init() {}

  /// - Parameters:
  ///   - folder: the output folder.
  ///   - work: the run's folder in it, which is only read if a run made it.
  /// - Throws: `FileError`; `ReportError.foreignFile` for a `report.json` that is not a report's
  ///   record.
  init(in folder: String, work: WorkPlace) throws {
    let file = "\(folder)/\(ReportSummary.fileName)"
    switch try Folder.standing(at: file) {
    case .nothing: break
    case .file:
      guard let record = try Self.decode(Record.self, from: file),
        record.files.contains(ReportSummary.fileName),
        record.files.allSatisfy(ReportSummary.isPlain)
      else { throw ReportError.foreignFile(file) }
      names.formUnion(record.files)
      version = record.run.version
    case .folder, .other: throw ReportError.foreignFile(file)
    }
    let note = "\(work.path)/\(WorkPlace.published)"
    if try work.owner() == .run, try Folder.standing(at: note) == .file {
      let noted = try Self.decode([String].self, from: note) ?? []
      names.formUnion(noted.filter(ReportSummary.isPlain))
    }
  }

  /// - Throws: `ReportError.foreignFile` with the first file or folder that is in the way of a
  ///   report's file and is not one of these.
  func requireAlone(in folder: String) throws {
    for name in ReportSummary.fileNames { try requireOwn(name, in: folder) }
    let arrays = ReportSummary.arraysFolder
    switch try Folder.standing(at: "\(folder)/\(arrays)") {
    case .nothing: return
    case .folder:
      // Existing arrays are checked by name before any is moved there.
      guard
        try names.contains(where: { $0.hasPrefix("\(arrays)/") })
          || Folder.names(in: "\(folder)/\(arrays)").isEmpty
      else {
        throw ReportError.foreignFile("\(folder)/\(arrays)")
      }
      for name in names where name.hasPrefix("\(arrays)/") { try requireOwn(name, in: folder) }
    case .file, .other: throw ReportError.foreignFile("\(folder)/\(arrays)")
    }
  }

  /// - Throws: `ReportError.foreignFile` if something exists at `name` that is not one of these
  ///   files.
  func requireOwn(_ name: String, in folder: String) throws {
    switch try Folder.standing(at: "\(folder)/\(name)") {
    case .nothing: return
    case .file where names.contains(name): return
    default: throw ReportError.foreignFile("\(folder)/\(name)")
    }
  }

  /// Records, before any file moves, the files that will be the run's own: these and `files`.
  func note(adding files: [String], in work: WorkPlace) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let bytes = Array(try encoder.encode(names.union(files).sorted()))
    try AtomicFile.write(bytes, to: "\(work.path)/\(WorkPlace.published)")
    try Folder.synchronize(work.path)
  }

  /// Removes the files, the record first.
  func remove(from folder: String) throws {
    let record = ReportSummary.fileName
    for name in [record] + names.sorted().filter({ $0 != record }) {
      try requireOwn(name, in: folder)
      try Folder.removeFile("\(folder)/\(name)")
    }
    let arrays = "\(folder)/\(ReportSummary.arraysFolder)"
    if try Folder.standing(at: arrays) == .folder { try Folder.removeIfEmpty(arrays) }
  }

  private static func decode<Value: Decodable>(_ type: Value.Type, from file: String) throws
    -> Value?
  {
    do {
      return try JSONDecoder().decode(type, from: Data(FileBytes.read(file)))
    } catch is DecodingError {
      return nil
    }
  }
}
