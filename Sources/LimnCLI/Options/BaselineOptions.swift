import ArgumentParser
import Limn

/// The options for the replacement of absent features.
struct BaselineOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What replaces absent features: zeros; the mean or the median of the data, or for an image its mean "
        + "colour; the image blurred by a Gaussian of SIGMA pixels; or a file with one row (default: for "
        + "a table the mean of its rows or of --background, whose rows LIME and SHAP use "
        + "themselves; otherwise zeros).",
      valueName: "zeros|mean|median|blur:SIGMA|file"),
    completion: .list(["zeros", "mean", "median", "blur:4"]))
  var baseline: BaselineChoice?

  /// The baseline for a model.
  ///
  /// - Parameters:
  ///   - data: the data for a mean or a median, if there are any.
  ///   - isOfTable: whether the inputs are rows of a table.
  ///   - isOfDigits: whether the inputs are on the scale of the embedded digits.
  ///   - input: the explained input; `nil` if there are several.
  ///   - ofEach: whether each of several inputs may have its own baseline.
  /// - Throws: ``CommandError``, `DataError`, `FileError`.
  func read(
    for model: ExplainedModel, data: ReferenceData?, isOfTable: Bool, isOfDigits: Bool,
    input: NamedInput?, ofEach: Bool = false, columns: TableColumns
  ) throws -> NamedBaseline {
    let schema = model.model.input
    switch baseline ?? (isOfTable && data != nil ? .mean : .zeros) {
    case .zeros:
      return NamedBaseline(name: "zeros", baseline: .zeros)
    case .mean:
      if isOfDigits, !isOfTable {
        return NamedBaseline(
          name: "mean of the training digits", baseline: .values(try TrainingDigits.mean()))
      }
      if let data {
        return NamedBaseline(
          name: "mean of \(data.name)\(data.wordsOnCategories)", baseline: .values(try data.mean()))
      }
      guard schema.shape.isImage, input != nil || ofEach else {
        throw CommandError.meanOfUnknownInputs
      }
      let shape = schema.shape
      return NamedBaseline(
        ofPicture: shape.channels > 1 ? "mean colour" : "mean", input: input
      ) { Self.means(of: $0, shape: shape) }
    case .median:
      if isOfDigits, !isOfTable {
        return NamedBaseline(
          name: "median of the training digits",
          baseline: .values(try TrainingDigits.inputs().medianOfColumns()))
      }
      guard let data else { throw CommandError.meanOfUnknownInputs }
      return NamedBaseline(
        name: "median of \(data.name)\(data.wordsOnCategories)",
        baseline: .values(try data.median()))
    case .blur(let sigma):
      guard schema.shape.isImage else { throw AttributionError.blocksOfVector }
      guard input != nil || ofEach else {
        throw CommandError.ofOnePicture(
          option: "--baseline blur", instead: "take zeros, or name a file of one row")
      }
      let (blur, shape) = (try GaussianBlur(sigma: sigma), schema.shape)
      let words =
        "blurred (Gaussian, σ = \(NumberText.trimmed(sigma, digits: 4)) pixels, cut "
        + "off at \(blur.radius), mirrored at the edges)"
      return try NamedBaseline(
        name: "\(input == nil ? "each" : "the") picture \(words)", input: input
      ) { try blur.blurred($0, shape: shape) }
    case .file(let path):
      let file = try InputFile(
        path: path, schema: schema, columns: columns.whereThere, features: model.columnNames)
      guard file.count == 1 else { throw CommandError.baselineRows(file: path, count: file.count) }
      return NamedBaseline(
        name: lastComponent(of: path), baseline: .values(try file.row(0).elements))
    }
  }
}

extension BaselineOptions {
  /// Each channel's mean, repeated for all its pixels.
  private static func means(of values: [Float], shape: InputShape) -> [Float] {
    let pixels = shape.pixelCount
    return (0..<shape.channels).flatMap { channel -> [Float] in
      let mean = values[channel * pixels..<(channel + 1) * pixels].reduce(0.0) { $0 + Double($1) }
      return [Float](repeating: Float(mean / Double(pixels)), count: pixels)
    }
  }
}

/// A baseline with its name.
struct NamedBaseline {
  let name: String
  /// The baseline; zeros if several inputs have their own.
  let baseline: Baseline
  /// The baseline of each input, if several inputs have their own.
  let own: (@Sendable (_ input: [Float]) throws -> Baseline)?

  init(name: String, baseline: Baseline) {
    self.name = name
    self.baseline = baseline
    own = nil
  }

  /// A baseline computed from the explained input, or from each of several.
  init(
    name: String, input: NamedInput?, values: @escaping @Sendable ([Float]) throws -> [Float]
  ) rethrows {
    self.name = name
    if let input {
      baseline = .values(try values(input.values))
      own = nil
    } else {
      baseline = .zeros
      own = { Baseline.values(try values($0)) }
    }
  }

  /// A baseline from a quantity of the picture, or of each picture.
  fileprivate init(
    ofPicture quantity: String, input: NamedInput?,
    values: @escaping @Sendable ([Float]) -> [Float]
  ) {
    self.init(
      name: "\(input == nil ? "each" : "the") picture's \(quantity)", input: input, values: values)
  }

  /// The baseline of one of several inputs.
  func resolved(for input: [Float]) throws -> NamedBaseline {
    NamedBaseline(name: name, baseline: try own?(input) ?? baseline)
  }
}

/// A baseline by name or by file.
enum BaselineChoice: ExpressibleByArgument, Equatable {
  case zeros
  case mean
  case median
  /// The picture blurred by a Gaussian with this standard deviation in pixels.
  case blur(Double)
  case file(String)

  init?(argument: String) {
    switch argument {
    case "": return nil
    case "zeros": self = .zeros
    case "mean": self = .mean
    case "median": self = .median
    case _ where argument.hasPrefix("blur:"):
      guard let sigma = Double(argument.dropFirst(5)), sigma > 0, sigma.isFinite else { return nil }
      self = .blur(sigma)
    default: self = .file(argument)
    }
  }

  var defaultValueDescription: String {
    switch self {
    case .zeros: "zeros"
    case .mean: "mean"
    case .median: "median"
    case .blur(let sigma): "blur:\(sigma)"
    case .file(let path): path
    }
  }
}

/// The rows of a file that represent typical inputs. Rows with non-finite values are skipped.
struct ReferenceData {
  let name: String
  private let file: InputFile
  /// The categories of categorical columns, which have no mean: the most frequent one is used
  /// instead.
  private let categories: [Int: Categories]

  /// - Parameter schema: the schema of the model's input.
  init(_ file: InputFile, schema: InputSchema) {
    self.file = file
    categories = schema.categories
    name = lastComponent(of: InputFile.isStandardInput(file.path) ? "standard input" : file.path)
  }

  /// Whether the rows belong to a table, whose columns have different scales.
  var isTable: Bool { file.isTable }

  var count: Int { file.count }

  /// A phrase about categorical columns, which have no mean or median.
  var wordsOnCategories: String {
    categories.isEmpty ? "" : ", of categories the most frequent one"
  }

  /// - Throws: `DataError`, `FileError`.
  func rows() throws -> Matrix { try file.finiteRows(at: 0..<file.count).rows }

  /// The mean of each column, or its most frequent category. Cost: one pass through the file.
  ///
  /// - Throws: `DataError`, `FileError`.
  func mean() throws -> [Float] {
    var (sums, count) = ([Double](repeating: 0, count: file.shape.count), 0)
    var frequencies = Frequencies(categories)
    for start in stride(from: 0, to: file.count, by: Self.block) {
      let rows = try file.finiteRows(at: start..<min(start + Self.block, file.count)).rows
      for row in 0..<rows.rows {
        for (column, value) in rows[row: row].enumerated() { sums[column] += Double(value) }
      }
      frequencies.add(rows)
      count += rows.rows
    }
    guard count > 0 else { throw DataError.noRows(file: name) }
    return frequencies.replacing(sums.map { Float($0 / Double(count)) })
  }

  /// The median of each column, or its most frequent category.
  ///
  /// - Throws: `DataError`, `FileError`.
  func median() throws -> [Float] {
    let rows = try rows()
    guard rows.rows > 0 else { throw DataError.noRows(file: name) }
    var frequencies = Frequencies(categories)
    frequencies.add(rows)
    return frequencies.replacing(rows.medianOfColumns())
  }

  /// Some of the rows, with their name.
  ///
  /// - Throws: `DataError`, `FileError`.
  func sample(_ count: BackgroundRows, seed: UInt64) throws -> (Background, name: String) {
    let most = if case .atMost(let most) = count { most } else { max(1, file.count) }
    let places = try Background.sampledRows(of: file.count, count: most, seed: seed)
    let (rows, bad) = try file.finiteRows(at: places)
    guard rows.rows > 0 else { throw DataError.noRows(file: name) }
    let without = bad > 0 ? ", without \(bad) that \(bad == 1 ? "is" : "are") not finite" : ""
    return (
      .rows(rows),
      file.count > most
        ? "\(most) of the \(file.count) rows of \(name), drawn by seed \(seed)\(without)"
        : "the rows of \(name)\(without)"
    )
  }

  private static let block = 4096
}

/// The frequencies of the categories of each column.
private struct Frequencies {
  private var counts: [Int: [Int]]

  init(_ categories: [Int: Categories]) {
    // One more count is for unknown words.
    counts = categories.mapValues { [Int](repeating: 0, count: $0.words.count + 1) }
  }

  mutating func add(_ rows: Matrix) {
    for column in counts.keys {
      for row in 0..<rows.rows {
        if let place = Int(exactly: rows[row, column]) { counts[column]?[place] += 1 }
      }
    }
  }

  /// A row in which categorical columns have their most frequent category, the first of equally
  /// frequent ones.
  func replacing(_ row: [Float]) -> [Float] {
    var row = row
    for (column, counts) in counts {
      let most = counts.max() ?? 0
      row[column] = Float(counts.firstIndex(of: most) ?? 0)
    }
    return row
  }
}

extension Matrix {
  /// The median of each column; for an even number of rows, the mean of the two middle values.
  fileprivate func medianOfColumns() -> [Float] {
    (0..<columns).map { column in
      let values = (0..<rows).map { self[$0, column] }.sorted()
      let (low, high) = (values[(rows - 1) / 2], values[rows / 2])
      return Float((Double(low) + Double(high)) / 2)
    }
  }
}
