import LimnCore
import LimnGraphics

extension [Int: Categories] {
  /// What a picture shows for a feature's value: a number, or a category's word, cut where it is long.
  func text(of value: Float, feature: Int, digits: Int, style: TextStyle) -> String {
    word(of: value, feature: feature).map {
      style.truncated($0.keptApart, width: Self.widestWord)
    } ?? NumberText.trimmed(Double(value), digits: digits)
  }

  private static var widestWord: Double { 110 }
}
