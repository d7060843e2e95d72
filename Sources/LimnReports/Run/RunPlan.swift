import LimnAttribution
import LimnCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Everything that determines the result of a run: two runs with the same plan give the same bytes.
///
/// It is stored in the report and with unfinished work, so that different runs are never mixed.
public struct RunPlan: Sendable, Codable, Hashable {
  /// A model with the properties that identify it.
  public struct Model: Sendable, Codable, Hashable {
    /// The model's name.
    public let name: String
    /// The digest of the model's file, 64 hexadecimal digits.
    public let sha256: String
    /// The sizes of one input: `[8, 8]`.
    public let inputShape: [Int]
    /// The number, meaning and names of its outputs.
    public let output: OutputSchema
    /// The number of classes; `nil` if its answers are not classes.
    public let classCount: Int?

    /// A model's entry in a plan.
    public init(name: String, sha256: String, inputShape: [Int], output: OutputSchema) {
      self.name = name
      self.sha256 = sha256
      self.inputShape = inputShape
      self.output = output
      classCount = output.classCount
    }
  }

  /// The explained inputs.
  public struct Inputs: Sendable, Codable, Hashable {
    /// The name of the inputs: "embedded digits", "scans.npy".
    public let name: String
    /// The digest of all values of the source, 64 hexadecimal digits.
    public let sha256: String
    /// The index of the first row in the source, counted from 0.
    public let firstRow: Int
    /// The number of inputs.
    public let count: Int
    /// The digest of the labels, or of a regression's true numbers; `nil` without any.
    public let labelsSHA256: String?
  }

  /// One method with its settings.
  public struct Method: Sendable, Codable, Hashable {
    /// The method's name.
    public let name: String
    /// The settings.
    public let settings: [Setting]
  }

  /// One setting, as text.
  public struct Setting: Sendable, Codable, Hashable {
    /// The name of the setting.
    public let name: String
    /// Its value, as text.
    public let value: String

    /// A setting's entry in a plan.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The explained objective of each row.
  public struct Objective: Sendable, Codable, Hashable {
    /// "predicted", or the index of an output.
    public let target: String
    /// The output it is compared with, if any.
    public let against: Int?
    /// "logit", "probability" or "output".
    public let scale: String
  }

  /// The settings of the tests of the methods.
  public struct Evaluation: Sendable, Codable, Hashable {
    /// The maximum number of rows, spread evenly over all.
    public let rows: Int
    /// The seed of the sample and of all random draws of the tests.
    public let seed: UInt64
    /// The replacement for absent features in the tests, as text that distinguishes any two
    /// baselines.
    public let baseline: String
  }

  /// The treatment of a row that cannot be explained.
  public enum BadRows: String, Sendable, Codable, Hashable {
    /// The run ends, and its error names the row.
    case refuse
    /// The row is recorded as bad, and the run continues.
    case skip
  }

  /// The version of Limn; other versions may compute other bits.
  public let version: String
  /// The matrix library and its kernel: "OpenBLAS Haswell". Other kernels round differently.
  public let arithmetic: String
  /// The explained model.
  public let model: Model
  /// The inputs.
  public let inputs: Inputs
  /// The explained objective.
  public let objective: Objective
  /// The name of the methods' baseline.
  public let baseline: String
  /// The methods, in order.
  public let methods: [Method]
  /// The treatment of rows that cannot be explained.
  public let badRows: BadRows
  /// The tests of the methods; `nil` for none.
  public let evaluation: Evaluation?
  /// The digest of the page's content besides the results, such as the model's pictures and its
  /// training history.
  public let pageSHA256: String
  /// The number of rows computed together: the unit of work, of checkpoints and of files.
  public let chunkRows: Int

  /// The number of rows in every run's chunks: enough for efficient matrix products, few enough
  /// that a run stops quickly and two workers end at about the same time.
  static let standardChunkRows = 128
}

extension RunPlan {
  /// The number of chunks.
  public var chunkCount: Int { (inputs.count + chunkRows - 1) / chunkRows }

  /// The range of a chunk's rows, counted from the run's first.
  func rows(ofChunk index: Int) -> Range<Int> {
    index * chunkRows..<min(inputs.count, (index + 1) * chunkRows)
  }

  /// The plan as JSON; the same plan gives the same bytes.
  package func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }

  /// - Throws: `ReportError.damaged`, `ReportError.changed`, `FileError.cannotRead`.
  init(file: String) throws { try self.init(json: FileBytes.read(file), file: file) }

  /// - Throws: `ReportError.damaged`; `.changed` for a plan with a value that no run writes.
  init(json bytes: [UInt8], file: String) throws {
    do {
      self = try JSONDecoder().decode(RunPlan.self, from: Data(bytes))
    } catch is DecodingError {
      throw ReportError.damaged(file: file)
    } catch is ModelError {
      throw ReportError.changed(file: file, field: "model.output")
    }
    if let field = impossibleField { throw ReportError.changed(file: file, field: field) }
  }
}

extension RunPlan {
  /// An aspect in which two plans differ.
  public struct Difference: Sendable, Hashable {
    /// The name of the aspect: "model", "method lime".
    public let aspect: String
    /// The value in the plan that was found.
    public let found: String
    /// The value in this run's plan.
    public let expected: String

    /// A difference between two plans in one aspect, with both values.
    public init(aspect: String, found: String, expected: String) {
      self.aspect = aspect
      self.found = found
      self.expected = expected
    }
  }

  /// Whether the results of `self` are also valid for `plan`, which only skips rows that end a run
  /// of `self`.
  func isContinued(by plan: RunPlan) -> Bool {
    badRows == .refuse && plan.badRows == .skip
      && differences(from: plan).map(\.aspect) == [Self.badRowsAspect]
  }

  private static let badRowsAspect = "bad rows"

  /// The differences between `self`, as found, and `expected`; empty for the same run.
  func differences(from expected: RunPlan) -> [Difference] {
    var result: [Difference] = []
    func compare(_ aspect: String, _ found: String, _ wanted: String) {
      if found != wanted {
        result.append(Difference(aspect: aspect, found: found, expected: wanted))
      }
    }
    compare("version", version, expected.version)
    compare("arithmetic", arithmetic, expected.arithmetic)
    compare("model", model.summary, expected.model.summary)
    compare("inputs", inputs.source, expected.inputs.source)
    compare("rows", inputs.range, expected.inputs.range)
    // If the rows differ, the labels differ anyway.
    if inputs.range == expected.inputs.range {
      compare("labels", inputs.labels, expected.inputs.labels)
    }
    compare("objective", objective.summary, expected.objective.summary)
    compare("baseline", baseline, expected.baseline)
    compare(
      "methods", methods.map(\.name).joined(separator: ", "),
      expected.methods.map(\.name).joined(separator: ", "))
    for method in methods {
      guard let wanted = expected.methods.first(where: { $0.name == method.name }) else { continue }
      for name in method.names(with: wanted) {
        compare("\(name) of \(method.name)", method.value(of: name), wanted.value(of: name))
      }
    }
    compare(Self.badRowsAspect, badRows.rawValue, expected.badRows.rawValue)
    if let evaluation, let wanted = expected.evaluation {
      compare("evaluated rows", "\(evaluation.rows)", "\(wanted.rows)")
      compare("seed of the evaluation", "\(evaluation.seed)", "\(wanted.seed)")
      compare("baseline of the evaluation", evaluation.baseline, wanted.baseline)
    } else {
      compare(
        "evaluated rows", evaluation.map { "\($0.rows)" } ?? "none",
        expected.evaluation.map { "\($0.rows)" } ?? "none")
    }
    compare("training history or figures", pageSHA256, expected.pageSHA256)
    compare("rows of a chunk", "\(chunkRows)", "\(expected.chunkRows)")
    return result
  }
}

extension RunPlan.Model {
  fileprivate var summary: String {
    let kind =
      output.task == .classification && output.link == .softmax
      ? "" : " (\(output.task.rawValue), \(output.link.rawValue))"
    return "\(name) (\(sha256.prefix(12))), \(inputShape), \(output.count)\(kind)"
      + (output.givenNames.map { ": \($0.joined(separator: ", "))" } ?? "")
  }
}

extension RunPlan.Inputs {
  fileprivate var source: String { "\(name) (\(sha256.prefix(12)))" }
  fileprivate var range: String { "\(firstRow) to \(firstRow + count - 1)" }
  fileprivate var labels: String { labelsSHA256.map { "\($0.prefix(12))" } ?? "none" }
}

extension RunPlan.Method {
  /// The names of its settings, followed by those that only `other` has.
  fileprivate func names(with other: RunPlan.Method) -> [String] {
    let names = settings.map(\.name)
    return names + other.settings.map(\.name).filter { !names.contains($0) }
  }

  fileprivate func value(of name: String) -> String {
    settings.first { $0.name == name }?.value ?? "not set"
  }
}

extension RunPlan.Objective {
  fileprivate var summary: String {
    "\(scale) of \(target)" + (against.map { " against \($0)" } ?? "")
  }
}
