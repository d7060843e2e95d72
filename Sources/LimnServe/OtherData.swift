/// The data that a page can train on instead of the site's own. The command line provides the
/// functions that read files and prepare a model for them.
public struct OtherData: Sendable {
  /// A model, and the other contents of its page.
  public typealias Made = (model: ExplainedModel, contents: Site.Contents)

  let digits: @Sendable () throws -> Made
  let columns: @Sendable (TableFile) throws -> [String]
  let table: @Sendable (TableFile, _ label: String, _ dropped: [String]) throws -> Made

  /// - Parameters:
  ///   - digits: makes the model and contents for the embedded digits.
  ///   - columns: returns the names of a table's columns.
  ///   - table: reads a table whose column `label` is predicted, without the `dropped` columns.
  public init(
    digits: @escaping @Sendable () throws -> Made,
    columns: @escaping @Sendable (TableFile) throws -> [String],
    table: @escaping @Sendable (TableFile, _ label: String, _ dropped: [String]) throws -> Made
  ) {
    (self.digits, self.columns, self.table) = (digits, columns, table)
  }
}

/// A table uploaded by a page.
public struct TableFile: Sendable {
  /// The file's name on the user's machine.
  public let name: String
  public let bytes: [UInt8]
}

/// The refusal of an uploaded file, with the reason as one sentence.
public struct RefusedData: Error, CustomStringConvertible {
  public let description: String

  public init(_ sentence: String) { description = sentence }
}
