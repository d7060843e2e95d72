import Limn

extension DataError: DescribedError {
  var status: ExitStatus {
    switch self {
    case .noSuchRow: .noInput
    case .badShares, .channelNumbers, .badFull, .badMean, .badDeviation, .noSuchColumn,
      .columnsOfArray, .encodingOfArray, .centredColours:
      .usage
    default: .badData
    }
  }

  var wayOut: String? {
    switch self {
    case .wrongImageSize: "fit it with --fit resize or --fit crop"
    case .noInk, .centredColours: "use the whole image with --fit resize"
    case .imageForVector: "give the vector's image shape with --shape HEIGHTxWIDTH"
    case .indexColumn: "leave it out, in pandas with to_csv(…, index=False), or with --drop 0"
    case .decimalComma: "use --decimal-comma if it is a decimal comma"
    case .columnNames(_, let missing, let unknown, _) where missing.isEmpty && !unknown.isEmpty:
      "name columns that are not features with --label-column, --id-column or --drop"
    case .notUTF8:
      "give its encoding, such as --encoding windows-1252 or latin1, or save it as UTF-8"
    case .encodingOfArray: "leave out --encoding"
    case .parquet:
      "write it as CSV, for example in Python with pandas.read_parquet(…).to_csv(…, index=False)"
    case .unnamedColumn: "give the column a name, or leave it out with --drop and its number"
    case .wordAmongNumbers:
      "name the column with --category-columns if its cells are categories, or leave it out with --drop"
    case .tooManyCategories(_, _, _, let most) where most == TableColumns.mostUnaskedCategories:
      "leave the column out with --drop, name it with --id-column if it names the rows, or with "
        + "--category-columns if they are categories after all"
    case .tooManyCategories: "leave the column out with --drop"
    default: nil
    }
  }
}
