/// Ends a run when the validation loss no longer falls, and keeps the weights of the epoch with the
/// lowest loss (Prechelt 1998, "Early Stopping, But When?").
public struct EarlyStopping: Sendable, Hashable, Codable {
  /// The number of epochs without improvement after which the run ends; at least 1.
  public let patience: Int
  /// The minimum decrease below the lowest loss so far that counts as an improvement; not negative.
  public let minimumImprovement: Double

  /// Creates early stopping after `patience` epochs without an improvement of the validation loss
  /// by more than `minimumImprovement`.
  public init(patience: Int, minimumImprovement: Double = 0) {
    self.patience = patience
    self.minimumImprovement = minimumImprovement
  }

  /// Checks the ranges of the properties.
  ///
  /// - Throws: `TrainingError.setting`.
  func check() throws {
    try AllowedRange.count.check("patience", Double(patience))
    try AllowedRange.nonNegative.check("minimum improvement", minimumImprovement)
  }
}
