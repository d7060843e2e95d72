import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A file with inputs for a model, one in each row: an array (`.npy`, or a member of an `.npz`
/// archive) or a table (`.csv`, `.tsv`). Either can also come through standard input, which is
/// called `-`, or `-:NAME` for a member of an archive. Several picture files can also serve as one
/// input file, with one row for each picture.
///
/// In an NPY array, the axes after the first form a row: n×64 or n×8×8 for an 8×8 image. An array
/// with the size of a single input, 64 or 8×8, is one row. Rows are read on demand.
///
/// The axes of a colour image may be in either order: n×3×32×32 or n×32×32×3. If the order is
/// ambiguous, that of the schema applies. Rows are always returned with channels first.
public struct InputFile: Sendable {
  /// The path as it was given: "rows.csv", "data.npz:train", "-", "-:train"; for pictures, the path
  /// of the first one.
  public let path: String
  /// The shape of each row.
  public let shape: InputShape
  /// The number of rows.
  public let count: Int
  /// The substitutes for missing values, by feature.
  let imputed: [Int: Float]
  /// The position of each value of an input in a row of the file; `nil` if the order is the same.
  let places: [Int]?
  let source: Source
  /// The temporary file that holds content which is not a file of its own.
  private let spool: SpooledFile?

  enum Source {
    case array(NPYFile)
    case table(CSVFile)
    case pictures([String], PicturePreparation)
  }

  /// The path that stands for standard input.
  public static let standardInput = "-"

  /// Whether a path stands for standard input, or for a member of an archive read from it.
  public static func isStandardInput(_ path: String) -> Bool {
    path == standardInput || path.hasPrefix("\(standardInput):")
  }

  /// Opens a file and checks the width of its rows.
  ///
  /// - Parameters:
  ///   - path: the path of the file, or `-` for standard input.
  ///   - shape: the shape of the rows; if the file does not show its axis order, channels come
  ///     first.
  ///   - columns: the columns of a table that are not features.
  ///   - features: the feature names in the model's order, if it has names; the columns of a table
  ///     are matched to them.
  /// - Throws: as ``init(path:schema:columns:features:)``.
  public init(
    path: String, shape: InputShape, columns: TableColumns = TableColumns(),
    features: [String]? = nil
  ) throws {
    try self.init(path: path, schema: InputSchema(shape), columns: columns, features: features)
  }

  /// Opens a file and checks the width of its rows.
  ///
  /// - Parameters:
  ///   - path: the path of the file, or `-` for standard input.
  ///   - schema: the shape of the rows, and the axis order for files that do not show it; `nil` to
  ///     infer both from the file.
  ///   - columns: the columns of a table that are not features.
  ///   - features: the feature names in the model's order, if it has names; the columns of a table
  ///     are matched to them.
  /// - Throws: `FileError.cannotRead`, `.tooLarge`; `DataError.unknownFormat`, `.parquet`,
  ///   `.noRows`, `.wrongWidth`, `.indexColumn`; for an archive `.noArchive`, `.noSuchMember`,
  ///   `.packed`; for a table `.noSuchColumn`, `.columnTwice`, `.columnNames`, `.unknownCategory`,
  ///   `.wordAmongNumbers`, `.tooManyCategories`, and whatever
  ///   ``CSVTable/init(parsing:file:numbers:)`` throws; for an array `.columnsOfArray`,
  ///   `.encodingOfArray`, and whatever ``NPYFile/init(path:name:)`` throws.
  public init(
    path: String, schema: InputSchema? = nil, columns: TableColumns = TableColumns(),
    features: [String]? = nil
  ) throws {
    try self.init(
      Content(of: path), path: path, schema: schema, columns: columns,
      features: features)
  }

  /// Reads a table in memory as if it were a file.
  ///
  /// - Parameters:
  ///   - table: the text, in any encoding that a file may have.
  ///   - name: the name of the table, as ``path`` and in errors.
  ///   - schema: as for a file.
  ///   - columns: the columns that are not features.
  ///   - features: as for a file.
  /// - Throws: `DataError.malformed` if the bytes are an array or an archive; otherwise as
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
      // Non-finite values are rejected row by row, so that a run can skip bad rows.
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

  /// Creates an input file from picture files, one for each row; each is decoded on demand.
  ///
  /// - Parameters:
  ///   - pictures: the paths of PNG and JPEG files.
  ///   - shape: the shape of the model's input, an image.
  ///   - preparation: how pictures are converted; `nil` for ``PicturePreparation/init(for:)``.
  /// - Throws: `DataError.noRows` if there are no pictures; `.imageForVector`; and the errors of an
  ///   invalid preparation.
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

  /// The axis order that an array's shape implies, or that of the schema if it is ambiguous.
  private static func layout(of sizes: [Int], schema: InputSchema) -> ImageLayout {
    let fitting = ImageLayout.allCases.filter { layout in
      let own = layout.sizes(of: schema.shape)
      return sizes.suffix(own.count) == own[...]
    }
    guard let only = fitting.first, fitting.count == 1 else { return schema.layout }
    return only
  }

  /// Converts the text of a table that is not in UTF-8 and stores it in a temporary file.
  static func decoded(
    _ path: String, as encoding: TextEncoding?, name: String
  ) throws -> SpooledFile? {
    let start = try ReadableFile(path: path).bytes(at: 0, count: 2)
    guard let encoding = encoding ?? TextEncoding(beginning: start), encoding != .utf8 else {
      return nil
    }
    return try encoding.decoded(path, name: name)
  }

  /// Whether a file begins with the signature of Parquet.
  private static func isParquet(_ path: String) throws -> Bool {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    return try ReadableFile(path: path).bytes(at: 0, count: 4) == Array("PAR1".utf8)
  }

  /// Whether the file is a table, whose columns may have different units.
  public var isTable: Bool {
    if case .table = source { true } else { false }
  }

  /// The paths of the files that contain the bytes: the file itself, a temporary copy, or all
  /// picture files.
  public var contents: [String] {
    if case .pictures(let files, _) = source { files } else { [spool?.path ?? path] }
  }

  /// The names of the features in order; `nil` unless the file is a table with a heading.
  public var columnNames: [String]? {
    guard case .table(let table) = source, let names = table.heading else { return nil }
    return places?.map { names[$0] } ?? names
  }

  /// The categories of categorical features, by feature; rows contain their indices.
  public var categories: [Int: Categories] {
    if case .table(let table) = source { table.categories } else { [:] }
  }

  /// The number of missing values of a table that were substituted.
  public var imputedCount: Int {
    if case .table(let table) = source { table.imputedCount } else { 0 }
  }

  /// The names of the rows: the cells of the id column, or the names of picture files; `nil` if
  /// there are no names.
  public var ids: [String]? {
    switch source {
    case .table(let table): table.ids
    case .array: nil
    case .pictures(let files, _): files.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
    }
  }

  /// Whether the first column looks like an index written by pandas.
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
