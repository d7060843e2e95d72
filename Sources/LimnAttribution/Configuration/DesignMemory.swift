/// Limits on the size of an estimator's design, so that settings that would not fit in memory are
/// rejected in advance. A design has several numbers for each sample and feature; the limits
/// correspond to about 1 GB.
enum DesignMemory {
  /// LIME's masks.
  case masks
  /// The draws of tabular LIME.
  case draws
  /// The pairs of coalitions of kernel regression.
  case pairs
  /// The slopes of SmoothGrad and VarGrad.
  case slopes

  /// The maximum of samples × features.
  private var mostCells: Int {
    switch self {
    case .masks, .slopes: 1 << 26
    case .draws: 1 << 25
    case .pairs: 1 << 24
    }
  }

  /// - Parameters:
  ///   - setting: the name of the setting that determines the number of samples.
  ///   - samples: the number of samples.
  ///   - features: the number of features or segments.
  ///   - unit: the amount of the setting that corresponds to one sample.
  /// - Throws: `AttributionError.beyondMemory`.
  func check(_ setting: String, _ samples: Int, features: Int, perUnit unit: Int = 1) throws {
    let largest = mostCells / max(1, features)
    guard samples <= largest else {
      throw AttributionError.beyondMemory(
        setting: setting, found: samples.clampedProduct(unit), largest: largest * unit,
        features: features)
    }
  }
}

extension Int {
  fileprivate func clampedProduct(_ other: Int) -> Int {
    let (product, overflows) = multipliedReportingOverflow(by: other)
    return overflows ? .max : product
  }
}
