import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A run's operations on folders and on the files in them.
package enum Folder {
  /// Creates the folder at `path`, with its parents, if they do not exist.
  ///
  /// - Throws: `FileError.cannotWrite`.
  package static func create(_ path: String) throws {
    if mkdir(path, 0o777) == 0 || errno == EEXIST && isFolder(path) { return }
    let failure = SystemFailure()
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
      throw FileError.cannotWrite(path: path, reason: failure.reason)
    }
    try create(String(path[..<slash]))
    guard mkdir(path, 0o777) == 0 || errno == EEXIST && isFolder(path) else {
      throw FileError.cannotWrite(path: path, reason: SystemFailure().reason)
    }
  }

  /// The kind of file at a path. A symbolic link counts as a link, whatever its target.
  package enum Standing: Sendable, Hashable {
    case nothing
    case file
    case folder
    /// A symbolic link, a device, a pipe, a socket.
    case other
  }

  /// - Throws: `FileError.cannotRead` if the system cannot tell.
  package static func standing(at path: String) throws -> Standing {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      // If a component of the path is a file, there is nothing below it.
      if errno == ENOENT || errno == ENOTDIR { return .nothing }
      throw FileError.cannotRead(path: path, reason: SystemFailure().reason)
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// Whether a path leads to a folder, following links.
  package static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  package static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// The names in a folder, sorted; empty if there is no such folder.
  ///
  /// - Throws: `FileError.cannotRead`.
  package static func names(in path: String) throws -> [String] {
    guard let folder = opendir(path) else {
      if errno == ENOENT { return [] }
      throw FileError.cannotRead(path: path, reason: SystemFailure().reason)
    }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Removes a file, or a link but not its target; does nothing if there is none.
  ///
  /// - Throws: `FileError.cannotWrite`, also for a folder.
  package static func removeFile(_ path: String) throws {
    guard unlink(path) == 0 || errno == ENOENT else {
      throw FileError.cannotWrite(path: path, reason: SystemFailure().reason)
    }
  }

  /// Removes a folder if it exists and is empty.
  ///
  /// - Throws: `FileError.cannotWrite`.
  package static func removeIfEmpty(_ path: String) throws {
    guard rmdir(path) == 0 || [ENOENT, ENOTEMPTY, EEXIST].contains(errno) else {
      throw FileError.cannotWrite(path: path, reason: SystemFailure().reason)
    }
  }

  /// Moves a file or folder to another path on the same disk atomically; an existing file there is
  /// replaced.
  ///
  /// - Throws: `FileError.cannotWrite`.
  package static func move(_ source: String, to target: String) throws {
    guard rename(source, target) == 0 else {
      throw FileError.cannotWrite(path: target, reason: SystemFailure().reason)
    }
  }

  /// Moves a file to another path on the same disk atomically; if something exists there already,
  /// it stays and the file is removed.
  ///
  /// - Throws: `FileError.cannotWrite`.
  package static func moveWhereNothingStands(_ source: String, to target: String) throws {
    if link(source, target) == 0 || errno == EEXIST { return try removeFile(source) }
    // The file system has no hard links.
    let failure = SystemFailure()
    guard [EPERM, ENOTSUP, ENOSYS].contains(errno), try standing(at: target) == .nothing else {
      throw FileError.cannotWrite(path: target, reason: failure.reason)
    }
    try move(source, to: target)
  }

  /// Waits until a file's content, or a folder's list of names, is on disk.
  ///
  /// - Throws: `FileError.cannotWrite`.
  package static func synchronize(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw FileError.cannotWrite(path: path, reason: SystemFailure().reason)
    }
    defer { close(descriptor) }
    // A file system without this call has nothing to wait for.
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw FileError.cannotWrite(path: path, reason: SystemFailure().reason)
    }
  }
}
