import LimnCore
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A temporary file for content that is not a file of its own, such as standard input or a member
/// of an archive. It is unlinked right after creation and disappears with this value or the
/// process.
final class SpooledFile: Sendable {
  /// A path under which the file can be opened for reading while this value exists.
  let path: String
  private let descriptor: Int32

  /// - Parameter fill: writes the content piece by piece with the function that it is given.
  /// - Throws: `FileError.cannotWrite`, and whatever `fill` throws.
  init(_ fill: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void) throws {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(folder)/limn-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else {
      throw FileError.cannotWrite(path: folder, reason: SystemFailure().reason)
    }
    unlink(template)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    self.descriptor = descriptor
    path = "/dev/fd/\(descriptor)"
    try fill { bytes in
      var rest = bytes
      while !rest.isEmpty {
        let count = write(descriptor, rest.baseAddress, rest.count)
        if count < 0 {
          if errno == EINTR { continue }
          throw FileError.cannotWrite(path: folder, reason: SystemFailure().reason)
        }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
      }
    }
  }

  deinit { close(descriptor) }

  /// The content of standard input, which can only be read once.
  private static let input = Mutex<SpooledFile?>(nil)

  /// Reads all of standard input on the first call.
  ///
  /// - Throws: `FileError.cannotRead`; `.tooLarge` for more than ``mostBytes``.
  static func standardInput() throws -> SpooledFile {
    try input.withLock { input in
      if let input { return input }
      let file = try readStandardInput()
      input = file
      return file
    }
  }

  private static func readStandardInput() throws -> SpooledFile {
    try SpooledFile { write in
      var total = 0
      while true {
        let chunk = try [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, initialized in
          var count = -1
          repeat {
            count = read(STDIN_FILENO, buffer.baseAddress, buffer.count)
          } while count < 0
            && errno == EINTR
          guard count >= 0 else {
            throw FileError.cannotRead(path: standardInputName, reason: SystemFailure().reason)
          }
          initialized = count
        }
        if chunk.isEmpty { return }
        total += chunk.count
        guard total <= mostBytes else {
          throw FileError.tooLarge(path: standardInputName, most: mostBytes)
        }
        try chunk.withUnsafeBytes(write)
      }
    }
  }

  static let standardInputName = "standard input"
  /// The maximum number of bytes that are spooled.
  static let mostBytes = Int(Int32.max)
}
