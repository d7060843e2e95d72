/// What a page may train on in the place of what its site began with. How files are read, and how a model is
/// made ready for what they hold, is the command line's.
public struct OtherData: Sendable {
  /// A model, and what its page has beside it.
  public typealias Made = (model: ExplainedModel, contents: Site.Contents)

  let digits: @Sendable () throws -> Made
  let columns: @Sendable (TableFile) throws -> [String]
  let table: @Sendable (TableFile, _ label: String, _ dropped: [String]) throws -> Made

  /// - Parameters:
  ///   - digits: makes the embedded digits' own.
  ///   - columns: what the reader calls a table's columns.
  ///   - table: reads a table whose column `label` is to be learnt, without the `dropped` ones.
  public init(
    digits: @escaping @Sendable () throws -> Made,
    columns: @escaping @Sendable (TableFile) throws -> [String],
    table: @escaping @Sendable (TableFile, _ label: String, _ dropped: [String]) throws -> Made
  ) {
    (self.digits, self.columns, self.table) = (digits, columns, table)
  }
}

/// A table that a page has sent.
public struct TableFile: Sendable {
  /// As the file is called where it comes from.
  public let name: String
  public let bytes: [UInt8]
}

/// Why a file that a page has sent is not taken: one sentence.
public struct RefusedData: Error, CustomStringConvertible {
  public let description: String

  public init(_ sentence: String) { description = sentence }
}
