import Limn

extension GraphicsError: DescribedError {
  var status: ExitStatus {
    switch self {
    case .notAPNG, .corruptPNG, .notAPicture, .corruptJPEG, .fourInks, .imageTooLarge:
      .badData
    case .cannotEncodePNG,
      .badKeyword,
      .nonFiniteValue,
      .valueBeyondScale,
      .badRange,
      .cannotDraw:
      .internalError
    case .cannotShape:
      .unavailable
    case .unknownFormat, .badMagnification:
      .usage
    }
  }

  var wayOut: String? {
    if case .imageTooLarge = self { "use a smaller --scale" } else { nil }
  }
}

extension FigureError: DescribedError {
  var status: ExitStatus {
    switch self {
    case .nothingToShow, .nonFinite, .noEpochs:
      .badData
    case .shapeMismatch, .noScale, .valueCount:
      .internalError
    case .outOfRange, .unsuitableShape, .notShares, .tooManyRuns, .noSuchLayer, .noSuchUnit,
      .noRowsOfUnits:
      .usage
    }
  }

  var wayOut: String? {
    switch self {
    case .unsuitableShape:
      "give the vector's image shape with --shape"
    case .noRowsOfUnits:
      "limn plot network draws it, and limn summary lists it"
    default: nil
    }
  }
}
