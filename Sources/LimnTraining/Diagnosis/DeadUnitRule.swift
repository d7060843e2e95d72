/// Finds a layer in which most units pass no gradient for any training example and therefore no
/// longer learn.
public struct DeadUnitRule: DiagnosisRule {
  /// The minimum fraction of a layer's units: 0.5. Rectifier networks that learn well have up to
  /// about 0.4 (Karpathy, "CS231n", notes on neural networks 1, mentions 40%; runs on the digits
  /// agree).
  public var share: Double

  /// Creates the rule with its threshold, a fraction of a layer's units in `0...1`.
  public init(share: Double = 0.5) {
    self.share = share
  }

  public var kind: Finding.Kind { .deadUnits }

  public func verdict(on history: TrainingHistory) -> DiagnosisVerdict {
    guard let last = history.epochs.last else {
      return .notJudged(.tooFewEpochs(found: 0, needed: 1))
    }
    guard let worst = last.activations.max(by: { $0.deadUnits < $1.deadUnits }),
      worst.deadUnits >= share
    else { return .notFound }
    let since = history.epochs.reversed().prefix { record in
      record.activations.contains { $0.layer == worst.layer && $0.deadUnits >= share }
    }
    return .found(
      Finding(
        epoch: since.last?.epoch ?? last.epoch,
        evidence: .dead(layer: worst.layer, share: worst.deadUnits)))
  }
}
