import LimnCore
import LimnData

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a finished report says of itself, as `report.json`.
public struct ReportSummary: Sendable, Codable, Hashable {
  /// What was run.
  public let run: RunPlan
  /// The rows with an explanation.
  public let explained: Int
  /// The rows without.
  public let badRowCount: Int
  /// The first of them; all are in the table of predictions.
  public let badRows: [Bad]
  /// The share of labelled rows predicted as labelled; `nil` without labels.
  public let accuracy: Double?
  /// `confusion[t][p]`: rows of class t predicted as p; `nil` without labels.
  public let confusion: [[Int]]?
  /// Of several labels, how well each is met; `nil` for other answers and without labels.
  public let labels: [Label]?
  /// Of a regression, how near each number comes to what is right; `nil` for other answers and without
  /// true numbers.
  public let fit: [Fit]?
  /// What was found of each method.
  public let methods: [Method]
  /// The mean over the rows of the mean rank correlation between methods.
  public let meanAgreement: Double?
  /// How far the methods can be trusted; `nil` where they were not put to the test.
  public let evaluation: EvaluationDigest?
  /// Which predictions the page holds.
  public let page: Page
  /// What a table's columns and rows are called; `nil` where rows are pictures.
  public let table: Table?
  /// The report's files, by their path in its folder; this one is among them.
  public let files: [String]

  /// One label over the batch. What is undefined is `nil`.
  public struct Label: Sendable, Codable, Hashable {
    /// The label's name.
    public let name: String
    /// `counts[t][p]` of no (0) and yes (1).
    public let counts: [[Int]]
    /// The share of right answers, from 0 to 1.
    public let accuracy: Double?
    /// The share of its predictions that are right; `nil` where it is never predicted.
    public let precision: Double?
    /// The share of its examples that are found; `nil` where it has none.
    public let recall: Double?
    /// The harmonic mean of precision and recall; `nil` where one is missing.
    public let f1: Double?
  }

  /// One number of a regression over the batch. What is undefined is `nil`.
  public struct Fit: Sendable, Codable, Hashable {
    /// The number's name.
    public let name: String
    /// Over how many rows.
    public let rows: Int
    /// The coefficient of determination, at most 1; `nil` where the true numbers do not vary.
    public let rSquared: Double?
    /// The mean squared error, in the number's unit squared.
    public let meanSquaredError: Double?
    /// The mean absolute error, in the number's unit.
    public let meanAbsoluteError: Double?
  }

  /// A row without an explanation.
  public struct Bad: Sendable, Codable, Hashable {
    /// Its place in the source, counted from 0.
    public let row: Int
    /// Its id, where rows have ids.
    public let name: String?
    /// Why, in one sentence.
    public let reason: String

    /// A row that could not be explained.
    public init(row: Int, name: String? = nil, reason: String) {
      self.row = row
      self.name = name
      self.reason = reason
    }
  }

  /// One method over the batch.
  public struct Method: Sendable, Codable, Hashable {
    /// The method's name.
    public let name: String
    /// What its values measure: "contribution".
    public let quantity: String
    /// The array of values, n × the input's shape, `Float`.
    public let values: String
    /// The array of standard errors, where the method samples.
    public let standardErrors: String?
    /// The array of the target's values against its rival's, and its standard errors.
    public let against: String?
    /// The file of the errors of the values against the rival; `nil` where nothing is sampled.
    public let againstStandardErrors: String?
    /// The largest magnitude among the values.
    public let largestValue: Double
    /// The mean magnitude of the completeness gap; `nil` where no row is explained.
    public let meanAbsoluteGap: Double?
    /// The largest magnitude of the completeness gap.
    public let largestAbsoluteGap: Double?
    /// Of the surrogate's fit, where there is one.
    public let meanRSquared: Double?
    /// Model evaluations for all rows, those against the rival not counted.
    public let evaluations: Int
    /// The rows whose explanation carries a note to the reader, and the first notes.
    public let rowsWithNotes: Int
    /// What a reader should know, one sentence each.
    public let notes: [String]
    /// The players of a method that tells how they act together: features, or segments.
    public let players: Int?
    /// The array of how players act together, n × players × players, and its standard errors; of a method
    /// that tells.
    public let pairs: String?
    /// The file of the pairs' standard errors; `nil` where pairs are not sampled.
    public let pairErrors: String?
    /// The pairs of the largest mean size, the largest first.
    public let strongestPairs: [Pair]?
  }

  /// What two players do together, over the rows explained.
  public struct Pair: Sendable, Codable, Hashable {
    /// The players, counted from 0: features, or segments.
    public let first: Int
    /// The number of the other segment.
    public let second: Int
    /// The mean interaction over the rows.
    public let mean: Double
    /// The mean of the magnitudes.
    public let meanSize: Double
  }

  /// The table that was explained, and where it stands as the model took it.
  public struct Table: Sendable, Codable, Hashable {
    /// The array of the inputs, n × features, NaN where a value was none.
    public let inputs: String
    /// A name for each feature.
    public let featureNames: [String]
    /// The words of the features that hold categories, by feature: the array has their places.
    public let categories: [Int: [String]]?
    /// What each output's explained score is called: "logit of class_1".
    public let scoreNames: [String]
    /// Whether predictions.csv names the rows.
    public let rowsHaveNames: Bool
  }

  /// What the page holds of the batch.
  public struct Page: Sendable, Codable, Hashable {
    /// How many predictions there are.
    public let predictions: Int
    /// How they were chosen, in words.
    public let selection: String
  }

  static let fileName = "report.json"
  static let pageName = "index.html"
  static let tableName = "predictions.csv"
  static let evaluationName = "evaluation.json"
  static let arraysFolder = "attributions"
  static let inputsName = "\(arraysFolder)/inputs.npy"
  /// The names of all files that a report may have beside its arrays.
  static var fileNames: [String] { [fileName, pageName, tableName, evaluationName] }

  /// Whether a file's path is that of a report's file: no folder but the arrays', nowhere else.
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
  /// Why a row has no explanation, as a clause.
  var reason: String {
    switch self {
    case .nonFiniteInput(let column): "the value in column \(column) is not finite"
    case .badPicture(let reason): "the picture cannot be taken: \(reason)"
    case .nonFiniteScore(let output): "the model's score for output \(output) is not finite"
    case .targetAgainstItself(let label): "class \(label) cannot be set against itself"
    }
  }
}
