import LimnCore

/// Files beside a model's that hold some of its tensors: how PyTorch keeps weights by default.
struct SideFiles {
  /// The bytes of each, by the name that the model gives it.
  private let files: [String: [UInt8]]

  /// The number of bytes in all of them.
  var count: Int { files.values.reduce(0) { $0 + $1.count } }

  /// No files: a model whose bytes came without a folder.
  static let none = SideFiles(files: [:])

  private init(files: [String: [UInt8]]) {
    self.files = files
  }

  /// The files that a graph names, each once. A name that leads out of the model's folder is passed
  /// over, and the tensor that needs it is then refused.
  ///
  /// - Parameter model: the path of the model's own file.
  /// - Throws: `FileError.cannotRead`.
  init(of graph: ONNXGraphProto, beside model: String) throws {
    let folder = model.lastIndex(of: "/").map { String(model[...$0]) } ?? ""
    var files: [String: [UInt8]] = [:]
    let tensors = graph.initializer + graph.node.flatMap { $0.attribute.map(\.t) }
    for name in Set(tensors.compactMap { $0.location }).sorted() where Self.staysInside(name) {
      files[name] = try FileBytes.read(folder + name)
    }
    self.files = files
  }

  private static func staysInside(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix("/") && !name.contains("\0")
      && name.split(separator: "/").allSatisfy { $0 != ".." }
  }

  /// The bytes of a tensor that lies in one of them; `nil` where they are not there.
  func bytes(of tensor: ONNXTensorProto) -> ArraySlice<UInt8>? {
    guard let name = tensor.location, let file = files[name] else { return nil }
    let offset = tensor.externalEntry("offset").flatMap { Int($0) } ?? 0
    guard (0...file.count).contains(offset) else { return nil }
    let length = tensor.externalEntry("length").flatMap { Int($0) } ?? file.count - offset
    guard length >= 0, length <= file.count - offset else { return nil }
    return file[offset..<offset + length]
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
