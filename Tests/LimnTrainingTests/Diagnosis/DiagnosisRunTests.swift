import LimnTraining
import Testing

/// Each rule on real runs made to show what it looks for, and on runs made not to.
@Suite struct DiagnosisRunTests {
  /// Runs that learn well, by any optimizer, depth and activation. No rule may speak.
  @Test(arguments: [
    DigitRun(), DigitRun(rate: 0.001, epochs: 30), DigitRun(rate: 0.01),
    DigitRun(optimizer: .sgd, rate: 0.1, epochs: 30),
    DigitRun(optimizer: .sgd, rate: 0.3, epochs: 30),
    DigitRun(optimizer: .momentum, rate: 0.01), DigitRun(optimizer: .nesterov, rate: 0.01),
    DigitRun(optimizer: .adagrad, rate: 0.02), DigitRun(optimizer: .rmsprop, rate: 0.001),
    DigitRun(optimizer: .gradientDescent, rate: 0.5, epochs: 100),
    DigitRun(hidden: [], epochs: 60), DigitRun(hidden: [32, 32, 32, 32], epochs: 10),
    DigitRun(hidden: [32, 32, 32, 32], activation: .tanh, epochs: 10),
    DigitRun(activation: .sigmoid, epochs: 20), DigitRun(activation: .gelu, epochs: 20),
    DigitRun(hidden: .init(repeating: 32, count: 8), activation: .tanh, epochs: 10),
    DigitRun(hidden: .init(repeating: 32, count: 8), rate: 0.001, epochs: 10),
  ])
  func healthyRunsShowNothing(_ run: DigitRun) throws {
    let diagnosis = try run.diagnosis()
    #expect(diagnosis.findings.isEmpty, "\(run): \(diagnosis.findings)")
    #expect(diagnosis.notJudged.isEmpty)
  }

  @Test func overfitting() throws {
    // Few examples, a wide network, many large steps.
    let run = DigitRun(hidden: [128], rate: 0.02, epochs: 60, examples: 60)
    let finding = try #require(try run.diagnosis().findings.first { $0.kind == .overfitting })
    guard case .partingLosses(let validation, let training) = finding.evidence else {
      Issue.record("\(finding)")
      return
    }
    #expect(validation.after > 1.1 * validation.before)
    #expect(training.after < training.before)
    // The named epoch lies where the validation loss is lowest, two epochs of smoothing aside.
    let losses = try run.history().epochs.map { $0.validation!.loss }
    let best = try #require(losses.indices.min { losses[$0] < losses[$1] }) + 1
    #expect(abs(finding.epoch - best) <= 4, "\(finding.epoch), lowest in \(best)")
    // All examples and the usual steps: the same network does not.
    #expect(try !DigitRun(hidden: [128], epochs: 20).kinds().contains(.overfitting))
  }

  @Test func underfitting() throws {
    // A network of one unit cannot tell ten classes apart; a heavy penalty keeps the weights small.
    #expect(try DigitRun(hidden: [1], rate: 0.01, epochs: 100).kinds() == [.underfitting])
    let penalised = DigitRun(optimizer: .sgd, rate: 0.1, weightDecay: 0.1, epochs: 30)
    let diagnosis = try penalised.diagnosis()
    #expect(diagnosis.findings.map(\.kind) == [.underfitting])
    guard
      case .poorFit(let error, let validationError, let later)? = diagnosis.findings.first?
        .evidence
    else {
      Issue.record("\(diagnosis)")
      return
    }
    let last = try #require(try penalised.history().epochs.last)
    #expect(error == 1 - last.training.accuracy!)
    #expect(validationError == 1 - last.validation!.accuracy!)
    #expect((0..<0.25).contains(later))
    #expect(try DigitRun(optimizer: .sgd, rate: 0.1, epochs: 30).kinds().isEmpty)
  }

  /// A run that is merely not finished does not underfit.
  @Test func slowRunsDoNotUnderfit() throws {
    let run = DigitRun(optimizer: .sgd, rate: 0.001, epochs: 20)
    #expect(try run.kinds() == [.learningRateTooLow])
  }

  @Test(arguments: [
    DigitRun(optimizer: .sgd, rate: 3), DigitRun(optimizer: .sgd, rate: 10),
    DigitRun(rate: 0.1, epochs: 30), DigitRun(rate: 0.3), DigitRun(rate: 1),
    DigitRun(optimizer: .momentum, rate: 1), DigitRun(rate: 3, epochs: 2),
  ])
  func tooHighALearningRate(_ run: DigitRun) throws {
    let kinds = try run.kinds()
    #expect(kinds.contains(.learningRateTooHigh), "\(run): \(kinds)")
    #expect(!kinds.contains(.learningRateTooLow), "\(run): \(kinds)")
    #expect(!kinds.contains(.underfitting), "\(run): \(kinds)")
  }

  @Test func divergence() throws {
    let run = DigitRun(hidden: [32, 32], optimizer: .sgd, rate: 1e6)
    let history = try run.history()
    guard case .diverged(let epoch, let batch) = history.outcome else {
      Issue.record("\(history.outcome)")
      return
    }
    let first = Diagnosis(of: history).findings.first
    #expect(first == Finding(epoch: epoch, evidence: .divergence(batch: batch)))
  }

  @Test(arguments: [
    DigitRun(optimizer: .sgd, rate: 1e-5), DigitRun(optimizer: .sgd, rate: 1e-3),
    DigitRun(rate: 1e-6), DigitRun(rate: 1e-4), DigitRun(optimizer: .momentum, rate: 1e-4),
    DigitRun(optimizer: .gradientDescent, rate: 0.01, epochs: 100),
  ])
  func tooLowALearningRate(_ run: DigitRun) throws {
    #expect(try run.kinds() == [.learningRateTooLow])
  }

  @Test(arguments: [4, 6, 8])
  func vanishingGradients(depth: Int) throws {
    let sigmoid = DigitRun(
      hidden: .init(repeating: 32, count: depth), activation: .sigmoid, optimizer: .sgd, rate: 0.1,
      epochs: 6)
    let diagnosis = try sigmoid.diagnosis()
    #expect(diagnosis.findings.map(\.kind) == [.vanishingGradients])
    guard
      case .smallGradient(let layer, let norm, let output, let outputNorm)? = diagnosis.findings
        .first?.evidence
    else {
      Issue.record("\(diagnosis)")
      return
    }
    // A scaling, then dense layers and activations in turn: the first dense layer has it worst.
    #expect((layer, output) == (1, 1 + 2 * depth))
    #expect(norm < 0.01 * outputNorm)
    var relu = sigmoid
    relu.activation = .relu
    #expect(try !relu.kinds().contains(.vanishingGradients))
  }

  @Test func explodingGradients() throws {
    // Weights five times too large: each of the layers multiplies the signal by five.
    var run = DigitRun(
      hidden: [32, 32, 32, 32], optimizer: .sgd, rate: 0.01, epochs: 6, scale: 5)
    let finding = try #require(
      try run.diagnosis().findings.first { $0.kind == .explodingGradients })
    #expect(finding.epoch == 1)
    run.scale = 1
    #expect(try !run.kinds().contains(.explodingGradients))
  }

  @Test func deadUnits() throws {
    let run = DigitRun(optimizer: .sgd, rate: 3)
    let history = try run.history()
    let finding = try #require(
      Diagnosis(of: history).findings.first { $0.kind == .deadUnits })
    #expect(finding.epoch == 1)
    #expect(finding.evidence == .dead(layer: 2, share: 1))
    #expect(try !DigitRun(optimizer: .sgd, rate: 0.3).kinds().contains(.deadUnits))
  }

  @Test func saysWhatItCouldNotJudge() throws {
    let one = try DigitRun(epochs: 1).diagnosis()
    #expect(one.findings.isEmpty)
    #expect(
      one.notJudged.map(\.kind) == [
        .learningRateTooHigh, .learningRateTooLow, .overfitting, .underfitting,
      ])
    #expect(one.notJudged[2].reason == .tooFewEpochs(found: 1, needed: 6))
    let unvalidated = try DigitRun(epochs: 8, validates: false).diagnosis()
    #expect(unvalidated.notJudged.map(\.kind) == [.overfitting])
    #expect(unvalidated.notJudged.first?.reason == .noValidation)
  }
}
