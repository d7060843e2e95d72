import LimnAttribution
import LimnCore
import LimnFigures

/// The data for a table's pictures: the mean magnitude of each feature's values over all rows, and
/// an even sample of the rows themselves. Its size does not grow with the number of rows.
struct TableSample {
  private let plan: RunPlan
  private let page: PageContent
  private let step: Int
  private let width: Int
  /// By method.
  private(set) var importances: [FeatureImportance]
  private var inputs: [Float] = []
  private var values: [[Float]]
  private var rows: [[AttributedRows.Row]]

  private static let mostRows = 2000
  private static let mostValues = 4_000_000
  /// The maximum number of features: beyond it, pictures cost more than they are worth.
  private static let mostFeatures = 20_000

  /// `nil` if a row is not a plain vector, or has too many features.
  init?(plan: RunPlan, page: PageContent) {
    guard plan.isOfTable, plan.model.inputShape[0] <= Self.mostFeatures else { return nil }
    self.plan = plan
    self.page = page
    width = plan.model.inputShape[0]
    let most = max(
      1, min(Self.mostRows, Self.mostValues / (width * (1 + plan.methods.count))))
    step = (plan.inputs.count + most - 1) / most
    importances = [FeatureImportance](
      repeating: FeatureImportance(features: plan.model.inputShape[0]), count: plan.methods.count)
    values = plan.methods.map { _ in [] }
    rows = plan.methods.map { _ in [] }
  }

  /// Adds an explained row.
  ///
  /// - Parameter row: the row's index, counted from the run's first.
  mutating func add(_ chunk: Chunk, offset: Int, row: Int, _ prediction: Prediction) {
    let range = offset * width..<(offset + 1) * width
    for method in plan.methods.indices {
      importances[method].add(
        chunk.series[method][0].values[range], target: prediction.target)
    }
    guard row.isMultiple(of: step) else { return }
    inputs += chunk.inputs[range]
    for (method, numbers) in prediction.methods.enumerated() {
      values[method] += chunk.series[method][0].values[range]
      rows[method].append(
        AttributedRows.Row(
          name: page.rowName(row, of: plan), base: numbers.scoreAtBaseline,
          score: numbers.scoreAtInput, target: prediction.target))
    }
  }

  /// The sampled rows with a method's values.
  ///
  /// - Throws: `FigureError.nothingToShow` without any.
  func table(_ method: Int, quantity: Quantity) throws -> AttributedRows {
    try AttributedRows(
      method: plan.methods[method].name, quantity: quantity, scoreNames: page.scoreNames(plan),
      featureNames: page.namesOfFeatures(width), categories: page.tableCategories,
      inputs: Matrix(rows: inputs.count / width, columns: width, elements: inputs),
      values: Matrix(rows: inputs.count / width, columns: width, elements: values[method]),
      rows: rows[method])
  }
}

extension RunPlan {
  /// Whether a row is a plain vector: of a table, not of pictures.
  var isOfTable: Bool { model.inputShape.count == 1 }
}

extension PageContent {
  /// The name of a row, counted from the run's first: its id, or else its index in the source.
  func rowName(_ row: Int, of plan: RunPlan) -> String {
    rowNames?[row] ?? "row \(plan.inputs.firstRow + row)"
  }

  /// "logit of class_1", one for each output; for a regression, the numbers' own names.
  func scoreNames(_ plan: RunPlan) -> [String] {
    let output = plan.model.output
    return (0..<output.count).map { index in
      let name =
        classNames.indices.contains(index)
        ? classNames[index]
        : output.names?[index]
          ?? (output.count == 1
            ? (output.task == .regression ? "output" : "class 1") : "\(index)")
      let isNumber = output.task == .regression && plan.objective.scale == "output"
      return isNumber ? name : "\(plan.objective.scale) of \(name)"
    }
  }

  /// The categories of categorical features.
  var tableCategories: [Int: Categories] {
    (categories ?? [:]).mapValues { Categories($0, takesOthers: true) }
  }

  /// The names of the features, or "feature 3" and so on if there are none.
  func namesOfFeatures(_ count: Int) -> [String] {
    featureNames.count == count ? featureNames : (0..<count).map { "feature \($0)" }
  }
}
