import LimnTraining
import Testing

/// Each side of a rule's conditions, on histories made up for it.
@Suite struct DiagnosisRuleTests {
  /// A run of these losses and accuracies; validation is left out where there is none.
  private func history(
    training: [Double], validation: [Double]? = nil, accuracy: Double = 0.95,
    validationAccuracy: Double = 0.95
  ) throws -> TrainingHistory {
    let configuration = try Trainer(
      try NetworkArchitecture.digits(hidden: []).network(seed: 0), on: try DigitSets.training(),
      options: TrainingOptions(earlyStopping: nil)
    ).history.configuration
    let epochs = training.indices.map { index in
      EpochRecord(
        epoch: index + 1, learningRate: 0.01,
        training: Performance(loss: training[index], accuracy: accuracy),
        validation: validation.map {
          Performance(loss: $0[index], accuracy: validationAccuracy)
        },
        layers: [LayerRecord(layer: 1, gradientNorm: 1, updateRatio: 0.001)], activations: [])
    }
    return TrainingHistory(
      configuration: configuration, epochs: epochs, outcome: .completed, keptEpoch: epochs.count)
  }

  private let rising: [Double] = [1, 0.6, 0.5, 0.5, 0.5, 0.5, 0.5, 0.6, 0.7, 0.7, 0.7, 0.7, 0.7]
  private let falling: [Double] = (1...13).map { 1 / Double($0) }

  /// Losses that part are overfitting; losses that rise together are something else.
  @Test func overfittingIsAPartingOfTheWays() throws {
    let rule = OverfittingRule()
    let parting = rule.verdict(on: try history(training: falling, validation: rising))
    guard case .found(let finding) = parting,
      case .partingLosses(let validation, let training) = finding.evidence
    else {
      Issue.record("\(parting)")
      return
    }
    // The medians of five epochs: the lowest first stands around the third.
    #expect(finding.epoch == 3)
    #expect(validation == Finding.Change(before: 0.5, after: 0.7))
    #expect(training == Finding.Change(before: 1 / 3.0, after: 1 / 11.0))
    #expect(rule.verdict(on: try history(training: rising, validation: rising)) == .notFound)
    #expect(rule.verdict(on: try history(training: falling, validation: falling)) == .notFound)
    #expect(rule.verdict(on: try history(training: falling)) == .notJudged(.noValidation))
    #expect(
      rule.verdict(
        on: try history(training: Array(falling[..<5]), validation: Array(rising[..<5])))
        == .notJudged(.tooFewEpochs(found: 5, needed: 6)))
  }

  /// A single lucky epoch is no level.
  @Test func oneLowEpochSetsNoMark() throws {
    var validation = [Double](repeating: 0.5, count: 13)
    validation[4] = 0.3
    #expect(
      OverfittingRule().verdict(on: try history(training: falling, validation: validation))
        == .notFound)
  }

  /// Noise around a level that is reached rises as often as it falls, by little.
  @Test func swingsAreTellingBySize() throws {
    func verdict(_ swing: Double) throws -> DiagnosisVerdict {
      let losses = (0..<20).map { 0.5 + ($0 % 2 == 0 ? swing : -swing) }
      return HighLearningRateRule().verdict(on: try history(training: losses))
    }
    // The mean rise is half of twice the swing, of a mean of a half: 1% is a swing of 0.005.
    #expect(try verdict(0.004) == .notFound)
    guard case .found(let finding) = try verdict(0.006), case .oscillation = finding.evidence else {
      Issue.record("swings of 1.2% are not found")
      return
    }
    #expect(finding.epoch == 3)
    // What falls twice as much as it rises is on its way.
    let descent = (0..<20).map { epoch -> Double in
      let swing = epoch % 2 == 0 ? 0.04 : -0.04
      return 2 - 0.03 * Double(epoch) + swing
    }
    #expect(HighLearningRateRule().verdict(on: try history(training: descent)) == .notFound)
  }

  /// The bias is what underfits, not the variance.
  @Test func underfittingIsMoreBiasThanVariance() throws {
    let flat = [2, 1, 0.9, 0.88, 0.87, 0.87, 0.87, 0.87]
    func verdict(_ error: Double, validation: Double) throws -> DiagnosisVerdict {
      UnderfittingRule().verdict(
        on: try history(
          training: flat, validation: flat, accuracy: 1 - error, validationAccuracy: 1 - validation)
      )
    }
    func isFound(_ verdict: DiagnosisVerdict) -> Bool {
      if case .found = verdict { true } else { false }
    }
    #expect(try isFound(verdict(0.25, validation: 0.375)))
    #expect(try !isFound(verdict(0.25, validation: 0.5)))
    #expect(try !isFound(verdict(0.25, validation: 0.75)))
    // Less than a tenth wrong is fitted.
    #expect(try !isFound(verdict(0.0625, validation: 0.0625)))
  }
}
