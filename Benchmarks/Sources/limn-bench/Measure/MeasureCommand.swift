import ArgumentParser
import Foundation
import Limn

/// Times one task in this process, as Limn's part of a comparison, and prints JSON.
struct MeasureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure",
    abstract: "Time one task on given inputs; print seconds and findings as JSON.")

  @Argument(help: "What to do with the inputs.")
  var task: Task

  @Option(help: "The ONNX model.")
  var model: String

  @Option(help: "The inputs, an NPY file with one in each row.")
  var inputs: String

  @Option(help: "The class explained in each row, or its label in training: an NPY file.")
  var targets: String

  @Option(help: "Where the values go, an NPY file.")
  var values: String

  @Option(help: "The number of threads.")
  var workers = 1

  @Option(help: "How often to do it, after once that does not count.")
  var repeats = 5

  @OptionGroup var settings: Settings

  func run() throws {
    let network = try ONNXModel.read(path: model).network
    let trees = try settings.trees.map { try TreeEnsemble.read($0).model }
    let file = try InputFile(path: inputs, shape: trees?.inputShape ?? network.inputShape)
    let labels = try NPYFile(path: targets).matrix().elements.map { Int($0) }
    let job = Job(
      network: network, trees: trees, inputs: try file.rows(0..<file.count), targets: labels,
      workers: workers, settings: settings)
    let body = try task.prepare(job)
    var tell = try body()
    let clock = ContinuousClock()
    let seconds = try (0..<repeats).map { _ in
      // The previous result is released before the clock starts.
      tell = { Outcome() }
      return try clock.measure { tell = try body() } / .seconds(1)
    }
    let outcome = tell()
    if let table = outcome.values {
      try NPYWriter.write(table.elements, shape: [table.rows, table.columns], to: values)
    }
    print(try Report(seconds: seconds, findings: outcome.findings).json())
  }
}

/// The printed report: the seconds of each repeat, and the task's findings by name.
private struct Report {
  let seconds: [Double]
  let findings: [String: Double]

  func json() throws -> String {
    var object: [String: Any] = ["seconds": seconds]
    for (name, value) in findings { object[name] = value }
    let data = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])
    return String(decoding: data, as: UTF8.self)
  }
}
