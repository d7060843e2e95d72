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

/// What a command may replace. A file under a name that its user did not give is replaced only if Limn
/// wrote it, and no file is both read and written.
enum OwnFile {
  /// - Parameter isOwn: whether a file's content is Limn's.
  /// - Throws: ``CommandError/foreignFile(_:)``, for a folder or a link as well; `FileError`.
  static func requireReplaceable(_ path: String, isOwn: (String) throws -> Bool) throws {
    switch try Folder.standing(at: path) {
    case .nothing: return
    case .file where try isOwn(path): return
    default: throw CommandError.foreignFile(path)
    }
  }

  /// - Throws: ``CommandError/readAndWritten(_:)`` where one file is among both, by whatever path;
  ///   ``CommandError/writtenTwice(_:)`` where two results would go to one place.
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

  /// Which file a path leads to, whatever the path is.
  private struct Identity: Hashable {
    let device: UInt64
    let number: UInt64

    /// `nil` where there is no regular file: a device may be read and written.
    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
      device = UInt64(truncatingIfNeeded: status.st_dev)
      number = UInt64(truncatingIfNeeded: status.st_ino)
    }
  }

  /// A PNG picture that says so itself, before its pixels.
  static func isPicture(_ path: String) throws -> Bool {
    let file = try ReadableFile(path: path)
    return try file.bytes(at: 0, count: 1 << 14).contains(Array("tEXtSoftware\0Limn".utf8))
  }

  /// A model with Limn's version among its notes.
  static func isModel(_ path: String) throws -> Bool {
    do {
      return try ONNXModel.read(path: path).metadata.contains { $0.key == "limn" }
    } catch is ONNXError {
      return false
    }
  }

  /// The history of a run with an optimizer; of a table, which does not name it, any run's.
  static func isHistory(_ path: String, of optimizer: StandardOptimizer) throws -> Bool {
    switch HistoryFormat(path: path) {
    case .json:
      do {
        let history = try TrainingHistory(json: FileBytes.read(path))
        // Gradient descent over the whole set is the same rule as over batches.
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

  /// The numbers of an explanation.
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
