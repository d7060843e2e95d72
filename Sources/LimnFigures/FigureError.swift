import LimnAttribution
import LimnCore

/// An error in the data of a figure.
public enum FigureError: Error, Equatable {
  /// An explanation without attributions.
  case nothingToShow
  /// An attribution whose shape differs from that of the input or layer it is shown with.
  case shapeMismatch(method: String, found: InputShape, expected: InputShape)
  /// A heatmap of a plain vector, or a bar chart of an image.
  case unsuitableShape(InputShape)
  /// An attribution of a quantity for which the scales were not made.
  case noScale(method: String)
  /// A waterfall of values that do not divide the difference of two scores.
  case notShares(method: String)
  /// A NaN or an infinity among the values to show.
  case nonFinite(in: String, index: Int)
  /// Training runs without a completed epoch, so that there is no curve to draw.
  case noEpochs(runs: [String])
  /// More runs than one figure can distinguish.
  case tooManyRuns(Int, most: Int)
  /// A layer of weights that the network does not have; layers are counted from 1.
  case noSuchLayer(Int, count: Int)
  /// A picture of rows of units for a network that is not a chain of dense layers.
  case noRowsOfUnits
  /// A unit that the layer does not have; units are counted from 0.
  case noSuchUnit(Int, count: Int)
  /// An integer out of range, such as a feature or a row that the table does not have, the number
  /// of features to show, or the size of a pixel.
  case outOfRange(String, found: Int, range: ClosedRange<Int>)
  /// A wrong number of values.
  case valueCount(of: String, found: Int, expected: Int)
}

extension FigureError {
  /// - Throws: ``outOfRange(_:found:range:)``.
  static func check(_ name: String, _ number: Int, in range: ClosedRange<Int>) throws(FigureError) {
    guard range.contains(number) else {
      throw .outOfRange(name, found: number, range: range)
    }
  }

  /// Checks that each player has a name, if names are given.
  static func check(names: [String]?, of interactions: Interactions) throws(FigureError) {
    guard let names, names.count != interactions.players else { return }
    throw .valueCount(of: "names", found: names.count, expected: interactions.players)
  }

  /// Checks that at least one feature is to be shown.
  static func check(strongest: Int) throws(FigureError) {
    try check("the number of features to show", strongest, in: 1...Int.max)
  }
}
