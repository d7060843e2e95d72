import LimnCore
import LimnData

extension Targets {
  /// - Parameter firstRow: the index of the first target in its source.
  /// - Throws: ``ReportError/labelsOfTask(found:expected:)``, ``ReportError/noSuchLabel(_:row:classCount:)``,
  ///   ``ReportError/badLabel(row:column:)``.
  func check(for output: OutputSchema, firstRow: Int) throws {
    guard task == output.task,
      width == (output.classCount ?? output.count) || task == .classification
    else { throw ReportError.labelsOfTask(found: task, expected: output.task) }
    switch self {
    case .classes(let labels, _):
      let count = output.classCount ?? output.count
      for (row, label) in labels.enumerated() where !(0..<count).contains(label) {
        throw ReportError.noSuchLabel(label, row: firstRow + row, classCount: count)
      }
    case .flags(let values), .numbers(let values):
      for row in 0..<values.rows {
        for (column, value) in values[row: row].enumerated() where !isTarget(value) {
          throw ReportError.badLabel(row: firstRow + row, column: column)
        }
      }
    }
  }

  /// Whether the targets of a chunk are possible for a model with these outputs.
  func isPossible(for output: OutputSchema) -> Bool {
    guard task == output.task else { return false }
    switch self {
    case .classes(let labels, _):
      let classes = 0..<(output.classCount ?? output.count)
      return labels.allSatisfy(classes.contains)
    case .flags(let values), .numbers(let values):
      return values.columns == output.count && values.elements.allSatisfy(isTarget)
    }
  }

  private func isTarget(_ value: Float) -> Bool {
    task == .multilabel ? value == 0 || value == 1 : value.isFinite
  }

  /// The class of an example; `nil` if it has none.
  func label(at example: Int) -> Int? {
    if case .classes(let labels, _) = self { labels[example] } else { nil }
  }

  /// The flags or numbers of an example; `nil` if it has a class.
  func values(at example: Int) -> ArraySlice<Float>? {
    switch self {
    case .classes: nil
    case .flags(let values), .numbers(let values): values[row: example]
    }
  }
}
