import LimnCore

/// What can be wrong with the data of a figure.
public enum FigureError: Error, Equatable {
  /// An explanation without attributions.
  case nothingToShow
  /// An attribution of another shape than the input it is shown with.
  case shapeMismatch(method: String, found: InputShape, expected: InputShape)
  /// A heatmap of a plain vector, or a bar chart of an image.
  case unsuitableShape(InputShape)
  /// An attribution of a kind that the scales were not made for.
  case noScale(method: String)
  /// Steps from one score to another of values that do not share out the difference.
  case notShares(method: String)
  /// A NaN or an infinity among the values to show.
  case nonFinite(in: String, index: Int)
  /// Training runs of which none has a completed epoch, so none a curve.
  case noEpochs(runs: [String])
  /// More runs than can be told apart in one figure.
  case tooManyRuns(Int, most: Int)
  /// A layer of weights that a network does not have; they are counted from 1.
  case noSuchLayer(Int, count: Int)
  /// A picture of rows of units asked of a network that is no chain of dense layers.
  case noRowsOfUnits
  /// A unit that a layer does not have; they are counted from 0.
  case noSuchUnit(Int, count: Int)
  /// A whole number that a picture cannot be made with: of a feature or a row that a table does not have, of
  /// features to show, of pixels.
  case outOfRange(String, found: Int, range: ClosedRange<Int>)
  /// Another number of values than a picture has places for.
  case valueCount(of: String, found: Int, expected: Int)
}

extension FigureError {
  /// - Throws: ``outOfRange(_:found:range:)``.
  static func check(_ name: String, _ number: Int, in range: ClosedRange<Int>) throws(FigureError) {
    guard range.contains(number) else {
      throw .outOfRange(name, found: number, range: range)
    }
  }

  /// That at least one feature is to be shown.
  static func check(strongest: Int) throws(FigureError) {
    try check("the number of features to show", strongest, in: 1...Int.max)
  }
}
