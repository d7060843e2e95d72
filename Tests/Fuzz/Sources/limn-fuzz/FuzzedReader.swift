import Limn

@testable import LimnONNX

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A reader of foreign bytes, and what is done with what it read.
enum FuzzedReader: String, CaseIterable {
  case onnx, npy, npz, csv, png, jpeg, history, segments
  /// Of a part of a report.
  case plan, page, chunk, evaluation

  /// Reads `bytes` as a whole file, and uses the result as the program would.
  func read(_ bytes: [UInt8]) throws {
    switch self {
    case .onnx: try Self.readModel(bytes)
    case .npy:
      let file = try NPYFile(path: try StandIn.path(holding: bytes))
      _ = try file.matrix()
      if file.header.rows > 2 { _ = try file.rows(1..<file.header.rows - 1) }
    case .npz:
      let file = try InputFile(path: try StandIn.path(holding: bytes, ending: "npz"))
      if file.count > 0 { _ = try file.row(file.count - 1) }
    case .csv:
      let whole = Result { try CSVTable(parsing: bytes, file: "t.csv", numbers: .any) }
      let path = try StandIn.path(holding: bytes)
      switch whole {
      case .success(let table):
        let file = try InputFile(path: path, shape: .vector(table.values.columns))
        precondition(file.count == table.values.rows, "two readers see other rows")
        let last = try file.row(file.count - 1).elements
        precondition(
          last == Array(table.values[row: file.count - 1]), "two readers see other numbers")
      case .failure(let error):
        _ = try InputFile(path: path, shape: .vector(1))
        throw error
      }
    case .png:
      let size = try PNG.size(of: bytes)
      // What the commands compare with what a model takes.
      guard size.width <= 256, size.height <= 256 else { return }
      _ = try PNG.decode(bytes).brightness(on: 0)
    case .jpeg:
      let size = try JPEG.size(of: bytes)
      guard size.width <= 256, size.height <= 256 else { return }
      _ = try PictureFile(bytes).decode().brightness(on: 0)
    case .history:
      let history = try TrainingHistory(json: bytes)
      _ = TerminalCurves(history, glyphs: .ascii, palette: .plain).lines()
      _ = Diagnosis(of: history).sentences(on: history)
      // Text is slow to set: the figure of one history in some hundreds.
      let hash = bytes.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFF_FFFF }
      if hash.isMultiple(of: 301) {
        _ = try TrainingFigure([TrainingRun(name: "run", history: history)]).render(as: .svg)
      }
    case .segments:
      let labels = try NPYFile(path: try StandIn.path(holding: bytes)).integers()
      guard labels.count <= 1 << 12 else { return }
      _ = try Segmentation.labels(labels).segments(of: .vector(max(labels.count, 1)))
    case .plan: try FuzzedRun.each { try $0.readPlan(bytes) }
    case .page: try FuzzedRun.each { try $0.readPage(bytes) }
    case .chunk: try FuzzedRun.each { try $0.readChunk(bytes) }
    case .evaluation: try FuzzedRun.each { try $0.readEvaluation(bytes) }
    }
  }

  /// Reads a model whole and again with its weights left in the file, and takes its scores and a gradient.
  private static func readModel(_ bytes: [UInt8]) throws {
    let whole = Result { try ONNXModel.read(bytes, file: "m.onnx").network }
    let path = try StandIn.path(holding: bytes, ending: "onnx")
    let placed = Result { try ONNXModel.read(path: path, large: 16).network }
    guard case .success(let network) = whole else {
      // Weights that lie elsewhere are found only by a path, and may not be there.
      do { _ = try placed.get() } catch FileError.cannotRead(let other, _) where other != path {}
      _ = try whole.get()
      return
    }
    let again = try placed.get()
    precondition(again.inputShape == network.inputShape, "two readers see other shapes")
    guard network.inputShape.count <= 1 << 12 else { return }
    let input = Matrix(rows: 1, columns: network.inputShape.count, repeating: 0.5)
    let scores = network.scores(of: input).elements.map(\.bitPattern)
    precondition(
      again.scores(of: input).elements.map(\.bitPattern) == scores, "two readers see other weights")
    _ = try Saliency(network).attributions(
      of: input, objectives: [Objective(target: 0)], work: Work(workers: 1))
  }
}

/// A file in memory where there is such a place, which holds the input for readers that want a path.
enum StandIn {
  static let folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"

  static func path(holding bytes: [UInt8], ending: String = "csv") throws -> String {
    let place = "\(folder)/limn-fuzz-\(getpid()).\(ending)"
    let file = open(place, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard file >= 0 else { throw FileError.cannotWrite(path: place, reason: "not opened") }
    defer { close(file) }
    guard write(file, bytes, bytes.count) == bytes.count else {
      throw FileError.cannotWrite(path: place, reason: "not written")
    }
    return place
  }
}
