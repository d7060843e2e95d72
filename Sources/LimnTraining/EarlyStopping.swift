/// Ends a run when the validation loss no longer falls, and gives back the weights of the epoch
/// where it was lowest (Prechelt 1998, "Early Stopping, But When?").
public struct EarlyStopping: Sendable, Hashable, Codable {
  /// The epochs without improvement after which the run ends; at least 1.
  public let patience: Int
  /// By how much the loss must fall below the lowest so far to count as an improvement.
  public let minimumImprovement: Double

  /// Stops after `patience` epochs without an improvement of at least `minimumImprovement` in the
  /// validation loss.
  public init(patience: Int, minimumImprovement: Double = 0) {
    self.patience = patience
    self.minimumImprovement = minimumImprovement
  }

  /// - Throws: `TrainingError.setting`.
  func check() throws {
    try AllowedRange.count.check("patience", Double(patience))
    try AllowedRange.nonNegative.check("minimum improvement", minimumImprovement)
  }
}
