import Foundation
import LimnCore

/// The model files of other tools, and what onnxruntime 1.32.0 answers to the first digits.
enum ForeignModels {
  struct Expectation: Decodable, Sendable {
    let inputShape: [Int]
    /// Whether the output holds probabilities, and `logits` what enters the softmax or sigmoid.
    let isProbability: Bool
    let output: [[Double]]
    let logits: [[Double]]?
  }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/ONNX").path()

  static func path(_ name: String) -> String { "\(folder)/\(name).onnx" }

  static func bytes(_ name: String) throws -> [UInt8] { try FileBytes.read(path(name)) }

  static func expectations() throws -> [String: Expectation] {
    try JSONDecoder().decode(
      [String: Expectation].self, from: Data(FileBytes.read("\(folder)/expected.json")))
  }

  /// The names of all model files, sorted.
  static func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".onnx") }.map { String($0.dropLast(".onnx".count)) }.sorted()
  }
}
