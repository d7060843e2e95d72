import Foundation
import LimnAttribution
import LimnCore
import LimnNetwork
import LimnONNX
import Testing

/// Small networks of PyTorch and what Captum 0.9.0 and zennit 0.5.1 say of two inputs each
/// (Tests/Fixtures/Methods).
struct ReferenceValues {
  let network: Network
  let inputs: Matrix
  let baseline: [Float]
  let background: Matrix
  let target: Int
  private let recorded: [String: [[Double]]]

  static let pictures = ["convolutional", "residual"]
  static let all = pictures + ["smooth"]

  init(_ name: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/Methods").path()
    network = try ONNXModel.read(path: "\(folder)/\(name).onnx").network
    let record = try JSONDecoder().decode(
      [String: Entry].self, from: Data(FileBytes.read("\(folder)/\(name).json")))
    func rows(_ key: String) throws -> [[Double]] { try #require(record[key]).rows }
    let width = network.inputShape.count
    inputs = Matrix(rows: try rows("inputs").map { $0.map { Float($0) } }, columns: width)
    baseline = try rows("baseline")[0].map { Float($0) }
    background = Matrix(rows: try rows("background").map { $0.map { Float($0) } }, columns: width)
    target = Int(try rows("target")[0][0])
    recorded = record.mapValues(\.rows)
  }

  /// A table, a row or a number.
  private enum Entry: Decodable {
    case table([[Double]])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      do {
        self = .table(try container.decode([[Double]].self))
      } catch DecodingError.typeMismatch {
        do {
          self = .table([try container.decode([Double].self)])
        } catch DecodingError.typeMismatch {
          self = .table([[try container.decode(Double.self)]])
        }
      }
    }

    var rows: [[Double]] {
      switch self {
      case .table(let rows): rows
      }
    }
  }

  func rows(_ key: String) throws -> [[Double]] { try #require(recorded[key], "\(key)") }

  /// Explains both inputs, and compares with what was recorded, by the largest value.
  @discardableResult
  func expect(
    _ configuration: some MethodConfiguration, _ key: String, within tolerance: Double,
    location: SourceLocation = #_sourceLocation
  ) throws -> [Attribution] {
    let method = try configuration.bound(to: network)
    let found = try method.attributions(
      of: inputs, objectives: [Objective](repeating: .logit(target), count: inputs.rows),
      work: Work(workers: 2))
    let expected = try rows(key)
    #expect(found.count == expected.count, sourceLocation: location)
    for (attribution, expected) in zip(found, expected) {
      expectClose(attribution.values, expected, within: tolerance, key, location: location)
    }
    return found
  }
}

/// Within `tolerance` times the largest expected value.
func expectClose(
  _ found: [Double], _ expected: [Double], within tolerance: Double, _ words: String = "",
  location: SourceLocation = #_sourceLocation
) {
  #expect(found.count == expected.count, sourceLocation: location)
  let largest = expected.map(abs).max() ?? 0
  let difference = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
  #expect(
    difference <= tolerance * largest, "\(words): off by \(difference) of \(largest)",
    sourceLocation: location)
}
