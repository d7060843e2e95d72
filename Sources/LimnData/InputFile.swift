import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Inputs for a model in a file, one in each row: an array (`.npy`, or a member of an `.npz`), a table
/// (`.csv`, `.tsv`), or either of them through standard input, which is called `-`, and `-:NAME` for a member
/// of an archive; or picture files, each of them a row.
///
/// The axes of an NPY array after the first make up a row: n×64 or n×8×8 for an 8×8 image. An array
/// of one input's size altogether, 64 or 8×8, is one row. A range of rows is read when it is asked
/// for.
///
/// A colour image's axes may be in either order: n×3×32×32 or n×32×32×3. Rows that do not show theirs
/// have the schema's. They are given channels first.
public struct InputFile: Sendable {
  /// As it was given: "rows.csv", "data.npz:train", "-", "-:train"; of pictures the first one.
  public let path: String
  /// The shape each row is to be read in.
  public let shape: InputShape
  /// The number of rows.
  public let count: Int
  /// What stands for a missing value, by feature.
  let imputed: [Int: Float]
  /// Where each value of an input lies in a row of the file; `nil` where it has the same place.
  let places: [Int]?
  let source: Source
  /// Where the content lies that is no file of its own.
  private let spool: SpooledFile?

  enum Source {
    case array(NPYFile)
    case table(CSVFile)
    case pictures([String], PicturePreparation)
  }

  /// What standard input is called.
  public static let standardInput = "-"

  /// Whether a path stands for standard input, or for a member of an archive that comes through it.
  public static func isStandardInput(_ path: String) -> Bool {
    path == standardInput || path.hasPrefix("\(standardInput):")
  }

  /// Opens the file and checks the width of its rows.
  ///
  /// - Parameters:
  ///   - shape: of the rows; what does not show its layout has channels first.
  ///   - columns: which columns of a table are no features.
  ///   - features: the features' names in a model's order, where it has names: a table's columns are
  ///     matched to them.
  /// - Throws: as ``init(path:schema:columns:features:)``.
  public init(
    path: String, shape: InputShape, columns: TableColumns = TableColumns(),
    features: [String]? = nil
  ) throws {
    try self.init(path: path, schema: InputSchema(shape), columns: columns, features: features)
  }

  /// Opens the file and checks the width of its rows.
  ///
  /// - Parameters:
  ///   - schema: the rows' shape, and the layout of rows that do not show it; `nil` for what the file
  ///     shows itself.
  ///   - columns: which columns of a table are no features.
  ///   - features: the features' names in a model's order, where it has names: a table's columns are
  ///     matched to them.
  /// - Throws: `FileError.cannotRead`, `.tooLarge`; `DataError.unknownFormat`, `.wrongWidth`,
  ///   `.indexColumn`, `.noRows`, `.noSuchMember`, what is thrown of columns, and what ``NPYFile`` and
  ///   ``CSVTable/init(parsing:file:numbers:)`` throw.
  public init(
    path: String, schema: InputSchema? = nil, columns: TableColumns = TableColumns(),
    features: [String]? = nil
  ) throws {
    try self.init(
      Content(of: path), path: path, schema: schema, columns: columns,
      features: features)
  }

  /// Understands the text of a table that is in memory as it would the file.
  ///
  /// - Parameters:
  ///   - table: the text, in any encoding that a file may have.
  ///   - name: what it is called, as ``path`` and in errors.
  ///   - schema: as of a file.
  ///   - columns: which columns are no features.
  ///   - features: as of a file.
  /// - Throws: `DataError.malformed` for an array or an archive; as
  ///   ``init(path:schema:columns:features:)``.
  public init(
    table: [UInt8], named name: String, schema: InputSchema? = nil,
    columns: TableColumns = TableColumns(), features: [String]? = nil
  ) throws {
    try self.init(
      Content(table: table, named: name), path: name, schema: schema, columns: columns,
      features: features)
  }

  private init(
    _ found: Content, path: String, schema: InputSchema?, columns: TableColumns,
    features: [String]?
  ) throws {
    self.path = path
    let name = found.name
    var (content, spool) = (found.path, found.spool)
    let format = found.format
    var layout = schema?.layout ?? .channelsFirst
    if format == nil || format == .table, try Self.isParquet(content) {
      throw DataError.parquet(file: name)
    }
    if format == .table {
      if let decoded = try Self.decoded(content, as: columns.encoding, name: name) {
        (spool, content) = (decoded, decoded.path)
      }
    }
    self.spool = spool
    imputed = schema?.imputed ?? [:]
    switch format {
    case .array:
      guard !columns.namesColumns || columns.mayBeMissing else {
        throw DataError.columnsOfArray(file: name)
      }
      guard columns.encoding == nil || columns.mayBeMissing else {
        throw DataError.encodingOfArray(file: name)
      }
      let array = try NPYFile(path: content, name: name)
      let schema = schema ?? array.header.rowSchema
      self.shape = schema.shape
      self.source = .array(array)
      self.count = try Self.rows(of: array, shape: self.shape, name: name)
      layout = Self.layout(of: array.header.shape, schema: schema)
    case .table:
      // What is not finite is refused row by row, so that a run may leave out a bad row.
      let table = try CSVFile(
        path: content, name: name, table: columns, expecting: features,
        categories: schema?.categories ?? [:], imputed: schema?.imputed ?? [:])
      let shape = schema?.shape ?? .vector(table.columns)
      self.shape = shape
      if table.columns != shape.count {
        if table.columns == shape.count + 1, table.beginsWithIndex {
          throw DataError.indexColumn(file: name, columns: table.columns, expected: shape)
        }
        throw DataError.wrongWidth(
          file: name, shape: [table.rows, table.columns], expected: shape)
      }
      self.source = .table(table)
      self.count = table.rows
    case .archive, nil:
      throw DataError.unknownFormat(file: path)
    }
    self.places = layout.places(of: self.shape)
    guard count > 0, self.shape.count > 0 else { throw DataError.noRows(file: name) }
  }

  /// Picture files, each of which is a row, decoded when it is asked for.
  ///
  /// - Parameters:
  ///   - pictures: the paths of PNG and JPEG files.
  ///   - shape: of the model's input.
  ///   - preparation: how pictures become numbers; `nil` for ``PicturePreparation/init(for:)``.
  /// - Throws: `DataError.noRows` for no picture at all, `.imageForVector`, and what is wrong with the
  ///   preparation.
  public init(
    pictures: [String], shape: InputShape, preparation: PicturePreparation? = nil
  ) throws {
    let preparation = preparation ?? PicturePreparation(for: shape)
    guard let first = pictures.first else { throw DataError.noRows(file: "") }
    guard shape.isImage else { throw DataError.imageForVector(file: first, count: shape.count) }
    try preparation.check(channels: shape.channels)
    path = first
    self.shape = shape
    count = pictures.count
    places = nil
    imputed = [:]
    source = .pictures(pictures, preparation)
    spool = nil
  }

  /// The layout that an array's axes show, or else the schema's.
  private static func layout(of sizes: [Int], schema: InputSchema) -> ImageLayout {
    let fitting = ImageLayout.allCases.filter { layout in
      let own = layout.sizes(of: schema.shape)
      return sizes.suffix(own.count) == own[...]
    }
    guard let only = fitting.first, fitting.count == 1 else { return schema.layout }
    return only
  }

  /// The text of a table that is not in UTF-8, in a file of its own.
  static func decoded(
    _ path: String, as encoding: TextEncoding?, name: String
  ) throws -> SpooledFile? {
    let start = try ReadableFile(path: path).bytes(at: 0, count: 2)
    guard let encoding = encoding ?? TextEncoding(beginning: start), encoding != .utf8 else {
      return nil
    }
    return try encoding.decoded(path, name: name)
  }

  /// Whether a file begins as Parquet files do.
  private static func isParquet(_ path: String) throws -> Bool {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    return try ReadableFile(path: path).bytes(at: 0, count: 4) == Array("PAR1".utf8)
  }

  /// Whether it is a table, whose columns have units of their own.
  public var isTable: Bool {
    if case .table = source { true } else { false }
  }

  /// Where the bytes lie: the file itself, or a copy of what is none; of pictures each one's file.
  public var contents: [String] {
    if case .pictures(let files, _) = source { files } else { [spool?.path ?? path] }
  }

  /// The features' names, where the file is a table with a heading, in the order of the features.
  public var columnNames: [String]? {
    guard case .table(let table) = source, let names = table.heading else { return nil }
    return places?.map { names[$0] } ?? names
  }

  /// What the features hold that are categories, by feature: in rows their places stand.
  public var categories: [Int: Categories] {
    if case .table(let table) = source { table.categories } else { [:] }
  }

  /// The missing values of a table for which the model's own stand.
  public var imputedCount: Int {
    if case .table(let table) = source { table.imputedCount } else { 0 }
  }

  /// What the rows are called, by row: in a column of a table, or by the names of pictures' files; `nil`
  /// where nothing says.
  public var ids: [String]? {
    switch source {
    case .table(let table): table.ids
    case .array: nil
    case .pictures(let files, _): files.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
    }
  }

  /// Whether the first column looks like an index that pandas wrote.
  public var beginsWithIndex: Bool {
    if case .table(let table) = source { table.beginsWithIndex } else { false }
  }

  private static func rows(of array: NPYFile, shape: InputShape, name: String) throws -> Int {
    let header = array.header
    if header.rowSize == shape.count { return header.rows }
    if header.rows * header.rowSize == shape.count { return 1 }
    throw DataError.wrongWidth(file: name, shape: header.shape, expected: shape)
  }
}
