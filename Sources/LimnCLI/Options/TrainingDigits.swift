import Limn

/// The digits the embedded model was trained on.
enum TrainingDigits {
  static func inputs() throws -> Matrix {
    Digits.all.inputs.rows(at: try Split(of: Digits.all).training)
  }

  /// The mean of each pixel.
  static func mean() throws -> [Float] {
    let rows = try inputs()
    return rows.columnSums().elements.map { $0 / Float(rows.rows) }
  }
}
