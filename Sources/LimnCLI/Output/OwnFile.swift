import Limn

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Checks which files a command may replace. A file under a name that the user did not give is
/// replaced only if Limn wrote it, and no file is both read and written.
enum OwnFile {
  /// - Parameter isOwn: returns whether a file was written by Limn.
  /// - Throws: ``CommandError/foreignFile(_:)``, also for a folder or a link; `FileError`.
  static func requireReplaceable(_ path: String, isOwn: (String) throws -> Bool) throws {
    switch try Folder.standing(at: path) {
    case .nothing: return
    case .file where try isOwn(path): return
    default: throw CommandError.foreignFile(path)
    }
  }

  /// - Throws: ``CommandError/readAndWritten(_:)`` if a file is in both lists, under any path;
  ///   ``CommandError/writtenTwice(_:)`` if two results would be written to one file.
  static func requireApart(writes: [String?], reads: [String?]) throws {
    let (writes, reads) = (writes.compactMap { $0 }, reads.compactMap { $0 })
    let read = Set(reads.compactMap(Identity.init))
    for (index, path) in writes.enumerated() {
      let identity = Identity(path)
      if let identity, read.contains(identity) { throw CommandError.readAndWritten(path) }
      if writes[..<index].contains(where: {
        $0 == path || identity != nil && Identity($0) == identity
      }) {
        throw CommandError.writtenTwice(path)
      }
    }
  }

  /// The identity of the file at a path, independent of the path.
  private struct Identity: Hashable {
    let device: UInt64
    let number: UInt64

    /// `nil` unless there is a regular file: a device may be both read and written.
    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
      device = UInt64(truncatingIfNeeded: status.st_dev)
      number = UInt64(truncatingIfNeeded: status.st_ino)
    }
  }

  /// Whether a file is a PNG picture by Limn, according to metadata before its pixels.
  static func isPicture(_ path: String) throws -> Bool {
    let file = try ReadableFile(path: path)
    return try file.bytes(at: 0, count: 1 << 14).contains(Array("tEXtSoftware\0Limn".utf8))
  }

  /// Whether a file is a model with Limn's version in its metadata.
  static func isModel(_ path: String) throws -> Bool {
    do {
      return try ONNXModel.read(path: path).metadata.contains { $0.key == "limn" }
    } catch is ONNXError {
      return false
    }
  }

  /// Whether a file is the history of a run with an optimizer; a table does not name the optimizer,
  /// so any run's table counts.
  static func isHistory(_ path: String, of optimizer: StandardOptimizer) throws -> Bool {
    switch HistoryFormat(path: path) {
    case .json:
      do {
        let history = try TrainingHistory(json: FileBytes.read(path))
        // Gradient descent over the whole set and over batches is recorded as the same rule.
        return history.configuration.optimizer.name == optimizer.optimizer.name
      } catch is TrainingError {
        return false
      }
    case .csv:
      let beginning = Array("epoch,learning_rate,training_loss,training_".utf8)
      return try ReadableFile(path: path).bytes(at: 0, count: beginning.count) == beginning
    case nil: return false
    }
  }

  /// Whether a file contains the numbers of an explanation.
  static func isExplanation(_ path: String) throws -> Bool {
    struct Explained: Decodable {
      struct Method: Decodable { let name: String }
      let limn: String
      let methods: [Method]
    }
    do {
      _ = try JSONDecoder().decode(Explained.self, from: Data(FileBytes.read(path)))
      return true
    } catch is DecodingError {
      return false
    }
  }
}
