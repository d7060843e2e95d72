import Limn

/// The digits the embedded model was trained on.
enum TrainingDigits {
  /// The mean of each pixel.
  static func mean() throws -> [Float] {
    let rows = try Split(of: Digits.all).training
    let sums = Digits.all.inputs.rows(at: rows).columnSums()
    return sums.elements.map { $0 / Float(rows.count) }
  }
}
