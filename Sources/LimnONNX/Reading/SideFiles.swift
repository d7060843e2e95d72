import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Files beside a model's that hold some of its tensors: how PyTorch keeps weights by default.
struct SideFiles {
  /// The bytes of each, by the name that the model gives it; `nil` where that leads out of the model's
  /// folder.
  private let files: [String: [UInt8]?]

  /// The number of bytes in all of them.
  var count: Int { files.values.reduce(0) { $0 + ($1?.count ?? 0) } }

  /// No files: a model whose bytes came without a folder.
  static let none = SideFiles(files: [:])

  private init(files: [String: [UInt8]?]) {
    self.files = files
  }

  /// How often over the bytes of the files may be used: several tensors may share some, and a small
  /// file must not become many large ones.
  private static let mostUses = 8

  /// The files that a graph names, each read once.
  ///
  /// - Parameter model: the path of the model's own file.
  /// - Throws: `FileError.cannotRead`, `ONNXError.tooLarge`.
  init(of graph: ONNXGraphProto, beside model: String) throws {
    let folder = model.lastIndex(of: "/").map { String(model[...$0]) } ?? ""
    var files: [String: [UInt8]?] = [:]
    let tensors = graph.initializer + graph.node.flatMap { $0.attribute.map(\.t) }
    for name in Set(tensors.compactMap { $0.location }).sorted() {
      let isInside = Self.staysInside(name) && Self.isInside(name, of: folder)
      files.updateValue(isInside ? try FileBytes.read(folder + name) : nil, forKey: name)
    }
    self.files = files
    var used = 0
    for tensor in tensors {
      guard let name = tensor.location, let bytes = files[name] ?? nil,
        let part = Self.part(of: tensor, in: bytes)
      else { continue }
      used += part.count
    }
    guard used <= Self.mostUses * count else { throw ONNXError.tooLarge(file: model) }
  }

  private static func staysInside(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix("/") && !name.contains("\0")
      && name.split(separator: "/").allSatisfy { $0 != ".." }
  }

  /// Whether no link on the way leads out of the folder. A file that is not there does not.
  private static func isInside(_ name: String, of folder: String) -> Bool {
    guard let file = resolved(folder + name), let root = resolved(folder.isEmpty ? "." : folder)
    else { return true }
    return file.hasPrefix(root.hasSuffix("/") ? root : root + "/")
  }

  private static func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The bytes of a tensor that lies in one of them.
  ///
  /// - Throws: `ONNXError.externalData`, which calls the model `file` and the tensor `name`.
  func bytes(of tensor: ONNXTensorProto, name: String, file: String) throws -> ArraySlice<UInt8> {
    func refusal(_ problem: ONNXError.ExternalData) -> ONNXError {
      .externalData(file: file, tensor: name, problem)
    }
    guard let location = tensor.location, let found = files[location] else {
      throw refusal(.noFolder)
    }
    guard let bytes = found else { throw refusal(.outside(location)) }
    guard let part = Self.part(of: tensor, in: bytes) else { throw refusal(.beyondEnd(location)) }
    return part
  }

  private static func part(of tensor: ONNXTensorProto, in bytes: [UInt8]) -> ArraySlice<UInt8>? {
    func number(_ key: String, missing: Int) -> Int? {
      guard let text = tensor.externalEntry(key) else { return missing }
      return Int(text)
    }
    guard let offset = number("offset", missing: 0), (0...bytes.count).contains(offset),
      let length = number("length", missing: bytes.count - offset),
      (0...bytes.count - offset).contains(length)
    else { return nil }
    return bytes[offset..<offset + length]
  }
}

extension ONNXTensorProto {
  /// The name of the file that holds its values, where that is not the model's own.
  fileprivate var location: String? {
    dataLocation == .external ? externalEntry("location") : nil
  }

  fileprivate func externalEntry(_ key: String) -> String? {
    externalData.first { $0.key == key }?.value
  }
}
