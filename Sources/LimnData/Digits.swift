import CFixtures
import LimnCore

/// The embedded data set: 1,797 handwritten digits, the test set of *Optical Recognition of
/// Handwritten Digits* (E. Alpaydin and C. Kaynak 1998, UCI Machine Learning Repository, CC BY
/// 4.0), in the order and on the scale of scikit-learn's `load_digits`.
public enum Digits {
  /// The shape of one digit: an 8×8 grey image.
  public static let inputShape = InputShape.image(height: 8, width: 8)
  /// The value of a fully inked pixel; paper is 0.
  public static let fullInk: Float = 16
  /// The number of classes, the digits 0 to 9.
  public static let classCount = 10

  /// All digits, `1797 × 64`, with unscaled integer values in `0...16`; networks scale their inputs
  /// themselves.
  public static let all: LabeledSet = {
    let fixture = limn_digits()
    let bytes = UnsafeBufferPointer(start: fixture.start, count: fixture.count)
    let pixels = inputShape.count
    let record = pixels + 1
    let count = bytes.count / record
    let inputs = Matrix(rows: count, columns: pixels) { target in
      for row in 0..<count {
        for pixel in 0..<pixels {
          target[row * pixels + pixel] = Float(bytes[row * record + pixel])
        }
      }
    }
    let labels = (0..<count).map { Int(bytes[$0 * record + pixels]) }
    return LabeledSet(
      checked: inputs, .classes(labels, count: classCount), sourceRows: Array(0..<inputs.rows))
  }()
}
