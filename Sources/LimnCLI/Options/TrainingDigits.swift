import Limn

/// The digits on which the embedded model was trained.
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
