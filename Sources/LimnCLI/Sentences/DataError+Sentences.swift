import Limn

extension DataError: DescribedError {
  var status: ExitStatus {
    switch self {
    case .noSuchRow: .noInput
    case .badShares, .channelNumbers, .badFull, .badMean, .badDeviation: .usage
    default: .badData
    }
  }

  var wayOut: String? {
    switch self {
    case .wrongImageSize: "let it be fitted with --fit resize or --fit crop"
    case .imageForVector: "say with --shape HEIGHTxWIDTH which picture the vector is"
    case .indexColumn: "leave it out, in pandas with to_csv(…, index=False)"
    default: nil
    }
  }
}
