import LimnCore
import LimnData
import LimnNetwork
import LimnTraining
import Testing

@Suite struct InputScaleRuleTests {
  /// Two classes that differ in a small feature, beside one a million times as large.
  private func history(standardised: Bool) throws -> TrainingHistory {
    var stream = RandomStream(seed: 2)
    let labels = (0..<80).map { $0 % 2 }
    let inputs = Matrix(rows: 80, columns: 2) { target in
      for row in 0..<80 {
        target[2 * row] = 0.001 * (Float(stream.uniform()) + (labels[row] == 0 ? 0 : 1))
        target[2 * row + 1] = 1000 * Float(stream.normal())
      }
    }
    let set = try LabeledSet(inputs: inputs, targets: .classes(labels, count: 2))
    var network = try NetworkArchitecture(inputShape: .vector(2), hidden: [8], classCount: 2)
      .network(seed: 1)
    if standardised { network = try network.standardising(inputs) }
    var trainer = try Trainer(
      network, on: set, options: TrainingOptions(epochs: 40, earlyStopping: nil))
    while try trainer.nextEpoch(work: Work(workers: 1)) != nil {}
    return trainer.history
  }

  @Test func sizesFarApartAreTheCauseAndExplainTheRest() throws {
    let history = try history(standardised: false)
    let scales = try #require(history.configuration.inputScales)
    #expect(scales.largest > 900 && scales.largest < 1100)
    #expect(scales.smallest > 0.0008 && scales.smallest < 0.0015)
    #expect(Diagnosis(of: history).findings.map(\.kind) == [.inputScales])
  }

  @Test func whatIsStandardisedIsOnOneScale() throws {
    let history = try history(standardised: true)
    let scales = try #require(history.configuration.inputScales)
    #expect(abs(scales.largest - 1) < 1e-3 && abs(scales.smallest - 1) < 1e-3)
    #expect(!Diagnosis(of: history).findings.map(\.kind).contains(.inputScales))
  }
}
