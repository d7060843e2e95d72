import LimnAttribution
import LimnCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// All that decides what a run computes: two runs of one plan give the same bytes.
///
/// It stands in the report and beside unfinished work, so that a run is never mixed with another.
public struct RunPlan: Sendable, Codable, Hashable {
  /// A model, and what tells it from others.
  public struct Model: Sendable, Codable, Hashable {
    /// The model's name.
    public let name: String
    /// Of the model's file, 64 hexadecimal digits.
    public let sha256: String
    /// The sizes of one input: `[8, 8]`.
    public let inputShape: [Int]
    /// How many outputs it has, what they mean and what they are called.
    public let output: OutputSchema
    /// The classes that it tells apart; `nil` where its answers are not classes.
    public let classCount: Int?

    /// The model as a plan names it.
    public init(name: String, sha256: String, inputShape: [Int], output: OutputSchema) {
      self.name = name
      self.sha256 = sha256
      self.inputShape = inputShape
      self.output = output
      classCount = output.classCount
    }
  }

  /// What is explained.
  public struct Inputs: Sendable, Codable, Hashable {
    /// "embedded digits", "scans.npy".
    public let name: String
    /// Of all values of the source, 64 hexadecimal digits.
    public let sha256: String
    /// The first row's place in the source, counted from 0.
    public let firstRow: Int
    /// How many inputs there are.
    public let count: Int
    /// Of the labels, or of a regression's true numbers; `nil` without any.
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
    /// What the setting is called.
    public let name: String
    /// Its value, as text.
    public let value: String

    /// A setting as a plan names it.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// What is explained of each row.
  public struct Objective: Sendable, Codable, Hashable {
    /// "predicted", or an output by its number.
    public let target: String
    /// The output it is compared with, if any.
    public let against: Int?
    /// "logit", "probability" or "output".
    public let scale: String
  }

  /// On which rows the methods are tested.
  public struct Evaluation: Sendable, Codable, Hashable {
    /// How many rows at most, spread over all.
    public let rows: Int
    /// Of the sample, and of all that the tests draw.
    public let seed: UInt64
    /// What an absent feature shows in the tests, in words that tell two baselines apart.
    public let baseline: String
  }

  /// What happens to a row that cannot be explained.
  public enum BadRows: String, Sendable, Codable, Hashable {
    /// The run ends, and its error names the row.
    case refuse
    /// The row is recorded as bad, and the run continues.
    case skip
  }

  /// The version of Limn; another one may compute other bits.
  public let version: String
  /// What multiplies matrices: "OpenBLAS Haswell". Another kernel rounds otherwise.
  public let arithmetic: String
  /// The model that is explained.
  public let model: Model
  /// The inputs.
  public let inputs: Inputs
  /// What is explained.
  public let objective: Objective
  /// What "absent" means, in words.
  public let baseline: String
  /// The methods, in order.
  public let methods: [Method]
  /// What is done with rows that cannot be explained.
  public let badRows: BadRows
  /// `nil` where the methods are not put to the test.
  public let evaluation: Evaluation?
  /// Of what the page says beside the results: the model's pictures and its training history.
  public let pageSHA256: String
  /// The rows that are computed together: the unit of work, of checkpoint and of bytes.
  public let chunkRows: Int

  /// The rows of every run's chunks: enough for one product to serve many, few enough that
  /// stopping is quick and that two workers end together.
  static let standardChunkRows = 128
}

extension RunPlan {
  /// The number of chunks.
  public var chunkCount: Int { (inputs.count + chunkRows - 1) / chunkRows }

  /// The rows of a chunk, counted from the run's first.
  func rows(ofChunk index: Int) -> Range<Int> {
    index * chunkRows..<min(inputs.count, (index + 1) * chunkRows)
  }

  /// The plan as JSON: the same plan, the same bytes.
  package func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }

  /// - Throws: `ReportError.damaged`, `ReportError.changed`, `FileError.cannotRead`.
  init(file: String) throws { try self.init(json: FileBytes.read(file), file: file) }

  /// - Throws: `ReportError.damaged`; `.changed` for a plan that no run writes as it stands here.
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
    /// "model", "method lime".
    public let aspect: String
    /// What is found, and what was asked for.
    public let found: String
    /// What this run has.
    public let expected: String

    /// A difference between two plans: in what, and both values.
    public init(aspect: String, found: String, expected: String) {
      self.aspect = aspect
      self.found = found
      self.expected = expected
    }
  }

  /// Whether what was done for `self` stands for `plan` too, which only passes over rows that end `self`.
  func isContinued(by plan: RunPlan) -> Bool {
    badRows == .refuse && plan.badRows == .skip
      && differences(from: plan).map(\.aspect) == [Self.badRowsAspect]
  }

  private static let badRowsAspect = "bad rows"

  /// In what `self`, as found, differs from `expected`; empty for the same run.
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
    // Of other rows the labels are others too.
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
    compare("training history or pictures", pageSHA256, expected.pageSHA256)
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
  /// The names of its settings, then of those that only `other` has.
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
