import LimnCore
import LimnGraphics

extension [Int: Categories] {
  /// The text for a feature's value in a picture: a number, or the word of a category, shortened if
  /// it is long.
  func text(of value: Float, feature: Int, digits: Int, style: TextStyle) -> String {
    word(of: value, feature: feature).map {
      style.truncated($0.keptApart, width: Self.widestWord)
    } ?? NumberText.trimmed(Double(value), digits: digits)
  }

  private static var widestWord: Double { 110 }
}
