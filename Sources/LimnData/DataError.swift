/// What can be wrong with data that comes from outside.
public enum DataError: Error, Equatable {
  /// Shares of a split that are negative or together more than the whole.
  case badShares(validation: Double, test: Double)
}
