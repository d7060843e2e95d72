import CFixtures
import LimnCore

/// The 1,797 handwritten digits that live inside the binary: the test set of *Optical Recognition of
/// Handwritten Digits* (E. Alpaydin and C. Kaynak 1998, UCI Machine Learning Repository, CC BY 4.0),
/// in the order and on the scale of scikit-learn's `load_digits`.
public enum Digits {
  /// 8×8 grey images.
  public static let inputShape = InputShape.image(height: 8, width: 8)
  /// What a wholly inked pixel holds; paper is 0.
  public static let fullInk: Float = 16
  /// The digits 0 to 9.
  public static let classCount = 10

  /// All digits, `1797 × 64`, values whole in `0...16`, as they are: a network scales them itself.
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
