import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Files that hold some of a model's tensors: those next to the model, where PyTorch stores weights
/// by default, and the model's own file.
struct SideFiles {
  /// The files by the name used in the model; `nil` if the name leads out of the model's folder.
  private let files: [String: PlacedBytes?]

  /// The total size in bytes of the files other than the model's own.
  var count: Int {
    files.reduce(0) { $0 + ($1.key == ModelSkeleton.ownFile ? 0 : $1.value?.count ?? 0) }
  }

  /// No files, for a model read from bytes without a folder.
  static let none = SideFiles(files: [:])

  private init(files: [String: PlacedBytes?]) {
    self.files = files
  }

  /// The maximum number of times that the bytes of the files may be used: several tensors may share
  /// some, but a small file must not expand to many large ones.
  private static let mostUses = 8

  /// Opens the files that a graph refers to, each once.
  ///
  /// - Parameters:
  ///   - graph: the graph.
  ///   - model: the model's own file.
  /// - Throws: `FileError.cannotRead`, `ONNXError.tooLarge`.
  init(of graph: ONNXGraphProto, in model: PlacedBytes) throws {
    let folder = model.path.lastIndex(of: "/").map { String(model.path[...$0]) } ?? ""
    var files: [String: PlacedBytes?] = [ModelSkeleton.ownFile: model]
    let tensors = graph.initializer + graph.node.flatMap { $0.attribute.map(\.t) }
    for name in Set(tensors.compactMap { $0.location }).sorted()
    where name != ModelSkeleton.ownFile {
      let isInside = Self.staysInside(name) && Self.isInside(name, of: folder)
      files.updateValue(isInside ? try PlacedBytes(path: folder + name) : nil, forKey: name)
    }
    self.files = files
    // The model's own bytes are counted separately, so that a large model file does not allow a
    // small external file to expand.
    var (used, ownUsed) = (0, 0)
    for tensor in tensors {
      guard let name = tensor.location, let file = files[name] ?? nil,
        let part = Self.part(of: tensor, in: file)
      else { continue }
      if name == ModelSkeleton.ownFile { ownUsed += part.count } else { used += part.count }
    }
    guard used <= Self.mostUses * count, ownUsed <= Self.mostUses * model.count else {
      throw ONNXError.tooLarge(file: model.path)
    }
  }

  private static func staysInside(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix("/") && !name.contains("\0")
      && name.split(separator: "/").allSatisfy { $0 != ".." }
  }

  /// Whether no symbolic link on the path leads out of the folder; a missing file counts as inside.
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

  /// The bytes of a tensor in one of the files.
  ///
  /// - Throws: `ONNXError.externalData`, in which the model is called `file` and the tensor `name`.
  func bytes(of tensor: ONNXTensorProto, name: String, file: String) throws -> TensorBytes {
    func refusal(_ problem: ONNXError.ExternalData) -> ONNXError {
      .externalData(file: file, tensor: name, problem)
    }
    guard let location = tensor.location, let found = files[location] else {
      throw refusal(.noFolder)
    }
    guard let holder = found else { throw refusal(.outside(location)) }
    guard let range = Self.part(of: tensor, in: holder) else { throw refusal(.beyondEnd(location)) }
    return TensorBytes(file: holder, range: range)
  }

  private static func part(of tensor: ONNXTensorProto, in file: PlacedBytes) -> Range<Int>? {
    func number(_ key: String, missing: Int) -> Int? {
      guard let text = tensor.externalEntry(key) else { return missing }
      return Int(text)
    }
    guard let offset = number("offset", missing: 0), (0...file.count).contains(offset),
      let length = number("length", missing: file.count - offset),
      (0...file.count - offset).contains(length)
    else { return nil }
    return offset..<offset + length
  }
}

/// The position of a tensor's bytes in a file.
struct TensorBytes {
  let file: PlacedBytes
  let range: Range<Int>

  /// Reads the bytes.
  ///
  /// - Throws: `FileError.cannotRead`.
  func read() throws -> [UInt8] { try file.bytes(range) }

  /// Reads the bytes as little-endian floats, without an intermediate copy.
  ///
  /// - Throws: `FileError.cannotRead`.
  func floats() throws -> [Float] {
    let count = range.count / MemoryLayout<Float>.size
    return try [Float](unsafeUninitializedCapacity: count) { target, initialized in
      try file.read(range.lowerBound, into: UnsafeMutableRawBufferPointer(target))
      #if _endian(big)
        for i in target.indices {
          target[i] = Float(bitPattern: UInt32(littleEndian: target[i].bitPattern))
        }
      #endif
      initialized = count
    }
  }
}

extension ONNXTensorProto {
  /// The name of the file that holds the tensor's values, if it is not the model's own.
  fileprivate var location: String? {
    dataLocation == .external ? externalEntry("location") : nil
  }

  fileprivate func externalEntry(_ key: String) -> String? {
    externalData.first { $0.key == key }?.value
  }
}
