import LimnAttribution
import LimnCore
import LimnData

/// A chunk as a file: its parts in order, closed with a checksum.
extension Chunk {
  private static let magic = "limn chunk 5"

  /// - Parameter run: the chunk's run, identified by the digest of its plan.
  func bytes(of run: StampedPlan) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(Self.magic)
    writer.append(run.digest)
    writer.append(index)
    writer.append(rows) { $1.write(to: &$0) }
    writer.append(targets) { $1.write(to: &$0) }
    writer.append(inputs)
    writer.append(series) { writer, views in
      writer.append(views) { writer, series in
        writer.append(series.values)
        writer.append(series.errors) { $0.append($1) }
      }
    }
    writer.append(pairs) { writer, pairs in writer.append(pairs) { $1.write(to: &$0) } }
    return writer.sealed()
  }

  /// - Throws: `ReportError.damaged` for bytes that are incomplete, or that no run of this plan
  ///   writes; `.ofAnotherRun` for those of another run.
  init(bytes: [UInt8], of run: StampedPlan, file: String) throws {
    var reader = try ByteReader(sealed: bytes, file: file)
    guard try reader.text() == Self.magic else { throw ReportError.damaged(file: file) }
    guard try reader.text() == run.digest else { throw ReportError.ofAnotherRun(file: file) }
    index = try reader.int()
    rows = try reader.array { try RowResult(from: &$0, file: file) }
    targets = try reader.optional {
      try Targets(from: &$0, for: run.plan.model.output, file: file)
    }
    inputs = try reader.floats()
    series = try reader.array { reader in
      try reader.array { reader in
        Series(values: try reader.floats(), errors: try reader.optional { try $0.floats() })
      }
    }
    pairs = try reader.array { reader in
      try reader.optional { try PairSeries(from: &$0) }
    }
    try reader.end()
    guard isPossible(in: run.plan) else { throw ReportError.damaged(file: file) }
  }
}

extension Targets {
  fileprivate func write(to writer: inout ByteWriter) {
    switch self {
    case .classes(let labels, _): writer.append(labels) { $0.append($1) }
    case .flags(let values), .numbers(let values): writer.append(values.elements)
    }
  }

  fileprivate init(from reader: inout ByteReader, for output: OutputSchema, file: String) throws {
    guard output.task != .classification else {
      self = .classes(
        try reader.array { try $0.int() }, count: output.classCount ?? output.count)
      return
    }
    let values = try reader.floats()
    guard values.count.isMultiple(of: output.count) else { throw ReportError.damaged(file: file) }
    let matrix = Matrix(
      rows: values.count / output.count, columns: output.count, elements: values)
    self = output.task == .multilabel ? .flags(matrix) : .numbers(matrix)
  }
}

extension RowResult {
  fileprivate func write(to writer: inout ByteWriter) {
    switch self {
    case .explained(let prediction):
      writer.append(0)
      prediction.write(to: &writer)
    case .bad(.nonFiniteInput(let column)):
      writer.append(1)
      writer.append(column)
    case .bad(.badPicture(let reason)):
      writer.append(4)
      writer.append(reason)
    case .bad(.nonFiniteScore(let output)):
      writer.append(2)
      writer.append(output)
    case .bad(.targetAgainstItself(let label)):
      writer.append(3)
      writer.append(label)
    }
  }

  fileprivate init(from reader: inout ByteReader, file: String) throws {
    switch try reader.int() {
    case 0: self = .explained(try Prediction(from: &reader, file: file))
    case 1: self = .bad(.nonFiniteInput(column: try reader.int()))
    case 2: self = .bad(.nonFiniteScore(output: try reader.int()))
    case 3: self = .bad(.targetAgainstItself(label: try reader.int()))
    case 4: self = .bad(.badPicture(reason: try reader.text()))
    default: throw ReportError.damaged(file: file)
    }
  }
}

extension Prediction {
  fileprivate func write(to writer: inout ByteWriter) {
    writer.append(values)
    writer.append(predicted) { $0.append($1) }
    writer.append(target)
    writer.append(rival) { $0.append($1) }
    writer.append(methods) { $1.write(to: &$0) }
    writer.append(agreements) { $0.append($1) { $1.write(to: &$0) } }
  }

  fileprivate init(from reader: inout ByteReader, file: String) throws {
    values = try reader.floats()
    predicted = try reader.optional { try $0.int() }
    target = try reader.int()
    rival = try reader.optional { try $0.int() }
    methods = try reader.array { try MethodNumbers(from: &$0, file: file) }
    agreements = try reader.array { try $0.array { try PairAgreement(from: &$0) } }
    guard !agreements.isEmpty else { throw ReportError.damaged(file: file) }
  }
}

extension PairAgreement {
  fileprivate func write(to writer: inout ByteWriter) {
    for value in [rankCorrelation, topOverlap, signAgreement] {
      writer.append(value) { $0.append($1) }
    }
  }

  fileprivate init(from reader: inout ByteReader) throws {
    rankCorrelation = try reader.optional { try $0.double() }
    topOverlap = try reader.optional { try $0.double() }
    signAgreement = try reader.optional { try $0.double() }
  }
}

extension MethodNumbers {
  fileprivate func write(to writer: inout ByteWriter) {
    writer.append(quantity.rawValue)
    writer.append(scoreAtInput)
    writer.append(scoreAtBaseline)
    writer.append(sum)
    writer.append(evaluations)
    writer.append(fit) { writer, fit in
      writer.append(fit.rSquared) { $0.append($1) }
      writer.append(fit.intercept)
      writer.append(fit.localPrediction)
      writer.append(fit.effectiveSampleSize)
    }
    writer.append(notes) { $0.append($1) }
  }

  fileprivate init(from reader: inout ByteReader, file: String) throws {
    guard let quantity = Quantity(rawValue: try reader.text()) else {
      throw ReportError.damaged(file: file)
    }
    self.quantity = quantity
    scoreAtInput = try reader.double()
    scoreAtBaseline = try reader.double()
    sum = try reader.double()
    evaluations = try reader.int()
    fit = try reader.optional { reader in
      SurrogateFit(
        rSquared: try reader.optional { try $0.double() }, intercept: try reader.double(),
        localPrediction: try reader.double(), effectiveSampleSize: try reader.double())
    }
    notes = try reader.array { try $0.text() }
  }
}
