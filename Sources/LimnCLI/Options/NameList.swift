import ArgumentParser
import Limn

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Names from the command line, separated by commas, or from a file.
struct NameList: ExpressibleByArgument, Equatable {
  private let argument: String

  init?(argument: String) {
    guard !argument.isEmpty else { return nil }
    self.argument = argument
  }

  /// The names: the lines of the file if the argument is the path of one, otherwise the argument's
  /// parts.
  ///
  /// - Throws: `CommandError.emptyName`, `.notText`, `FileError`.
  func names() throws -> [String] {
    let names: [String]
    if argument.contains(",") {
      names = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    } else if access(argument, F_OK) == 0 {
      names = try lines(of: argument)
    } else {
      names = [argument]
    }
    let trimmed = names.map(\.trimmingSpaces)
    if let index = trimmed.firstIndex(of: "") {
      throw CommandError.emptyName(number: index + 1, of: argument)
    }
    if let index = trimmed.indices.first(where: { trimmed[..<$0].contains(trimmed[$0]) }) {
      throw CommandError.sameName(trimmed[index], in: argument)
    }
    return trimmed
  }

  private func lines(of path: String) throws -> [String] {
    let bytes = try FileBytes.read(path)
    if let wrong = bytes.firstPlaceBeyondUTF8 {
      throw CommandError.notText(
        file: path, line: bytes[..<wrong].count { $0 == UInt8(ascii: "\n") } + 1, offset: wrong,
        byte: bytes[wrong])
    }
    let text = String(decoding: bytes, as: UTF8.self)
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map(String.init)
  }
}

extension String {
  /// The text without spaces at its ends.
  fileprivate var trimmingSpaces: String {
    String(drop { $0 == " " || $0 == "\t" || $0 == "\u{FEFF}" }).trimmingTrailingSpaces
  }
}

extension OutputSchema.Task: ExpressibleByArgument {}
