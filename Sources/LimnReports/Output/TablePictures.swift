import LimnAttribution
import LimnFigures
import LimnGraphics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A picture of the batch on the page.
struct TablePicture: Encodable {
  let title: String
  /// A description for readers who cannot see it.
  let description: String
  /// The picture's content as a data URL.
  let source: String
}

extension TableSample {
  /// The pictures of a table, the most useful first.
  ///
  /// - Throws: the errors of drawing.
  func pictures(_ summary: ReportSummary) throws -> [TablePicture] {
    guard let main = summary.mainMethod, let quantity = summary.quantity(main) else { return [] }
    let table = try table(main, quantity: quantity)
    let names = table.featureNames
    // With a plot for each of several outputs, long plots would take too much scrolling.
    let strongest = table.groups.count > 2 ? 8 : 20
    var pictures = [
      try picture(
        "Which features matter",
        try ImportanceFigure(
          summary.methods.indices.map { index in
            ImportanceFigure.Content(
              method: summary.methods[index].name,
              measure: summary.importanceMeasure(index),
              importance: importances[index], targetNames: summary.targetNames)
          }, featureNames: names, title: "Which features matter"),
        description:
          "The largest by \(table.title): "
          + importances[main].order.prefix(5).map { names[$0] }.joined(separator: ", ") + "."),
      try picture(
        "How they act",
        try BeeswarmFigure(
          table, title: "How the features act, by \(table.title)", strongest: strongest),
        description: "A dot for each row and feature, coloured by the row's value."),
    ]
    for feature in importances[main].order.prefix(2) {
      pictures.append(
        try picture(
          "What \(names[feature]) does",
          try DependenceFigure(table, feature: feature, title: names[feature]),
          description: "Its attribution against its value, a dot for each row."))
    }
    pictures.append(
      try picture(
        "All rows",
        try RowsHeatmapFigure(
          table, title: "All rows, by \(table.title)", strongest: strongest),
        description: "A column for each row, from the lowest score to the highest."))
    return pictures
  }

  /// Renders a figure. Many dots take fewer bytes as pixels than as a vector drawing.
  private func picture(
    _ title: String, _ figure: some Figure, description: String
  ) throws -> TablePicture {
    let bytes = try figure.render(as: .png, scale: 1.5)
    return TablePicture(
      title: title, description: description,
      source: "data:image/png;base64," + Data(bytes).base64EncodedString())
  }
}

extension ReportSummary {
  /// The method shown in pictures of a single method: SHAP, or else the first whose values are
  /// contributions, or else the first.
  var mainMethod: Int? {
    methods.firstIndex { $0.name == "shap" }
      ?? methods.indices.first { quantity($0) == .contribution } ?? methods.indices.first
  }

  /// The quantity that a method's values measure; `nil` if no row is explained.
  func quantity(_ method: Int) -> Quantity? { Quantity(rawValue: methods[method].quantity) }

  /// The label for a method's bars: "mean size of the contribution to the logit".
  func importanceMeasure(_ method: Int) -> String {
    let score = commonScoreName
    return "mean size of the \(quantity(method)?.measure(of: score) ?? score)"
  }

  /// The name of the explained score for rows that may have different targets: "logit".
  public var commonScoreName: String {
    guard let table, table.scoreNames.count == 1 else { return run.objective.scale }
    return table.scoreNames[0]
  }

  /// The name of each output.
  public var targetNames: [String] {
    let output = run.model.output
    return (0..<output.count).map { output.names?[$0] ?? "\($0)" }
  }
}
