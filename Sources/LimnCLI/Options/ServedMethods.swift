import ArgumentParser
import Limn
import LimnServe

/// Every method that explains a single input, with the settings of `limn explain`.
struct ServedMethods {
  let settings: [any MethodConfiguration]
  private let absence: Absence
  private let shown: [MethodName]

  /// - Parameters:
  ///   - rows: the rows that replace absent features.
  ///   - columns: their columns that are not features.
  ///   - isOfDigits: whether inputs are on the scale of the embedded digits, if the model takes
  ///     such inputs.
  /// - Throws: ``CommandError``, `DataError`, `FileError`.
  init(
    for explained: ExplainedModel, rows: InputFile?, columns: TableColumns, isOfDigits: Bool
  ) throws {
    let shape = explained.model.inputShape
    let options = try MethodOptions.parse([])
    absence = try options.absence(
      try BaselineOptions.parse([]), of: explained, inputs: rows, columns: columns,
      isOfDigits: isOfDigits && shape == Digits.inputShape)
    let context = MethodName.Context(
      shape: shape, absence: absence, input: nil)
    let needsMore: Set<MethodName> = [
      .tabularLIME, .activation, .conductance, .shapInteractions, .edges,
    ]
    settings = try MethodName.allCases.filter { !needsMore.contains($0) }.map {
      try $0.settings(options, context)
    }
    shown = MethodName.pillars.filter { explained.network != nil || !$0.takesGradients }
  }

  /// Adds the methods shown at first and the texts for saved pictures to a page's contents.
  func add(to contents: inout Site.Contents) {
    contents.shown = shown.map(\.rawValue)
    let absence = absence
    contents.record.baseline = { names in
      absence.name(
        for: names.compactMap { name in MethodName.allCases.first { $0.rawValue == name } })
    }
  }
}

extension ExplainedModel {
  /// The untrained network with which a page starts if no model is given.
  ///
  /// - Throws: `TrainingError`, `ModelError`.
  init(untrainedOn ground: TrainingGround) throws {
    let network = try ground.untrained()
    self.init(
      NamedModel(
        name: "untrained network", network: network, givenFeatureNames: nil,
        columnNames: network.input.names))
  }
}

extension OtherData {
  /// Read as `limn train` reads them.
  static let standard = OtherData(
    digits: { try told { try digits() } },
    columns: { file in
      try told { try InputFile.columns(ofTable: file.bytes, named: file.name) }
    },
    table: { file, label, dropped in
      try told { try table(file, label: label, dropped: dropped) }
    })

  /// Converts errors to sentences for a page.
  private static func told<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as any DescribedError {
      throw RefusedData(error.description)
    } catch let error as any TellableError {
      throw RefusedData(error.complaint.sentence)
    } catch let error as ValidationError {
      throw RefusedData(error.message)
    }
  }

  private static func digits() throws -> Made {
    let model = ExplainedModel(try ModelOptions.parse([]).load(naturalShape: Digits.inputShape))
    let methods = try ServedMethods(
      for: model, rows: nil, columns: TableColumns(), isOfDigits: true)
    var contents = Site.Contents()
    methods.add(to: &contents)
    return (
      LimnServe.ExplainedModel(name: model.name, model: model.model, methods: methods.settings),
      contents
    )
  }

  private static func table(_ file: TableFile, label: String, dropped: [String]) throws -> Made {
    var options = try TrainingDataOptions.parse([
      "--data=\(file.name)", "--label-column=\(label)",
    ])
    options.table.drop = dropped.isEmpty ? nil : ColumnList(names: dropped)
    let ground = try TrainingGround(
      try options.read(file.bytes), path: file.name,
      arguments: ["--data", file.name] + options.table.arguments, table: options.table)
    try ground.requireRoomOnPage()
    let model = try ExplainedModel(untrainedOn: ground)
    let rows = try InputFile(
      table: file.bytes, named: file.name, schema: model.model.input,
      columns: options.table.columns, features: model.columnNames)
    let methods = try ServedMethods(
      for: model, rows: rows, columns: options.table.columns, isOfDigits: false)
    var contents = Site.Contents()
    contents.isUntrained = true
    contents.ground = ground
    contents.table = ground.table
    methods.add(to: &contents)
    return (
      LimnServe.ExplainedModel(
        name: model.name, model: model.model, featureNames: ground.table?.featureNames,
        methods: methods.settings),
      contents
    )
  }
}
