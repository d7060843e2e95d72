/// How large an estimator's design may become, so that what would not fit in memory is refused before
/// it is begun: some numbers for each sample and feature, about 1 GB at the bounds.
enum DesignMemory {
  /// LIME's masks.
  case masks
  /// The draws of LIME for tables.
  case draws
  /// Kernel regression's pairs of coalitions.
  case pairs
  /// The slopes of SmoothGrad and VarGrad.
  case slopes

  /// The most samples times features.
  private var mostCells: Int {
    switch self {
    case .masks, .slopes: 1 << 26
    case .draws: 1 << 25
    case .pairs: 1 << 24
    }
  }

  /// - Parameters:
  ///   - setting: the one that decides the samples, by its name.
  ///   - unit: what one sample takes of the setting.
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
