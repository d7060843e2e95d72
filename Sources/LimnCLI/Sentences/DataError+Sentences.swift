import Limn

extension DataError: DescribedError {
  var status: ExitStatus {
    switch self {
    case .noSuchRow: .noInput
    case .badShares, .channelNumbers, .badFull, .badMean, .badDeviation, .noSuchColumn,
      .columnsOfArray, .centredColours:
      .usage
    default: .badData
    }
  }

  var wayOut: String? {
    switch self {
    case .wrongImageSize: "let it be fitted with --fit resize or --fit crop"
    case .noInk, .centredColours: "take all of it with --fit resize"
    case .imageForVector: "say with --shape HEIGHTxWIDTH which picture the vector is"
    case .indexColumn: "leave it out, in pandas with to_csv(…, index=False), or with --drop 0"
    case .decimalComma: "say --decimal-comma if it is a number's point"
    case .columnNames(_, let missing, let unknown, _) where missing.isEmpty && !unknown.isEmpty:
      "name what is no feature with --label-column, --id-column or --drop"
    default: nil
    }
  }
}
