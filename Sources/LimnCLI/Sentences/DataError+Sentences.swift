import Limn

extension DataError: DescribedError {
  var status: ExitStatus {
    switch self {
    case .noSuchRow: .noInput
    case .badShares: .usage
    default: .badData
    }
  }

  var wayOut: String? {
    switch self {
    case .imageForVector: "say with --shape HEIGHTxWIDTH which picture the vector is"
    case .indexColumn: "leave it out, in pandas with to_csv(…, index=False)"
    default: nil
    }
  }
}
