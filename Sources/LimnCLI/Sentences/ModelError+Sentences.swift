import Limn

extension ModelError: DescribedError {
  var status: ExitStatus {
    switch self {
    case .inputWidth, .nonFiniteScore, .nonFiniteGradient, .outputCount, .targets, .noCategory,
      .noSuchFeature, .nonFiniteImputed:
      .badData
    case .scoreShape, .gradientShape:
      .internalError
    case .noSuchClass, .classAgainstItself, .noSuchOutput, .outputAgainstItself, .logitsUnknown,
      .terms, .tones,
      .noClasses, .taskOfLink, .outputNames,
      .featureNames:
      .usage
    }
  }

  var wayOut: String? {
    switch self {
    case .logitsUnknown:
      "explain them with --explain probability"
    case .noClasses: "explain it with --explain output"
    case .taskOfLink: "leave --task out"
    default: nil
    }
  }
}

extension NetworkError: DescribedError {
  var status: ExitStatus {
    .badData
  }
}
