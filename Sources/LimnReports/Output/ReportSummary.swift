import LimnCore
import LimnData

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The summary of a finished report, written as `report.json`.
public struct ReportSummary: Sendable, Codable, Hashable {
  /// The plan of the run.
  public let run: RunPlan
  /// The number of rows with an explanation.
  public let explained: Int
  /// The number of rows without an explanation.
  public let badRowCount: Int
  /// The first of these; the table of predictions has all of them.
  public let badRows: [Bad]
  /// The share of labelled rows with the right prediction, from 0 to 1; `nil` without labels.
  public let accuracy: Double?
  /// `confusion[t][p]`: rows of class t predicted as p; `nil` without labels.
  public let confusion: [[Int]]?
  /// The scores of each label of a multilabel model; `nil` for other tasks and without labels.
  public let labels: [Label]?
  /// The errors of each number of a regression; `nil` for other tasks and without true numbers.
  public let fit: [Fit]?
  /// The results of each method.
  public let methods: [Method]
  /// The mean over the rows of the mean rank correlation between methods, from −1 to 1; `nil` if it
  /// is undefined.
  public let meanAgreement: Double?
  /// The tests of the methods; `nil` if they were not tested.
  public let evaluation: EvaluationDigest?
  /// The predictions on the page.
  public let page: Page
  /// The names of a table's columns and rows; `nil` if rows are pictures.
  public let table: Table?
  /// The paths of the report's files in its folder, including this one.
  public let files: [String]

  /// The scores of one label over the batch. Undefined values are `nil`.
  public struct Label: Sendable, Codable, Hashable {
    /// The label's name.
    public let name: String
    /// `counts[t][p]`: the number of rows with true answer t and predicted answer p, 0 for no and 1
    /// for yes.
    public let counts: [[Int]]
    /// The share of right answers, from 0 to 1.
    public let accuracy: Double?
    /// The share of its predictions that are right; `nil` if it is never predicted.
    public let precision: Double?
    /// The share of its examples that are found; `nil` if it has none.
    public let recall: Double?
    /// The harmonic mean of precision and recall; `nil` if one is missing.
    public let f1: Double?
  }

  /// The errors of one number of a regression over the batch. Undefined values are `nil`.
  public struct Fit: Sendable, Codable, Hashable {
    /// The number's name.
    public let name: String
    /// The number of rows.
    public let rows: Int
    /// The coefficient of determination, at most 1; `nil` if the true numbers do not vary.
    public let rSquared: Double?
    /// The mean squared error, in the number's unit squared.
    public let meanSquaredError: Double?
    /// The mean absolute error, in the number's unit.
    public let meanAbsoluteError: Double?
  }

  /// A row without an explanation.
  public struct Bad: Sendable, Codable, Hashable {
    /// The row's index in the source, counted from 0.
    public let row: Int
    /// The row's id, if rows have ids.
    public let name: String?
    /// The reason, in one sentence.
    public let reason: String

    /// A row that could not be explained.
    public init(row: Int, name: String? = nil, reason: String) {
      self.row = row
      self.name = name
      self.reason = reason
    }
  }

  /// The results of one method over the batch.
  public struct Method: Sendable, Codable, Hashable {
    /// The method's name.
    public let name: String
    /// The quantity that its values measure: "contribution".
    public let quantity: String
    /// The path of the array of values, n × the input's shape, `Float`.
    public let values: String
    /// The path of the array of standard errors, if the method samples.
    public let standardErrors: String?
    /// The path of the array of values for the target against its rival; `nil` if there is no
    /// rival.
    public let against: String?
    /// The path of the standard errors of the values against the rival; `nil` if the method does
    /// not sample.
    public let againstStandardErrors: String?
    /// The largest magnitude among the values.
    public let largestValue: Double
    /// The mean magnitude of the completeness gap; `nil` if no row is explained.
    public let meanAbsoluteGap: Double?
    /// The largest magnitude of the completeness gap.
    public let largestAbsoluteGap: Double?
    /// The mean R² of the surrogate's fit, for methods that have one.
    public let meanRSquared: Double?
    /// The number of model evaluations for all rows, without those for the rival.
    public let evaluations: Int
    /// The number of rows whose explanation has a note to the reader.
    public let rowsWithNotes: Int
    /// The first distinct notes, one sentence each.
    public let notes: [String]
    /// The number of players, features or segments, of a method with pair interactions.
    public let players: Int?
    /// The path of the array of pair interactions, n × players × players, for a method that has
    /// them.
    public let pairs: String?
    /// The path of the pairs' standard errors; `nil` if pairs are not sampled.
    public let pairErrors: String?
    /// The pairs with the largest mean magnitudes, the largest first.
    public let strongestPairs: [Pair]?
  }

  /// The interaction of two players over the explained rows.
  public struct Pair: Sendable, Codable, Hashable {
    /// The number of one player, a feature or a segment, counted from 0.
    public let first: Int
    /// The number of the other player.
    public let second: Int
    /// The mean interaction over the rows.
    public let mean: Double
    /// The mean of the magnitudes.
    public let meanSize: Double
  }

  /// The explained table, and the array with its values as the model received them.
  public struct Table: Sendable, Codable, Hashable {
    /// The path of the array of inputs, n × features, NaN for values that could not be read.
    public let inputs: String
    /// A name for each feature.
    public let featureNames: [String]
    /// The words of categorical features, by feature; the array contains their indices.
    public let categories: [Int: [String]]?
    /// The name of each output's explained score: "logit of class_1".
    public let scoreNames: [String]
    /// Whether predictions.csv names the rows.
    public let rowsHaveNames: Bool
  }

  /// The part of the batch that the page shows.
  public struct Page: Sendable, Codable, Hashable {
    /// The number of predictions on the page.
    public let predictions: Int
    /// A description of how they were chosen.
    public let selection: String
  }

  static let fileName = "report.json"
  static let pageName = "index.html"
  static let tableName = "predictions.csv"
  static let evaluationName = "evaluation.json"
  static let arraysFolder = "attributions"
  static let inputsName = "\(arraysFolder)/inputs.npy"
  /// The names of all files that a report may have besides its arrays.
  static var fileNames: [String] { [fileName, pageName, tableName, evaluationName] }

  /// Whether a path can be that of a report's file: in the report's folder or in its folder of
  /// arrays.
  static func isPlain(_ file: String) -> Bool {
    if fileNames.contains(file) { return true }
    let parts = file.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count == 2 && parts[0] == arraysFolder && parts[1].hasSuffix(".npy")
      && !parts[1].hasPrefix(".") && !parts[1].utf8.contains(0)
  }

  func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }

  /// Reads a report's `report.json`.
  ///
  /// - Throws: ``ReportError/damaged(file:)``, `FileError.cannotRead`.
  public init(file: String) throws {
    do {
      self = try JSONDecoder().decode(ReportSummary.self, from: Data(FileBytes.read(file)))
    } catch is DecodingError {
      throw ReportError.damaged(file: file)
    }
  }

  init(
    run: RunPlan, explained: Int, badRowCount: Int, badRows: [Bad], confusion: [[Int]]?,
    labels: [Label]?, fit: [Fit]?, methods: [Method], meanAgreement: Double?,
    evaluation: EvaluationDigest?, page: Page, table: Table?, files: [String]
  ) {
    self.run = run
    self.explained = explained
    self.badRowCount = badRowCount
    self.badRows = badRows
    self.confusion = confusion
    self.labels = labels
    self.fit = fit
    self.methods = methods
    self.meanAgreement = meanAgreement
    self.evaluation = evaluation
    self.page = page
    self.table = table
    self.files = files
    accuracy = confusion.flatMap { confusion in
      let total = confusion.joined().reduce(0, +)
      let correct = confusion.indices.reduce(0) { $0 + confusion[$1][$1] }
      return total == 0 ? nil : Double(correct) / Double(total)
    }
  }
}

extension ReportSummary.Label {
  static func all(_ digest: BatchDigest, _ output: OutputSchema) -> [Self]? {
    guard output.task == .multilabel else { return nil }
    return digest.flagCounts.enumerated().map { label, counts in
      let matrix = ConfusionMatrix(checked: counts)
      return Self(
        name: output.name(of: label), counts: counts, accuracy: matrix.accuracy,
        precision: matrix.precision(of: 1), recall: matrix.recall(of: 1), f1: matrix.f1(of: 1))
    }
  }
}

extension ReportSummary.Fit {
  static func all(_ digest: BatchDigest, _ output: OutputSchema) -> [Self]? {
    guard output.task == .regression else { return nil }
    return digest.fits.enumerated().map { index, tally in
      Self(
        name: output.names?[index] ?? (output.count == 1 ? "output" : "output \(index)"),
        rows: tally.count, rSquared: tally.rSquared, meanSquaredError: tally.meanSquaredError,
        meanAbsoluteError: tally.meanAbsoluteError)
    }
  }
}

extension BadRow {
  /// The reason why a row has no explanation, as a clause.
  var reason: String {
    switch self {
    case .nonFiniteInput(let column): "the value in column \(column) is not finite"
    case .badPicture(let reason): "the picture cannot be used: \(reason)"
    case .nonFiniteScore(let output): "the model's score for output \(output) is not finite"
    case .targetAgainstItself(let label): "class \(label) cannot be compared with itself"
    }
  }
}
